// Whole models: sizes, shapes, that they learn on every device with two plans, and what is wrong with their input.
import { describe, expect, test } from "vitest";
import {
  ArgumentError,
  device,
  deviceNames,
  manualSeed,
  nn,
  optim,
  ShapeError,
  type Tensor,
  tensor,
  zeros,
} from "../../src/index.ts";
import { makeClassifier } from "../../src/models/classifiers.ts";
import { ConvNet } from "../../src/models/conv-net.ts";
import { GPT } from "../../src/models/gpt.ts";
import { LanguageModel, languageModelNames, type TextState } from "../../src/models/language-model.ts";
import { ResNet9 } from "../../src/models/resnet9.ts";

const devices = deviceNames().filter((name) => name !== "null");
const idsOf = (shape: readonly number[], count: number): Tensor => {
  const size = shape.reduce((n, d) => n * d, 1);
  return tensor(
    Int32Array.from({ length: size }, (_, i) => (i * 7 + (i >> 2)) % count),
    { shape },
  );
};
const wave = (shape: readonly number[]): Tensor => {
  const size = shape.reduce((n, d) => n * d, 1);
  return tensor(
    Float32Array.from({ length: size }, (_, i) => Math.sin(i * i)),
    { shape },
  );
};
const sizeOf = (model: nn.ModuleBase): number => model.parameters().reduce((sum, p) => sum + p.size, 0);

/** Filters, then a scale and a shift for each. */
const convBN = (channels: number, filters: number, kernel: number): number =>
  channels * filters * kernel ** 2 + 3 * filters;
const linear = (from: number, to: number): number => (from + 1) * to;
/** Four projections, two layers of the network for each place, two norms. */
const transformerLayer = (e: number, hidden: number): number =>
  4 * linear(e, e) + linear(e, hidden) + linear(hidden, e) + 4 * e;
const recurrent = (from: number, h: number, gates: number): number => gates * h * (from + h + 2);

const text = { embedding: 8, hidden: 12, layers: 2, heads: 2, length: 16 } as const;
const [e, h, words] = [8, 12, 20];
const ends = words * e + linear(h, words); // embedding and output
test.each<[string, nn.ModuleBase, number]>([
  ["ResNet9, as the course's", new ResNet9(), 431_946],
  [
    "ConvNet",
    new ConvNet(28, { channels: 3, filters: [4, 8], classes: 5 }),
    convBN(3, 4, 3) + convBN(4, 8, 3) + linear(8 * 49, 5),
  ],
  ["rnn", new LanguageModel(words, { ...text, model: "rnn" }), ends + recurrent(e, h, 1) + recurrent(h, h, 1)],
  ["lstm", new LanguageModel(words, { ...text, model: "lstm" }), ends + recurrent(e, h, 4) + recurrent(h, h, 4)],
  [
    "transformer",
    new LanguageModel(words, { ...text, model: "transformer" }),
    words * e + 16 * e + 2 * transformerLayer(e, h) + 2 * e + linear(e, words),
  ],
  [
    "GPT",
    new GPT(words, { length: 16, features: e, layers: 3, heads: 2 }),
    (words + 16) * e + 3 * transformerLayer(e, 4 * e) + 2 * e,
  ],
  [
    "GPT with an output of its own",
    new GPT(words, { length: 16, features: e, layers: 3, heads: 2, tied: false }),
    (words + 16 + words) * e + 3 * transformerLayer(e, 4 * e) + 2 * e,
  ],
])("%s: so many parameters", (_, model, wanted) => {
  expect(sizeOf(model)).toBe(wanted);
});

describe.each(devices)("%s", { timeout: 60_000 }, (name) => {
  const { plans } = device(name);
  /** Losses of steps on one batch, and the plans that were made from the third step on. */
  async function learn(model: nn.ModuleBase, lossOf: () => Tensor, steps = 8): Promise<void> {
    const opt = new optim.Adam(model.parameters(), { lr: 0.01 });
    const [losses, made]: [number[], number[]] = [[], []];
    for (let i = 0; i < steps; i++) {
      const loss = lossOf();
      opt.zeroGrad();
      loss.backward();
      opt.step();
      losses.push(await loss.item());
      made.push(plans.made);
    }
    expect(losses.at(-1)).toBeLessThan(0.9 * losses[0]!);
    expect(made.at(-1)! - made[1]!).toBe(0);
  }
  const labels = tensor(Int32Array.from([0, 1, 2, 3])).to({ device: name });

  test.each<[string, () => nn.Sequential, number[]]>([
    ["ConvNet", () => new ConvNet(8, { filters: [4, 8], drop: 0 }), [4, 1, 8, 8]],
    ["cnn of a row of pixels", () => makeClassifier(64, 10, { model: "cnn", hidden: 0, blocks: 0, drop: 0, norm: "none" }), [4, 64]], // biome-ignore format: one line
    ["ResNet9", () => new ResNet9(), [4, 3, 32, 32]],
  ])("%s learns", async (_, make, shape) => {
    manualSeed(1);
    const model = make().to({ device: name });
    const x = wave(shape).to({ device: name });
    expect(model(x as never).shape).toEqual([4, 10]);
    await learn(model, () => nn.crossEntropy(model(x as never) as Tensor, labels));
  });

  test.each(languageModelNames)("LanguageModel: %s learns, each step as large as the one before", async (kind) => {
    manualSeed(2);
    const model = new LanguageModel(words, { ...text, model: kind }).to({ device: name });
    const [ids, next] = [idsOf([5, 3], words), idsOf([15], words)].map((t) => t.to({ device: name })) as [Tensor, Tensor]; // biome-ignore format: one line
    let state: TextState = [];
    const kernels: number[] = [];
    await learn(
      model,
      () => {
        kernels.push(device(name).counts.kernels);
        const [logits, after] = model(ids, state) as [Tensor, TextState];
        expect(logits.shape).toEqual([15, words]);
        state = after.map((t) => t.detach());
        return nn.crossEntropy(logits, next);
      },
      12,
    );
    const each = kernels.map((n, i) => n - (kernels[i - 1] ?? 0)).slice(4);
    expect(new Set(each).size, `kernels of each step: ${each}`).toBe(1);
  });

  test("GPT learns, and sees nothing that comes later", async () => {
    manualSeed(3);
    const model = new GPT(words, { length: 16, features: 8, layers: 2, heads: 2, dropout: 0 }).to({ device: name });
    const ids = idsOf([3, 5], words).to({ device: name });
    const other = ids.narrow(1, 0, 4);
    const [whole, part] = [model(ids), model(other)];
    expect(whole.shape).toEqual([3, 5, words]);
    expect(await whole.narrow(1, 0, 4).sub(part).abs().max().item()).toBeLessThan(1e-6);
    const next = idsOf([15], words).to({ device: name });
    await learn(model, () => nn.crossEntropy(model(ids).reshape([15, words]), next), 30);
  });
});

test("a GPT begins small: all tokens are about equally likely", async () => {
  manualSeed(4);
  const model = new GPT(words, { length: 16, features: 32, layers: 8, heads: 4 }).eval();
  const loss = nn.crossEntropy(model(idsOf([2, 16], words)).reshape([32, words]), idsOf([32], words));
  expect(Math.abs((await loss.item()) - Math.log(words))).toBeLessThan(0.5);
  const { network } = model.body.layers[0]!;
  expect(await network.second.weight.std().item()).toBeCloseTo(0.02 / 4, 3); // 8 layers: √16
  expect(await network.first.weight.std().item()).toBeCloseTo(0.02, 2);
});

test.each<[string, () => unknown, Error]>([
  [
    "channels",
    () => new ConvNet(28)(zeros([1, 3, 28, 28]) as never),
    new ShapeError(
      "conv2d: weights [16, 1, 3, 3] do not fit the channels of [1, 3, 28, 28]: 1 are needed, there are 3",
    ),
  ],
  ["small images", () => new ConvNet(4), new ArgumentError("ConvNet: 3 blocks halve images of 4 × 4 away; take fewer")],
  [
    "images that are no squares",
    () => makeClassifier(10, 2, { model: "cnn", hidden: 0, blocks: 0, drop: 0, norm: "none" }),
    new ArgumentError("cnn: needs square images; 10 pixels make none"),
  ],
  [
    "another model",
    () => new LanguageModel(5, { model: "gru" as never }),
    new ArgumentError("LanguageModel: no model 'gru'; there are rnn, lstm, transformer"),
  ],
  [
    "a text that is too long",
    () => new GPT(5, { length: 4, features: 4, layers: 1, heads: 2 })(idsOf([1, 5], 5)),
    new ShapeError("LearnedPositions: needs [N, T, 4] with T up to 4, not [1, 5, 4]"),
  ],
  [
    "a state of another batch",
    () => new LanguageModel(5, { model: "lstm", hidden: 4 })(idsOf([2, 3], 5), [zeros([1, 2, 4]), zeros([1, 2, 4])]),
    new ShapeError("LSTM: needs a state of 2 tensors [1, 3, 4]"),
  ],
])("wrong: %s", (_, use, error) => {
  expect(use).toThrow(error.constructor as never);
  expect(use).toThrow(error.message);
});

test("an id that there is not", async () => {
  const [logits] = new LanguageModel(5)(tensor([[5]], { dtype: "int32" })) as [Tensor, TextState];
  await expect(logits.data()).rejects.toThrow("5 is outside 0 … 4");
});
