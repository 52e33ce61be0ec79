// Tokens that are drawn and texts that go on.
import { describe, expect, test } from "vitest";
import { device, deviceNames, Generator, manualSeed, noGrad, type Tensor, tensor } from "../../src/index.ts";
import { type ChooseOptions, choose } from "../../src/models/choose.ts";
import { type GenerateOptions, generate } from "../../src/models/generate.ts";
import { GPT } from "../../src/models/gpt.ts";
import { LanguageModel, languageModelNames } from "../../src/models/language-model.ts";

const devices = deviceNames().filter((name) => name !== "null");
const greedy = { temperature: 0 } as const;
async function made(model: GPT | LanguageModel, start: number[], options: GenerateOptions): Promise<number[]> {
  const list: number[] = [];
  for await (const id of generate(model, start, options)) list.push(id);
  return list;
}

describe.each(devices)("%s", { timeout: 60_000 }, (name) => {
  const gpt = (length: number): GPT => {
    manualSeed(1);
    return new GPT(11, { length, features: 8, layers: 2, heads: 2 }).to({ device: name });
  };
  const ids = (list: readonly number[], shape: readonly number[]): Tensor =>
    tensor(Int32Array.from(list), { shape, device: name });

  // Probabilities 0.1, 0.4, 0.2, 0.3 of what is left, in proportion.
  test.each<[ChooseOptions, number[]]>([
    [{}, [0.1, 0.4, 0.2, 0.3]],
    [{ topK: 2 }, [0, 4 / 7, 0, 3 / 7]],
    [{ topP: 0.69 }, [0, 4 / 7, 0, 3 / 7]],
    [{ topP: 0.75 }, [0, 4 / 9, 2 / 9, 3 / 9]],
    [{ topK: 3, topP: 0.4 }, [0, 1, 0, 0]], // 4/9 of the three best
    [{ temperature: 0.5 }, [1 / 30, 16 / 30, 4 / 30, 9 / 30]],
    [{ temperature: 0 }, [0, 1, 0, 0]],
    [{ topK: 9 }, [0.1, 0.4, 0.2, 0.3]],
  ])("choose %j", async (options, wanted) => {
    const count = 4000;
    const logits = tensor([0.1, 0.4, 0.2, 0.3], { device: name }).log().add(5).expand([count, 4]);
    const drawn = await choose(logits, { ...options, generator: new Generator(5) }).data();
    wanted.forEach((p, id) => {
      const share = drawn.filter((each: number) => each === id).length / count;
      expect(Math.abs(share - p), `class ${id}`).toBeLessThanOrEqual(4 * Math.sqrt((p * (1 - p)) / count));
    });
  });

  test("a GPT goes on as it would with the whole text before it, and tokens share a plan", async () => {
    const model = gpt(64);
    const start = [3, 1, 4, 1, 5];
    const tokens = [...start, ...(await made(model, start, { ...greedy, count: 40 }))];
    const whole = noGrad(() =>
      model
        .eval()(ids(tokens.slice(0, -1), [1, 44]))
        .argmax(-1),
    );
    expect([...(await whole.data())].slice(4)).toEqual(tokens.slice(5));
    const before = device(name).plans.made;
    await made(model, start, { ...greedy, count: 40 });
    expect(device(name).plans.made).toBe(before);
  });

  test("a GPT whose places are full goes on from the newer half", async () => {
    const model = gpt(8);
    const tokens = [1, ...(await made(model, [1], { ...greedy, count: 20 }))];
    expect(tokens.length).toBe(21);
    const last = noGrad(() =>
      model
        .eval()(ids(tokens.slice(5, 9), [1, 4]))
        .select(0, 0)
        .select(0, -1)
        .argmax(),
    );
    expect(await last.item()).toBe(tokens[9]); // the ninth place is one too many: it begins anew with four
  });

  test.each(languageModelNames)("%s goes on as it would with the whole text before it", async (kind) => {
    manualSeed(2);
    const sizes = { embedding: 8, hidden: 12, layers: 2, heads: 2, length: 16, dropout: 0.5 };
    const model = new LanguageModel(11, { ...sizes, model: kind }).to({ device: name });
    const tokens = [3, 1, ...(await made(model, [3, 1], { ...greedy, count: 9 }))];
    expect(model.training).toBe(true);
    const [logits] = noGrad(() => model.eval()(ids(tokens.slice(0, -1), [10, 1]))) as [Tensor, unknown];
    expect([...(await logits.argmax(-1).data())].slice(1)).toEqual(tokens.slice(2));
  });
});

test("the same generator draws the same text", async () => {
  const model = new GPT(11, { length: 16, features: 8, layers: 1, heads: 2 });
  const draw = (seed: number) => made(model, [1], { count: 12, generator: new Generator(seed) });
  expect(await draw(1)).toEqual(await draw(1));
  expect(await draw(1)).not.toEqual(await draw(2));
});

test.each<[Partial<GenerateOptions>, number[], string]>([
  [{}, [], "generate: there must be a token to begin with"],
  [{ temperature: -1 }, [1], "choose: a temperature is a number from 0, not -1"],
  [{ topK: 0 }, [1], "choose: topK is a whole number from 1, not 0"],
  [{ topP: 2 }, [1], "choose: topP is more than 0 and at most 1, not 2"],
])("wrong: %j after %j", async (options, start, message) => {
  const model = new GPT(11, { length: 16, features: 8, layers: 1, heads: 2 });
  await expect(made(model, start, { count: 2, ...options })).rejects.toThrow(message);
  expect(model.training).toBe(true);
});
