// Results that are made of the same, element by element, share a kernel.
import { beforeEach, expect, test } from "vitest";
import { JsDevice } from "../../src/devices/js/device.ts";
import { device, parameter, registerDevice, setDefaultDevice, type Tensor, tensor } from "../../src/index.ts";

beforeEach(() => {
  registerDevice("js", () => new JsDevice());
  setDefaultDevice("js");
});
const kernels = (run: () => void): number => {
  const before = device("js").counts.kernels;
  run();
  return device("js").counts.kernels - before;
};
const vector = (...values: number[]) => tensor(values);

test("both gradients of a product are one kernel", () => {
  const a = parameter(vector(1, 2, 3));
  const b = parameter(vector(4, 5, 6));
  const loss = a.mul(b).exp().sum();
  loss.backward();
  expect(kernels(() => loss.itemSync())).toBe(2); // the sum, and the gradients
  const e = [4, 10, 18].map(Math.exp);
  [...a.grad!.dataSync()].forEach((x, i) => void expect(x / (e[i]! * [4, 5, 6][i]!)).toBeCloseTo(1, 5));
  [...b.grad!.dataSync()].forEach((x, i) => void expect(x / (e[i]! * [1, 2, 3][i]!)).toBeCloseTo(1, 5));
});

const cases: [what: string, results: (x: Tensor, y: Tensor) => Tensor[], kernels: number, values: number[][]][] = [
  [
    "of one operand",
    (x) => [x.mul(2), x.neg(), x.add(1)],
    1,
    [
      [2, 4, 6],
      [-1, -2, -3],
      [2, 3, 4],
    ],
  ],
  [
    "of different operands",
    (x, y) => [x.mul(2), y.mul(2)],
    2,
    [
      [2, 4, 6],
      [8, 10, 12],
    ],
  ],
  [
    "of different shapes",
    (x) => [x.mul(2), x.slice(0, 2).mul(2)],
    2,
    [
      [2, 4, 6],
      [2, 4],
    ],
  ],
  [
    "one made of a sum of the other",
    (x) => [x.mul(2), x.sub(x.mul(2).sum())],
    2,
    [
      [2, 4, 6],
      [-11, -10, -9],
    ],
  ],
  [
    "in another order",
    (x) => [x.mul(2), x.flip(0).mul(3)],
    1,
    [
      [2, 4, 6],
      [9, 6, 3],
    ],
  ],
];
test.each(cases)("results %s", (_, results, wanted, values) => {
  const made = results(vector(1, 2, 3), vector(4, 5, 6));
  expect(kernels(() => made[0]!.dataSync())).toBe(wanted);
  expect(made.map((t) => [...t.dataSync()])).toEqual(values);
});

test("a variable is not overwritten before a sibling has read it", () => {
  const w = parameter(vector(1, 2, 3));
  const turned = w.flip(0).mul(3);
  w.assign(w.mul(2));
  expect([...turned.dataSync()]).toEqual([9, 6, 3]);
  expect([...w.dataSync()]).toEqual([2, 4, 6]);
});
