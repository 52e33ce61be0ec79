// Homework 0's epoch in C++ against NumPy's values and the epoch in TypeScript; its mistakes; where there is no addon.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { softmaxRegressionEpochCpp as epoch } from "../../src/course/hw0.ts";
import { HostMatrix, RandomState, softmaxRegressionEpoch, trainSoftmax } from "../../src/course/index.ts";
import { ArgumentError, DataError, deviceNames, ShapeError } from "../../src/index.ts";

interface Case {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly lr: number;
  readonly batch: number;
  readonly theta: readonly number[];
}
const cases: Case[] = JSON.parse(readFileSync(new URL("hw0-cpp.json", import.meta.url), "utf8"));
const isNative = deviceNames().includes("cpu");

const random = (rows: number, columns: number, seed: number) =>
  new RandomState(seed).normalMatrix(rows, columns, 1, "float32");
const labels = (m: number, k: number) => Uint8Array.from({ length: m }, (_, i) => (i * 7) % k);
function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < actual.length; i++) expect(actual[i]).toBeCloseTo(expected[i]!, 5);
}

describe.skipIf(!isNative)("with the addon", () => {
  test.each(cases)("$m samples, $n features, $k classes, batches of $batch: NumPy's values", (c) => {
    const [X, theta] = [random(c.m, c.n, 0), random(c.n, c.k, 1)];
    epoch(X.data as Float32Array, labels(c.m, c.k), theta.data as Float32Array, c.m, c.n, c.k, c.lr, c.batch);
    expectClose(theta.data, c.theta);
  });

  test("as in TypeScript, on arrays in the middle of memory, and nothing beside theta changes", () => {
    const [m, n, k] = [130, 40, 10];
    const memory = new Float32Array(n * k + 2).fill(9);
    const theta = memory.subarray(1, 1 + n * k);
    const expected = random(n, k, 3);
    theta.set(expected.data);
    const X = random(m + 1, n, 2);
    epoch(X.data.subarray(n) as Float32Array, labels(m + 3, k).subarray(3), theta, m, n, k, 0.2, 48);
    softmaxRegressionEpoch(X.slice(1), labels(m + 3, k).subarray(3), expected, 0.2, 48);
    expectClose(theta, expected.data);
    expect([memory[0], memory.at(-1)]).toEqual([9, 9]);
  });

  test("large logits do not overflow; nothing to do is no mistake", () => {
    const theta = Float32Array.of(1e30, -1e30);
    epoch(Float32Array.of(1), Uint8Array.of(0), theta, 1, 1, 2, 0.1, 1);
    expect([...theta]).toEqual([Math.fround(1e30), Math.fround(-1e30)]);
    epoch(new Float32Array(0), new Uint8Array(0), theta, 0, 1, 2, 0.1, 1);
    epoch(new Float32Array(0), Uint8Array.of(1), new Float32Array(0), 1, 0, 2, 0.1, 1);
    expect(theta[0]).toBe(Math.fround(1e30));
  });

  test("memory that cannot be had is an error, and theta is as before", () => {
    const size = 4_000_000; // logits of 64 TB
    const theta = new Float32Array(size).fill(1);
    expect(() => epoch(new Float32Array(size), new Uint8Array(size), theta, size, 1, size, 0.1, size)).toThrow(
      "softmaxRegressionEpochCpp: out of memory for batches of 4000000 and 4000000 classes; theta is as before",
    );
    expect(theta.every((x) => x === 1)).toBe(true);
  });

  test("training prints the same table", () => {
    const X = random(40, 4, 8);
    const y = Uint8Array.from({ length: 40 }, (_, i) => (X.data[4 * i]! > 0 ? 1 : 0));
    const lines = [false, true].map((cpp) => {
      const printed: string[] = [];
      trainSoftmax(X, y, X, y, { epochs: 3, batch: 16, cpp, print: (line) => printed.push(line) });
      return printed;
    });
    expect(lines[0]).toHaveLength(4);
    expect(lines[1]).toEqual(lines[0]);
    const wide = HostMatrix.zeros(2, 2, "float64");
    expect(() => trainSoftmax(wide, [0, 1], wide, [0, 1], { cpp: true, print: () => {} })).toThrow(ArgumentError);
  });
});

describe("mistakes", () => {
  const call = (change: Partial<Record<"m" | "n" | "k" | "lr" | "batch", number>>, y = labels(4, 3)) => {
    const { m, n, k, lr, batch } = { m: 4, n: 2, k: 3, lr: 0.1, batch: 2, ...change };
    epoch(new Float32Array(8), y, new Float32Array(6), m, n, k, lr, batch);
  };
  test.each([
    [{ batch: 0 }, ArgumentError, "softmaxRegressionEpochCpp: batch 0 is not a whole number from 1"],
    [{ batch: 1.5 }, ArgumentError, "softmaxRegressionEpochCpp: batch 1.5 is not a whole number from 1"],
    [{ lr: Number.NaN }, ArgumentError, "softmaxRegressionEpochCpp: lr NaN is not a finite number"],
    [{ m: 5 }, ShapeError, "softmaxRegressionEpochCpp: X has 8 numbers, not m · n = 5 · 2 = 10"],
    [{ k: 4 }, ShapeError, "softmaxRegressionEpochCpp: theta has 6 numbers, not n · k = 2 · 4 = 8"],
    [{ m: -4, n: -2 }, ShapeError, "softmaxRegressionEpochCpp: m is -4, not a whole number from 0"],
  ])("%o", (change, type, message) => {
    expect(() => call(change)).toThrow(type);
    expect(() => call(change)).toThrow(message);
  });

  test("labels, types", () => {
    expect(() => call({}, Uint8Array.of(0, 1, 3, 0))).toThrow(
      new DataError("softmaxRegressionEpochCpp: label 3 at index 2 is outside the 3 classes 0 … 2"),
    );
    expect(() => call({}, Uint8Array.of(0))).toThrow("softmaxRegressionEpochCpp: 4 rows but 1 labels");
    const doubles = new Float64Array(8) as unknown as Float32Array;
    expect(() => epoch(doubles, labels(4, 3), new Float32Array(6), 4, 2, 3, 0.1, 2)).toThrow("X is not a Float32Array");
  });
});
