// Homework 0 against its own published numbers (NumPy, seed 0), numerical gradients, and plain loops.
import { describe, expect, test } from "vitest";
import {
  add,
  HostMatrix,
  lossErr,
  matmul,
  matmulTransposedLeft,
  matmulTransposedRight,
  nnEpoch,
  nnLogits,
  RandomState,
  softmaxLoss,
  softmaxRegressionEpoch,
  trainNn,
  trainSoftmax,
} from "../../src/course/index.ts";
import { ArgumentError, DataError, ShapeError } from "../../src/errors.ts";

const random = (rows: number, columns: number, seed = 0, dtype: "float32" | "float64" = "float64") =>
  new RandomState(seed).normalMatrix(rows, columns, 1, dtype);

/** dloss/dweights by central differences, one weight at a time. */
function numericalGradient(weights: HostMatrix, loss: () => number): number[] {
  const step = 1e-5;
  return Array.from(weights.data, (value, i) => {
    weights.data[i] = value + step;
    const above = loss();
    weights.data[i] = value - step;
    const below = loss();
    weights.data[i] = value;
    return (above - below) / (2 * step);
  });
}

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  let worst = 0;
  for (let i = 0; i < actual.length; i++) {
    const error = Math.abs(actual[i]! - expected[i]!);
    worst = error <= worst ? worst : Number.isNaN(error) ? Infinity : error;
  }
  expect(worst).toBeLessThanOrEqual(tolerance);
}

test("add", () => {
  expect(add(5, 6)).toBe(11);
  const sum = add(HostMatrix.from([[1, 2]], "float32"), HostMatrix.from([[3, 4]], "float32"));
  expect([...sum.data, sum.dtype]).toEqual([4, 6, "float32"]);
  expect(() => add(HostMatrix.zeros(1, 2), HostMatrix.zeros(2, 1))).toThrow("add: shapes differ, [1, 2] and [2, 1]");
});

test("RandomState is NumPy's, number for number", () => {
  const state = new RandomState(0);
  expect([state.normal(), state.normal(), state.normal()]).toEqual([
    1.764052345967664, 0.4001572083672233, 0.9787379841057392,
  ]);
  expect(new RandomState(1).uniform()).toBe(0.417022004702574);
});

describe("products", () => {
  test.each([
    [1, 1, 1],
    [4, 4, 4],
    [5, 7, 3],
    [130, 9, 10],
    [129, 1, 6],
    [0, 3, 2],
    [3, 0, 2],
  ])("(%i, %i) and %i columns, against plain loops", (m, k, n) => {
    const x = random(m, k, 1);
    const w = random(k, n, 2);
    const expected = new Float64Array(m * n);
    for (let i = 0; i < m; i++)
      for (let j = 0; j < n; j++)
        for (let p = 0; p < k; p++) expected[i * n + j]! += x.data[i * k + p]! * w.data[p * n + j]!;
    const transpose = (a: HostMatrix) =>
      new HostMatrix(
        Float64Array.from(a.data, (_, i) => a.data[(i % a.rows) * a.columns + Math.floor(i / a.rows)]!),
        [a.columns, a.rows],
      );
    expectClose(matmul(x, w).data, expected, 1e-12);
    expectClose(matmulTransposedLeft(transpose(x), w).data, expected, 1e-12);
    expectClose(matmulTransposedRight(x, transpose(w)).data, expected, 1e-12);
  });

  test("keep float32, refuse what does not fit", () => {
    expect(matmul(HostMatrix.zeros(2, 3), HostMatrix.zeros(3, 2)).dtype).toBe("float32");
    expect(() => matmul(HostMatrix.zeros(32, 784), HostMatrix.zeros(785, 128))).toThrow(
      "matmul: inner sizes differ, [32, 784] and [785, 128]",
    );
  });
});

describe("softmaxLoss", () => {
  test("is ln(classes) at zero and the plain formula elsewhere", () => {
    expect(softmaxLoss(HostMatrix.zeros(50, 10), new Uint8Array(50).fill(7))).toBeCloseTo(Math.log(10), 12);
    const [a, b] = [Math.log(Math.exp(1) + Math.exp(2)) - 1, Math.log(Math.exp(3) + Math.exp(5)) - 5];
    expect(softmaxLoss(HostMatrix.from([[1, 2], [3, 5]]), [0, 1])).toBeCloseTo((a + b) / 2, 12); // biome-ignore format: a matrix
  });

  test("does not overflow", () => {
    expect(softmaxLoss(HostMatrix.from([[1e10, 0]]), [0])).toBe(0);
    expect(softmaxLoss(HostMatrix.from([[1e10, 0]]), [1])).toBe(1e10);
    expect(softmaxLoss(HostMatrix.from([[-1e10, -1e10]]), [1])).toBeCloseTo(Math.log(2), 5);
  });

  test("refuses labels outside the classes, other counts, nothing", () => {
    expect(() => softmaxLoss(HostMatrix.zeros(2, 3), [0, 3])).toThrow(
      new DataError("softmaxLoss: label 3 at index 1 is outside the 3 classes 0 … 2"),
    );
    expect(() => softmaxLoss(HostMatrix.zeros(2, 3), [0, -1])).toThrow(DataError);
    expect(() => softmaxLoss(HostMatrix.zeros(2, 3), [0, 1.5])).toThrow(DataError);
    expect(() => softmaxLoss(HostMatrix.zeros(2, 3), [0])).toThrow(new ShapeError("softmaxLoss: 2 rows but 1 labels"));
    expect(() => softmaxLoss(HostMatrix.zeros(0, 3), [])).toThrow(ArgumentError);
  });
});

describe("softmaxRegressionEpoch", () => {
  const X = random(50, 5);
  const y = Array.from({ length: 50 }, (_, i) => (i * 7) % 3);

  test("one step with lr 1 is the negative gradient", () => {
    const theta = random(5, 3, 4);
    const before = theta.data.slice();
    const gradient = numericalGradient(theta, () => softmaxLoss(matmul(X, theta), y));
    softmaxRegressionEpoch(X, y, theta, 1, 50);
    expectClose(theta.data.map((value, i) => before[i]! - value), gradient, 1e-8); // biome-ignore format: one line
    expect(Math.max(...gradient.map(Math.abs))).toBeGreaterThan(0.01);
  });

  test("a short last batch is divided by its own size", () => {
    const theta = HostMatrix.zeros(5, 3, "float64");
    softmaxRegressionEpoch(X, y, theta, 0.3, 32);
    const steps = HostMatrix.zeros(5, 3, "float64");
    softmaxRegressionEpoch(X.slice(0, 32), y.slice(0, 32), steps, 0.3, 32);
    const gradient = numericalGradient(steps, () => softmaxLoss(matmul(X.slice(32), steps), y.slice(32)));
    expectClose(theta.data, steps.data.map((value, i) => value - 0.3 * gradient[i]!), 1e-8); // biome-ignore format: one line
  });

  test("refuses wrong arguments and leaves theta alone", () => {
    const theta = HostMatrix.zeros(5, 3, "float64");
    for (const batch of [0, -1, 1.5, Number.NaN])
      expect(() => softmaxRegressionEpoch(X, y, theta, 0.1, batch)).toThrow(ArgumentError);
    expect(() => softmaxRegressionEpoch(X, y, theta, Number.NaN)).toThrow(ArgumentError);
    expect(() => softmaxRegressionEpoch(X, y, HostMatrix.zeros(4, 3))).toThrow(ShapeError);
    expect(() => softmaxRegressionEpoch(X, [...y.slice(0, 49), 3], theta, 0.1, 10)).toThrow(DataError);
    expect(theta.data.every((value) => value === 0)).toBe(true);
  });
});

describe("nnEpoch", () => {
  const X = random(50, 5, 3);
  const y = Array.from({ length: 50 }, (_, i) => (i * 7) % 3);

  test("one step with lr 1 is the negative gradient of both layers", () => {
    const [W1, W2] = [random(5, 10, 5), random(10, 3, 6)];
    const before = [W1.data.slice(), W2.data.slice()] as const;
    const loss = () => softmaxLoss(nnLogits(X, W1, W2), y);
    const [g1, g2] = [numericalGradient(W1, loss), numericalGradient(W2, loss)];
    nnEpoch(X, y, W1, W2, 1, 50);
    expectClose(W1.data.map((value, i) => before[0][i]! - value), g1, 1e-7); // biome-ignore format: one line
    expectClose(W2.data.map((value, i) => before[1][i]! - value), g2, 1e-7); // biome-ignore format: one line
    expect(Math.max(...g1.map(Math.abs))).toBeGreaterThan(0.01);
  });

  test("a short last batch is a step of its own", () => {
    const [W1, W2, V1, V2] = [random(5, 10, 5), random(10, 3, 6), random(5, 10, 5), random(10, 3, 6)];
    nnEpoch(X, y, W1, W2, 0.2, 40);
    nnEpoch(X.slice(0, 40), y.slice(0, 40), V1, V2, 0.2, 40);
    nnEpoch(X.slice(40), y.slice(40), V1, V2, 0.2, 10);
    expect(W1.data).toEqual(V1.data);
    expect(W2.data).toEqual(V2.data);
  });

  test("refuses what does not fit", () => {
    expect(() => nnEpoch(X, y, random(5, 4), random(5, 3))).toThrow(
      "nnEpoch: inner sizes differ in X [50, 5] @ W1 [5, 4] @ W2 [5, 3]",
    );
    expect(() => nnEpoch(X, y, random(5, 4), random(4, 3), 0.1, 0)).toThrow(ArgumentError);
    expect(() => nnEpoch(X, y, random(5, 4), random(4, 2))).toThrow(DataError);
  });
});

test("lossErr counts the rows whose largest logit is another class", () => {
  const [loss, error] = lossErr(HostMatrix.from([[2, 0, 0], [0, 0, 9], [0, 5, 0], [1, 0, 0]]), [0, 2, 0, 0]); // biome-ignore format: a matrix
  expect(error).toBe(0.25);
  expect(loss).toBeGreaterThan(1);
});

test("the training loops print the course's table", () => {
  const X = random(40, 4, 8, "float32");
  const y = Uint8Array.from({ length: 40 }, (_, i) => (X.data[4 * i]! > 0 ? 1 : 0));
  for (const train of [trainSoftmax, trainNn]) {
    const lines: string[] = [];
    train(X, y, X, y, { epochs: 3, batch: 16, print: (line) => lines.push(line) });
    expect(lines[0]).toBe("| Epoch | Train Loss | Train Err | Test Loss | Test Err |");
    expect(lines).toHaveLength(4);
    for (const line of lines.slice(1))
      expect(line).toMatch(/^\| {5}\d \| {4}\d\.\d{5} \| {3}\d\.\d{5} \| {3}\d\.\d{5} \| {2}\d\.\d{5} \|$/);
  }
});
