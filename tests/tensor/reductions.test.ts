// Reductions against PyTorch and NumPy (reductions.py), and what they refuse.
import { expect, test } from "vitest";
import { tensor, zeros } from "../../src/index.ts";
import { testRecorded } from "./recorded.ts";

testRecorded("./reductions.json");

test("argmax takes one axis or none", () => {
  const x = tensor([
    [1, 5, 2],
    [7, 0, 3],
  ]);
  expect(x.argmax().itemSync()).toBe(3);
  expect(x.argmax(null, { keepdim: true }).toArraySync()).toEqual([[3]]);
  expect(() => x.argmax([0, 1])).toThrow("argmax: takes one axis or none, not 2");
});

test("what cannot be reduced", () => {
  expect(() => zeros([0, 3]).max(0)).toThrow("max: [0, 3] has no elements along the axis");
  expect(() => zeros([2, 3]).diff(0, -1)).toThrow("diff: order -1 is not a whole number from 0");
  expect(() => zeros([2, 3]).clamp(null)).toThrow("clamp: give a lower limit, an upper limit, or both");
});
