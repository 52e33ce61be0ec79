// Corners of reductions that the sweeps do not reach.
import { expect, test } from "vitest";
import { tensor } from "../../src/index.ts";

test("argmax takes one axis or none", () => {
  const x = tensor([
    [1, 5, 2],
    [7, 0, 3],
  ]);
  expect(x.argmax().itemSync()).toBe(3);
  expect(x.argmax(null, { keepdim: true }).toArraySync()).toEqual([[3]]);
  expect(() => x.argmax([0, 1])).toThrow("argmax: takes one axis or none, not 2");
});
