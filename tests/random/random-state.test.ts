// RandomState against numpy.random.RandomState: random-state.json has what NumPy gives, and random-state.py how it was asked.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { describe, expect, test } from "vitest";
import { deviceNames, RandomState, Tensor, tensor } from "../../src/index.ts";

type Options = { replace?: boolean; p?: number[]; dtype?: "int32" | "uint32" | "uint8" | "bool" | "float64" };
type Shape = number | number[] | undefined;
type Call = [name: string, args: never[], keywords: Options, result: number[]];
interface Case {
  seed: number | number[];
  calls: Call[];
  state: [digest: number, position: number, spare: number | null];
}
const cases: Case[] = JSON.parse(readFileSync(join(import.meta.dirname, "random-state.json"), "utf8"));

const wide = { dtype: "float64" } as const;
const list = (shape: Shape): number[] => (typeof shape === "number" ? [shape] : shape!);
/** NumPy's calls in ours. */
const calls: Record<string, (r: RandomState, options: Options, ...args: never[]) => unknown> = {
  rand: (r, _, n?: Shape) => (n === undefined ? r.rand() : r.rand(list(n), wide)),
  random_sample: (r, _, n: Shape) => r.randomSample(list(n), wide),
  randn: (r, _, n?: number, m?: number) => (n === undefined ? r.randn() : r.randn(m ? [n, m] : [n], wide)),
  standard_normal: (r, _, n: Shape) => r.standardNormal(list(n), wide),
  uniform: (r, _, low: number, high: number, n: Shape) => r.uniform(low, high, list(n), wide),
  normal: (r, _, mean: number, std: number, n: Shape) => r.normal(mean, std, list(n), wide),
  randint: (r, o, low: number, high?: number, n?: Shape) =>
    n === undefined ? r.randint(low, high) : r.randint(low, high!, list(n), o),
  bytes: (r, _, n: number) => r.bytes(n),
  permutation: (r, _, n: number) => r.permutation(n),
  rows: (r, _, [n, m]: [number, number]) =>
    r.permutation(Array.from({ length: n }, (_, i) => Array.from({ length: m }, (_, j) => i * m + j))).flat(),
  shuffle: (r, _, n: number) => {
    const x = Int32Array.from({ length: n }, (_, i) => i);
    r.shuffle(x);
    return x;
  },
  choice: (r, o, n: number, shape?: Shape) => (shape === undefined ? r.choice(n) : r.choice(n, list(shape), o)),
};
const flat = (x: unknown): number[] =>
  x instanceof Tensor ? [...x.dataSync()] : typeof x === "number" ? [x] : [...(x as Iterable<number>)];

test.each(cases.map((c, i) => [i, c.seed, c.calls[0]![0], c] as const))("case %i, seed %j: %s …", (_i, seed, _n, c) => {
  const random = new RandomState(seed);
  for (const [name, args, keywords, result] of c.calls)
    expect([name, flat(calls[name]!(random, keywords, ...args))]).toEqual([name, result.map(Number)]);
  const { key, position, spare } = random.getState();
  expect([crc32(new Uint8Array(Uint32Array.from(key).buffer)), position, spare]).toEqual(c.state);
});

describe("what NumPy does not have", () => {
  test("tensors are float32 unless asked, int32 where whole, on any device", async () => {
    for (const device of deviceNames().filter((name) => name !== "null")) {
      const random = new RandomState(0);
      const x = random.randn([2, 1], { device });
      expect([x.dtype, x.device, await x.toArray()]).toEqual(["float32", device, [[Math.fround(1.764052345967664)], [Math.fround(0.4001572083672233)]]]); // biome-ignore format: one line
      expect(random.randint(0, 5, [2], { device }).dtype).toBe("int32");
    }
  });
  test("rows of a tensor, elements of an array", () => {
    const rows = new RandomState(3).permutation(3).dataSync();
    expect(new RandomState(3).permutation(tensor([[1], [2], [3]])).toArraySync()).toEqual(
      [...rows].map((i) => [i + 1]),
    );
    expect(new RandomState(3).permutation(["a", "b", "c"])).toEqual([...rows].map((i) => "abc"[i]));
    const ids = new RandomState(4).choice(3, [5], { p: [0.5, 0.25, 0.25] }).dataSync();
    expect(new RandomState(4).choice(["a", "b", "c"], 5, { p: [0.5, 0.25, 0.25] })).toEqual(
      [...ids].map((i) => "abc"[i]),
    );
  });
  test("a state goes through JSON, with the spare normal number", () => {
    const random = new RandomState(5);
    random.randn();
    const text = JSON.stringify(random.getState());
    const next = [random.randn(), random.randn(), random.rand()];
    const other = new RandomState();
    other.setState(JSON.parse(text));
    expect([other.randn(), other.randn(), other.rand()]).toEqual(next);
  });
  test("without a seed generators differ", () => {
    expect(new RandomState().rand()).not.toBe(new RandomState().rand());
  });
});

const r = new RandomState(0);
test.each<[() => unknown, string]>([
  [() => new RandomState(-1), "seed: -1 is not a whole number from 0 to 2^32 - 1"],
  [() => new RandomState(2 ** 32), "seed: 4294967296"],
  [() => new RandomState(0.5), "seed: 0.5"],
  [() => new RandomState([]), "seed: at least one number"],
  [() => r.randint(0), "randint: there is no whole number from 0 up to 0"],
  [() => r.randint(5, 5), "from 5 up to 5"],
  [() => r.randint(0, 1.5), "up to 1.5"],
  [() => r.randint(0, 2 ** 32, [1]), "randint: int32 does not hold 0 … 4294967295"],
  [() => r.randint(-1, 1, [1], { dtype: "uint8" }), "uint8 does not hold"],
  [() => r.randint(0, 3, [1], { dtype: "bool" }), "bool does not hold 0 … 2"],
  [() => r.normal(0, -1), "normal: the standard deviation -1 is negative"],
  [() => r.choice(0), "choice: there is nothing to choose from 0"],
  [() => r.choice([]), "choice: there is nothing"],
  [() => r.choice(3, [4], { replace: false }), "choice: 4 different ones cannot be chosen from 3"],
  [() => r.choice(3, [1], { p: [0.5, 0.5] }), "choice: 2 probabilities for 3 things"],
  [() => r.choice(2, [1], { p: [1.5, -0.5] }), "choice: probability 1 is -0.5"],
  [() => r.choice(2, [1], { p: [Number.NaN, 1] }), "choice: probability 0 is NaN"],
  [() => r.choice(2, [1], { p: [0.5, 0.4] }), "choice: the probabilities add up to 0.9"],
  [() => r.choice(3, [2], { p: [1, 0, 0], replace: false }), "only 1 have a probability above 0"],
  [() => r.rand([-1]), "rand"],
  [() => r.setState({ key: [1], position: 0, spare: null }), "setState: 624 words"],
])("%s is refused", (call, message) => {
  expect(call).toThrow(message);
});
