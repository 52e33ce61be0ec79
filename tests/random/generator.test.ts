// The counter-based generator: the same numbers for the same seed on every device, in any order, before and after a pause.
import { describe, expect, test } from "vitest";
import { deviceNames, full, Generator, keep, manualSeed, multinomial, randint, randperm, type Tensor, tensor, zeros } from "../../src/index.ts"; // biome-ignore format: one line
import { threefry } from "../../src/ir/threefry.ts";

test("the bits are Threefry's: the published answer for zeros", () => {
  expect(threefry(0, 0, 0)).toBe(0x6b200159);
});

const devices = deviceNames().filter((name) => name !== "null");
const list = async (x: Tensor) => [...(await x.data())];

describe.each(devices)("on %s", (device) => {
  /** Recorded once; a change of any of these numbers breaks everybody's seeds. */
  test("the numbers of seed 7", async () => {
    const g = new Generator(7);
    expect(await list(g.rand([3], { device }))).toEqual([0.9084802269935608, 0.6903172135353088, 0.0949639081954956]);
    const normal = await list(g.randn([3], { device }));
    for (const [i, x] of [-0.4828575, -0.374026, 0.8320032].entries()) expect(normal[i]).toBeCloseTo(x, 5);
    expect(await list(g.randint(-3, 100, [5], { device }))).toEqual([93, 48, 32, 48, -3]);
    expect(await list(g.randint(-(2 ** 31), 2 ** 31, [3], { device }))).toEqual([71062179, -686564229, 146122632]);
    expect(await list(g.bernoulli(full([8], 0.5, { device })))).toEqual([1, 1, 1, 1, 0, 0, 1, 0]);
    expect(await list(g.randperm(8, { device }))).toEqual([0, 5, 4, 1, 7, 3, 2, 6]);
    expect(await list(g.multinomial(tensor([1, 2, 3, 4], { device }), 3))).toEqual([2, 3, 1]);
    expect(await list(g.multinomial(tensor([1, 2, 3, 4], { device }), 6, { replacement: true }))).toEqual([
      1, 2, 3, 2, 2, 0,
    ]);
    expect(g.state).toEqual({ seed: 7, drawn: 58 });
  });

  test("randint is the upper word of bits · range, for every range", async () => {
    for (const range of [1, 2, 3, 10, 65535, 65536, 65537, 1e6, 2 ** 31 - 1, 2 ** 31]) {
      const values = await list(new Generator(5).randint(0, range, [50], { device }));
      const wanted = values.map((_, i) => Number((BigInt(threefry(5, 0, i)) * BigInt(range)) >> 32n));
      expect(values).toEqual(wanted);
    }
  });
});

describe("state", () => {
  const draws: [string, (g: Generator) => Tensor][] = [
    ["rand", (g) => g.rand([3])],
    ["randn", (g) => g.randn([3])],
    ["randint", (g) => g.randint(0, 1000, [3])],
    ["bernoulli", (g) => g.bernoulli(full([20], 0.5))],
    ["randperm", (g) => g.randperm(20)],
    ["multinomial", (g) => g.multinomial(full([20], 1), 5)],
  ];
  test.each(draws)("%s goes on where it stood, and draws something new each time", async (_name, draw) => {
    const g = new Generator(11);
    g.rand([5]);
    const state = JSON.parse(JSON.stringify(g.state));
    const [a, b] = [await list(draw(g)), await list(draw(g))];
    expect(a).not.toEqual(b);
    const h = new Generator();
    h.state = state;
    expect([await list(draw(h)), await list(draw(h))]).toEqual([a, b]);
  });
  test("one tensor gives what several in a row give", async () => {
    const [g, h] = [new Generator(3), new Generator(3)];
    const parts = [await list(g.randint(0, 99, [2])), await list(g.randint(0, 99, [3]))].flat();
    expect(await list(h.randint(0, 99, [5]))).toEqual(parts);
  });
  test("the free functions have one generator", async () => {
    manualSeed(4);
    const g = new Generator(4);
    expect(await list(randint(0, 9, [4]))).toEqual(await list(g.randint(0, 9, [4])));
    expect(await list(randperm(4))).toEqual(await list(g.randperm(4)));
    expect(await list(multinomial(full([4], 1), 2))).toEqual(await list(g.multinomial(full([4], 1), 2)));
  });
});

describe("distributions", () => {
  const n = 20_000;
  /** How often each whole number occurs, as a share. */
  const shares = async (x: Tensor, classes: number) => {
    const counts = new Array<number>(classes).fill(0);
    for (const i of await x.data()) counts[i]! += 1 / x.size;
    return counts;
  };
  /** Within five standard deviations of a share. */
  const near = (actual: readonly number[], expected: readonly number[]) => {
    for (const [i, p] of expected.entries())
      expect(Math.abs(actual[i]! - p)).toBeLessThanOrEqual(5 * Math.sqrt((p * (1 - p)) / n));
  };

  test("randint", async () => near(await shares(new Generator(1).randint(0, 5, [n]), 5), [0.2, 0.2, 0.2, 0.2, 0.2]));
  test("bernoulli: each element has its own probability; 0 and 1 are certain", async () => {
    const p = tensor([0, 0.25, 1]).expand([n, 3]);
    const means = await list(new Generator(2).bernoulli(p).mean(0));
    expect([means[0], means[2]]).toEqual([0, 1]);
    near([means[1]!], [0.25]);
    expect(new Generator(2).bernoulli(zeros([2, 2], { dtype: "float64" }))).toMatchObject({
      dtype: "float64",
      shape: [2, 2],
    });
  });
  test("randperm: every order of three is as likely", async () => {
    const g = new Generator(3);
    const orders = await Promise.all(Array.from({ length: n }, () => list(g.randperm(3))));
    const numbers = orders.map((o) => ["012", "021", "102", "120", "201", "210"].indexOf(o.join("")));
    near(await shares(tensor(numbers), 6), new Array(6).fill(1 / 6));
  });
  test("multinomial with replacement: shares as the weights, row by row", async () => {
    const weights = tensor([[1, 0, 3], [2, 2, 0]]); // biome-ignore format: one line
    const drawn = new Generator(4).multinomial(weights, n, { replacement: true });
    expect(drawn).toMatchObject({ dtype: "int32", shape: [2, n] });
    near(await shares(keep(drawn.slice(0, 1)), 3), [0.25, 0, 0.75]);
    near(await shares(keep(drawn.slice(1, 2)), 3), [0.5, 0.5, 0]);
  });
  test("multinomial without replacement: all different; the second as if the first had not been there", async () => {
    const drawn = new Generator(5).multinomial(tensor([1, 2, 7]).expand([n, 3]), 2);
    const rows = (await drawn.toArray()) as [number, number][];
    expect(rows.every(([a, b]) => a !== b)).toBe(true);
    const pairs = rows.map(([a, b]) => 3 * a + b);
    const p = [0.1, 0.2, 0.7];
    near(
      await shares(tensor(pairs), 9),
      p.flatMap((a, i) => p.map((b, j) => (i === j ? 0 : (a * b) / (1 - a)))),
    );
  });
});

test.each<[() => unknown, string]>([
  [() => new Generator(0).randint(3, 3, [1]), "randint: there is no int32 from 3 up to 3"],
  [() => new Generator(0).randint(0, 2 ** 32, [1]), "randint: there is no int32 from 0 up to 4294967296"],
  [() => new Generator(0).randint(0.5, 2, [1]), "randint: there is no int32"],
  [() => new Generator(0).bernoulli(tensor([1], { dtype: "int32" })), "bernoulli: probabilities are floats, not int32"],
  [() => new Generator(0).randperm(-1), "randperm"],
  [
    () => new Generator(0).multinomial(tensor([1, 2]), 3),
    "multinomial: 3 of 2 classes cannot be drawn without { replacement: true }",
  ],
  [() => new Generator(0).multinomial(tensor([1, 2]), 0), "multinomial: 0 of 2"],
  [() => new Generator(0).multinomial(tensor(1), 1), "multinomial: 1 of 0"],
  [() => new Generator(0).multinomial(tensor([1, 0]), 2).dataSync(), "multinomial: choice 2 is outside 0 … 1"],
  [() => new Generator(0).multinomial(tensor([0, 0]), 1, { replacement: true }).dataSync(), "multinomial: choice 2"],
])("%s is refused", (call, message) => {
  expect(call).toThrow(message);
});
