// Products of matrices on every device against the definition in float64: how operands lie, what they are made of, what follows.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { conv2d, deviceNames, noGrad, parameter, setDefaultDevice, type Tensor, tensor } from "../../src/index.ts";

const names = deviceNames().filter((name) => name !== "null");
afterAll(() => setDefaultDevice("js"));

/** Numbers of both signs that are no round ones. */
const wave = (shape: readonly number[], phase: number): Tensor =>
  tensor(
    Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(i * 1.7 + phase)),
    { shape: [...shape], dtype: "float64" },
  );

type Case = readonly [what: string, left: number[], right: number[], f: (a: Tensor, b: Tensor) => Tensor];
const cases: readonly Case[] = [
  ["a·b", [70, 65], [65, 33], (a, b) => a.matmul(b)],
  ["aᵀ·b", [65, 70], [65, 33], (a, b) => a.transpose(0, 1).matmul(b)],
  ["a·bᵀ", [70, 65], [33, 65], (a, b) => a.matmul(b.transpose(0, 1))],
  ["aᵀ·bᵀ", [65, 70], [33, 65], (a, b) => a.transpose(0, 1).matmul(b.transpose(0, 1))],
  [
    "(a·b)ᵀ",
    [70, 65],
    [65, 33],
    (a, b) =>
      a
        .matmul(b)
        .transpose(0, 1)
        .reshape([33 * 70]),
  ],
  ["more than a block each way", [150, 530], [530, 110], (a, b) => a.matmul(b)],
  ["2 × 2", [2, 2], [2, 2], (a, b) => a.matmul(b)],
  ["a single sum", [1, 40], [40, 1], (a, b) => a.matmul(b)],
  ["a row", [1, 300], [300, 70], (a, b) => a.matmul(b)],
  ["a column", [300, 70], [70, 1], (a, b) => a.matmul(b)],
  ["a row, transposed", [1, 300], [70, 300], (a, b) => a.matmul(b.transpose(0, 1))],
  ["a column, transposed", [70, 300], [70, 1], (a, b) => a.transpose(0, 1).matmul(b)],
  [
    "a vector and what follows",
    [300, 70],
    [70, 1],
    (a, b) =>
      a
        .matmul(b)
        .relu()
        .add(a.slice(0, 1, 1)),
  ],
  ["vectors in a batch", [5, 40, 60], [5, 60, 1], (a, b) => a.matmul(b)],
  [
    "a vector of every second number",
    [70, 50],
    [100, 1],
    (a, b) => a.matmul(b.reshape([50, 2, 1]).slice(0, 1, 1).squeeze(1)),
  ],
  ["a vector times what is computed", [1, 90], [90, 40], (a, b) => a.matmul(b.relu())],
  ["a sum of products", [30, 1, 50], [70, 50], (a, b) => a.mul(b).sum(2)],
  ["a sum of products over rows", [50, 30, 1], [50, 1, 70], (a, b) => a.mul(b).sum(0)],
  ["a weighted sum of rows", [90, 40], [90, 1], (a, b) => a.mul(b).sum(0)],
  ["a sum of one factor", [40, 90], [40, 1], (a, b) => a.mul(b).sum(1)],
  ["scalar products", [40, 90], [40, 90], (a, b) => a.mul(b).sum(1)],
  ["an outer product", [30, 1], [1, 70], (a, b) => a.matmul(b)],
  ["nothing to sum", [5, 0], [0, 7], (a, b) => a.matmul(b).add(1)],
  ["no rows", [0, 5], [5, 7], (a, b) => a.matmul(b)],
  ["a batch", [3, 20, 30], [3, 30, 40], (a, b) => a.matmul(b)],
  ["a batch of one matrix", [4, 20, 30], [30, 40], (a, b) => a.matmul(b.reshape([1, 30, 40]).expand([4, 30, 40]))],
  [
    "heads side by side",
    [2, 9, 3, 8],
    [2, 9, 3, 8],
    (a, b) => a.transpose(1, 2).matmul(b.transpose(1, 2).transpose(2, 3)),
  ],
  [
    "parts of larger matrices",
    [30, 40],
    [40, 50],
    (a, b) => a.slice(3, 28).matmul(b.transpose(0, 1).slice(5, 45).transpose(0, 1)),
  ],
  ["backwards", [20, 30], [30, 20], (a, b) => a.flip(1).matmul(b.flip([0, 1]))],
  [
    "padded operands",
    [20, 30],
    [32, 21],
    (a, b) =>
      a
        .pad([
          [0, 0],
          [1, 1],
        ])
        .matmul(b),
  ],
  ["operands that are computed", [60, 45], [45, 50], (a, b) => a.relu().matmul(b.exp().mul(b))],
  [
    "transposed and computed",
    [45, 60],
    [50, 45],
    (a, b) => a.square().transpose(0, 1).matmul(b.sub(1).transpose(0, 1)),
  ],
  ["gathered rows", [20, 30], [30, 12], (a, b) => a.take(tensor([3, 3, 19, 0], { dtype: "int32" }), 0).matmul(b)],
  ["bias and relu", [100, 50], [50, 10], (a, b) => a.matmul(b).add(b.slice(0, 1)).relu()],
  ["softmax behind it", [40, 50], [50, 80], (a, b) => a.matmul(b).softmax(-1)],
  ["what follows has another dtype", [40, 50], [50, 80], (a, b) => a.matmul(b).gt(0).to("float64")],
  ["the other factor behind it", [64, 64], [64, 64], (a, b) => a.matmul(b).mul(a).add(b.transpose(0, 1))],
  [
    "rows that are two axes",
    [3, 20, 30],
    [30, 12],
    (a, b) => a.transpose(0, 1).matmul(b.reshape([1, 30, 12]).expand([20, 30, 12])),
  ],
  ["convolution", [2, 3, 9, 9], [4, 3, 3, 3], (a, b) => conv2d(a, b, { padding: 1 })],
];

describe.each(names)("%s", (name) => {
  beforeAll(() => setDefaultDevice(name));
  test.each(cases)("%s", (_, left, right, f) => {
    setDefaultDevice("js");
    const expected = f(wave(left, 1), wave(right, 2));
    const values = Array.from(expected.dataSync() as Float64Array);
    setDefaultDevice(name);
    for (const [dtype, tolerance] of [
      ["float32", 2e-4],
      ["float64", 1e-11],
    ] as const) {
      const [a, b] = [wave(left, 1), wave(right, 2)].map((t) => t.to(dtype)) as [Tensor, Tensor];
      for (const t of [a, b]) t.dataSync(); // so that they are stored
      const got = f(a, b);
      const once = Array.from(got.dataSync() as Float64Array);
      expect(got.shape).toEqual(expected.shape);
      const worst = once.reduce(
        (most, x, i) => Math.max(most, Math.abs(x - values[i]!) / (1 + Math.abs(values[i]!))),
        0,
      );
      expect(worst).toBeLessThan(tolerance);
      const again = f(a, b).dataSync() as Float64Array;
      expect(once.every((x, i) => x === again[i])).toBe(true); // bit for bit
    }
  });

  test("a step of gradient descent updates in place and keeps the gradient", () => {
    const step = (): number[] => {
      const x = wave([50, 20], 1);
      const w = parameter(wave([20, 12], 2));
      x.matmul(w).relu().square().mean().backward();
      noGrad(() => w.assign(w.sub(w.grad!.mul(0.5))));
      return [...Array.from(w.dataSync() as Float64Array), ...Array.from(w.grad!.dataSync() as Float64Array)];
    };
    setDefaultDevice("js");
    const expected = step();
    setDefaultDevice(name);
    for (const [i, x] of step().entries()) expect(x).toBeCloseTo(expected[i]!, 12);
  });
});
