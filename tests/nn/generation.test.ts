// Sequences in time: what is planned once, what is remembered, and what attention may see.
import { describe, expect, test } from "vitest";
import {
  device,
  deviceNames,
  Generator,
  gradCheck,
  gradientsOf,
  nn,
  noGrad,
  optim,
  type Tensor,
  tensor,
  zeros,
} from "../../src/index.ts";
import { wave } from "../runtime/standins.ts";

const devices = deviceNames().filter((name) => name !== "null");
const close = async (found: Tensor, wanted: Tensor): Promise<void> => {
  expect(found.shape).toEqual(wanted.shape);
  const [a, b] = [await found.data(), await wanted.data()];
  a.forEach((x, i) => void expect(x).toBeCloseTo(b[i]!, 10));
};

describe.each(devices)("%s", { timeout: 60_000 }, (name) => {
  const place = { device: name, dtype: "float64" } as const;
  const of = (shape: readonly number[], seed: number) => wave(shape, seed).to(place);
  const { plans } = device(name);

  class GPT extends nn.Module {
    embedding = nn.embedding(11, 8);
    positions = nn.learnedPositions(128, 8);
    body = nn.transformerEncoder(8, 2, { layers: 2, normFirst: true, dropout: 0 });
    head = nn.linear(8, 11);
    forward(ids: Tensor, cache?: nn.KeyValueCache[]): Tensor {
      const x = this.positions(this.embedding(ids), cache?.[0]?.length ?? 0);
      return this.head(this.body(x, cache ? { cache } : { causal: true })) as Tensor;
    }
  }
  const ids = (list: number[][]): Tensor => tensor(list, { device: name, dtype: "int32" });

  test("a hundred tokens are planned once, and are those of the whole sequence at once", async () => {
    const model = new GPT().to(place);
    const start = [3, 1, 4, 1, 5];
    const tokens = [...start];
    const cache = model.body.cache(1, 128);
    const next = async (part: number[]): Promise<void> => {
      const logits = noGrad(() => model(ids([part]), cache));
      tokens.push(await logits.at(0).at(-1).argmax().item());
    };
    await next(start);
    await next(tokens.slice(-1));
    const before = plans.made;
    for (let i = 0; i < 98; i++) await next(tokens.slice(-1));
    expect(plans.made - before).toBe(0);
    const whole = noGrad(() => model(ids([tokens.slice(0, -1)]))).argmax(-1);
    expect(((await whole.toArray()) as unknown as number[][])[0]!.slice(4)).toEqual(tokens.slice(5));
    expect(await cache[0]!.length.item()).toBe(104);
  });

  test("a cache that is full says so and stays as it is", async () => {
    const attention = nn.multiheadAttention(4, 2).to(place);
    const cache = attention.cache(1, 3);
    await noGrad(() => attention(of([1, 2, 4], 1), { cache })).data();
    const beyond = noGrad(() => attention(of([1, 2, 4], 2), { cache }));
    await expect(beyond.data()).rejects.toThrow("KeyValueCache: place 3 is outside 0 … 2");
    expect(await cache.length.item()).toBe(2);
  });

  test("parts of any size give what the whole gives", async () => {
    const attention = nn.multiheadAttention(4, 2).to(place);
    const x = of([2, 7, 4], 1);
    const cache = attention.cache(2, 9);
    for (let round = 0; round < 2; round++) {
      const parts = noGrad(() =>
        [x.narrow(1, 0, 3), x.narrow(1, 3, 1), x.narrow(1, 4, 3)].map((part) => attention(part, { cache })),
      );
      await close(parts[1]!, attention(x, { causal: true }).narrow(1, 3, 1));
      await close(parts[2]!, attention(x, { causal: true }).narrow(1, 4, 3));
      cache.reset();
    }
  });

  test("a query with nothing to see gets zeros, and gradients without NaN", async () => {
    const [q, k, v] = [1, 2, 3].map((seed) => of([2, 3, 4], seed));
    const mask = tensor(
      [
        [1, 0, 1],
        [0, 0, 0],
        [1, 1, 1],
      ],
      { device: name, dtype: "bool" },
    ); // prettier
    const inputs = [q!, k!, v!].map((t) => tensor(t.dataSync(), { ...place, shape: t.shape, requiresGrad: true }));
    const y = nn.scaledDotProductAttention(inputs[0]!, inputs[1]!, inputs[2]!, { mask });
    await close(y.select(1, 1), zeros([2, 4], place));
    y.square().sum().backward();
    for (const { grad } of inputs) expect((await grad!.data()).every(Number.isFinite)).toBe(true);
    expect(await inputs[0]!.grad!.select(1, 1).abs().max().item()).toBe(0);
  });

  test("a recurrent step is two kernels, and equal lengths share a plan", async () => {
    const lstm = nn.lstm(3, 4).to(place);
    const opt = new optim.SGD(lstm.parameters(), { lr: 0.1 });
    const step = async (length: number, seed: number): Promise<number> => {
      const before = device(name).counts.kernels;
      const [outputs] = noGrad(() => lstm(of([length, 2, 3], seed)));
      await outputs.sum().item();
      return device(name).counts.kernels - before;
    };
    const [five, nine] = [await step(5, 1), await step(9, 2)];
    expect(nine - five).toBeLessThanOrEqual(2 * 4 + 2); // and one or two more to join the outputs
    const made = plans.made;
    for (const seed of [3, 4, 5]) expect(await step(9, seed)).toBe(nine);
    expect(plans.made).toBe(made);

    const counts: number[] = [];
    for (let seed = 0; seed < 5; seed++) {
      const [outputs, [h]] = lstm(of([6, 2, 3], seed));
      const loss = outputs.square().sum().add(h.sum());
      opt.zeroGrad();
      loss.backward();
      opt.step();
      await loss.item();
      counts.push(plans.made);
    }
    expect(counts.slice(2)).toEqual([counts[1], counts[1], counts[1]]);
  });

  test.each(["lstm", "gru", "rnn"] as const)("%s: the gradient of the shared weights has a gradient", async (kind) => {
    const net: nn.LSTM | nn.GRU | nn.RNN = nn[kind](2, 2).to(place);
    const { weightHidden } = net.layers[0]!;
    const steepness = (x: Tensor): Tensor => {
      const [y] = net(x) as [Tensor, unknown];
      const [g] = gradientsOf(y.square().sum(), [weightHidden as Tensor], { createGraph: true });
      return g.square().sum();
    };
    await gradCheck((x) => steepness(x!), [of([3, 2, 2], 1)], { most: 6 });
  });

  test("a state that is carried over and detached goes on where it was", async () => {
    const gru = nn.gru(3, 4, { layers: 2 }).to(place);
    const x = of([6, 2, 3], 1);
    const [whole, end] = gru(x);
    const [first, state] = gru(x.narrow(0, 0, 4));
    const [second, last] = gru(x.narrow(0, 4, 2), state.detach());
    await close(first, whole.narrow(0, 0, 4));
    await close(second, whole.narrow(0, 4, 2));
    await close(last, end);
  });

  test("lengths: a short sequence is what it is by itself", async () => {
    const lstm = nn.lstm(3, 4, { bidirectional: true, layers: 2 }).to(place);
    const x = of([5, 3, 3], 1);
    const lengths = [5, 2, 0];
    const [outputs, [h]] = lstm(x, null, { lengths });
    const [alone, [own]] = lstm(x.narrow(0, 0, 2).narrow(1, 1, 1));
    await close(outputs.narrow(1, 1, 1).narrow(0, 0, 2), alone);
    await close(h.narrow(1, 1, 1), own);
    expect(await outputs.narrow(1, 1, 1).narrow(0, 2, 3).abs().max().item()).toBe(0);
    expect(await h.narrow(1, 2, 1).abs().max().item()).toBe(0);
    const counts = tensor(lengths, { device: name, dtype: "int32" });
    await close(lstm(x, null, { lengths: counts })[0], outputs);
  });
});

test("dropout is between recurrent layers and in training only", async () => {
  const rnn = nn.rnn(3, 64, { layers: 2, dropout: 0.5, generator: new Generator(1) });
  const x = wave([4, 2, 3], 1).to("float32");
  const [a, b] = [rnn(x)[0], rnn(x)[0]];
  expect(await a.sub(b).abs().max().item()).toBeGreaterThan(0.01);
  rnn.eval();
  expect(await rnn(x)[0].sub(rnn(x)[0]).abs().max().item()).toBe(0);
  const single = nn.rnn(3, 8, { dropout: 0.5 });
  expect(await single(x)[0].sub(single(x)[0]).abs().max().item()).toBe(0);
});

test("weights begin as PyTorch's", async () => {
  const bounds: [nn.Module, string, number][] = [
    [nn.conv2d(8, 64, 3, { groups: 2 }), "weight", 1 / Math.sqrt(4 * 9)],
    [nn.conv2d(8, 64, 3, { groups: 2 }), "bias", 1 / Math.sqrt(4 * 9)],
    [nn.convTranspose2d(64, 8, 3), "weight", 1 / Math.sqrt(8 * 9)],
    [nn.lstm(16, 64), "layers.0.weightInput", 1 / Math.sqrt(64)],
    [nn.multiheadAttention(64, 4), "key.weight", Math.sqrt(6 / 256)],
    [nn.multiheadAttention(64, 4), "output.weight", 1 / Math.sqrt(64)],
  ];
  for (const [module, name, bound] of bounds) {
    const largest = await module.stateDict()[name]!.abs().max().item();
    expect(largest, name).toBeLessThanOrEqual(bound);
    expect(largest, name).toBeGreaterThan(0.9 * bound);
  }
  expect(await nn.multiheadAttention(64, 4).key.bias!.abs().max().item()).toBe(0);
});
