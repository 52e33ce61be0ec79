// New tensors against recorded results of NumPy (creation.py), their dtypes and places, and what they refuse.
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as needle from "../../src/index.ts";
import {
  arange,
  deviceNames,
  emptyLike,
  eye,
  fullLike,
  linspace,
  manualSeed,
  ones,
  onesLike,
  randLike,
  randnLike,
  setDefaultDevice,
  type Tensor,
  zerosLike,
} from "../../src/index.ts";

type Case = readonly [name: string, args: unknown[], shape: number[], elements: number[]];
const cases = JSON.parse(readFileSync(new URL("creation.json", import.meta.url), "utf8")) as Case[];
const functions = needle as unknown as Record<string, (...args: unknown[]) => Tensor>;

afterAll(() => setDefaultDevice("js"));
describe.each(deviceNames().filter((name) => name !== "null"))("%s", (name) => {
  beforeAll(() => setDefaultDevice(name));

  test.each(cases)("%s(%j)", async (call, args, shape, elements) => {
    const found = functions[call]!(...args);
    expect(found.shape).toEqual(shape);
    const data = await found.data();
    elements.forEach((x, i) => {
      expect(Math.abs(data[i]! - x), `element ${i}`).toBeLessThanOrEqual(1e-6 * Math.abs(x));
    });
  });
});

test("dtypes: whole numbers are int32, others float32, or what is asked for", () => {
  const asked = { dtype: "uint8" } as const;
  expect([arange(3), arange(0, 1, 0.5), arange(3, asked), arange(1, 3, asked)].map((t) => t.dtype)).toEqual([
    "int32",
    "float32",
    "uint8",
    "uint8",
  ]);
  expect([linspace(0, 1, 2), eye(2), eye(2, asked)].map((t) => t.dtype)).toEqual(["float32", "float32", "uint8"]);
});

test("like another tensor: its shape, dtype and device, unless asked otherwise", () => {
  const x = ones([2, 3], { dtype: "int32", device: "null" });
  for (const [made, value] of [
    [zerosLike(x, { device: "js" }), 0],
    [onesLike(x, { device: "js" }), 1],
    [emptyLike(x, { device: "js" }), 0],
    [fullLike(x, 7, { device: "js" }), 7],
  ] as const) {
    expect([made.dtype, made.shape]).toEqual(["int32", [2, 3]]);
    expect([...made.dataSync()]).toEqual(new Array(6).fill(value));
  }
  expect(zerosLike(x).device).toBe("null");
  expect(onesLike(x, { dtype: "bool" }).dtype).toBe("bool");
  manualSeed(1);
  expect([randLike(x).dtype, randnLike(ones([2], { dtype: "float64" })).dtype]).toEqual(["float32", "float64"]);
});

test("what cannot be made", () => {
  expect(() => arange(0, 1, 0)).toThrow("arange: 0 … 1 by 0 has no end");
  expect(() => linspace(0, 1, 2.5)).toThrow("linspace: 2.5 must be a whole number from 0");
  expect(() => eye(-1)).toThrow("eye: [-1, -1] is not a shape");
  expect(() => arange(3, { dtype: "int8" as never })).toThrow("arange: unknown dtype 'int8'");
});
