// Corners of shape functions and indexing that the recorded cases do not reach: errors, masks, checks while running, kernels.
import { describe, expect, test } from "vitest";
import {
  arange,
  cat,
  DataError,
  explain,
  hstack,
  meshgrid,
  slice,
  stack,
  type Tensor,
  tensor,
  where,
  zeros,
} from "../../src/index.ts";

const loose = (t: Tensor) => t as unknown as Record<string, (...args: unknown[]) => Tensor>;
const ints = (data: number[], shape = [data.length]): Tensor => tensor(data, { shape, dtype: "int32" });
const x = arange(6).reshape([2, 3]);

describe("what does not fit is refused in words", () => {
  const boolean = x.gt(2);
  test.each<[string, unknown[], string]>([
    ["squeeze", [0], "squeeze: axis 0 of [2, 3] is not of size 1"],
    ["squeeze", [2], "squeeze: axis 2 is out of range for shape [2, 3]"],
    ["unsqueeze", [3], "unsqueeze: axis 3 is out of range for shape [2, 3, 1]"],
    ["flatten", [1, 0], "flatten: axis 1 comes after axis 0 in [2, 3]"],
    ["unflatten", [1, [2, -1]], "unflatten: axis 1 of [2, 3] is not [2, -1]"],
    ["movedim", [0, [0, 1]], "movedim: [0] to [0,1]: as many places as axes are needed"],
    ["roll", [[1, 2], 0], "roll: 2 shifts for 1 axes"],
    ["tile", [-1], "tile: [-1] must be whole numbers from 0"],
    ["repeatInterleave", [1.5], "repeatInterleave: 1.5 must be a whole number from 0"],
    [
      "pad",
      [
        [
          [1, 1],
          [0, 0],
          [0, 0],
        ],
      ],
      "pad: [[1, 1], [0, 0], [0, 0]] does not fit [2, 3]",
    ],
    ["pad", [[[-1, 0]]], "pad: [[-1, 0]] does not fit [2, 3]: give [low, high] from 0"],
    ["pad", [[[0, 3]], { mode: "reflect" }], "pad: 'reflect' continues axis 1 of [2, 3] by at most 2, not 3"],
    ["pad", [[[0, 3]], { mode: "mirror" }], "pad: there is no mode 'mirror'; there are constant, reflect"],
    ["diagonal", [0, 1, 1], "diagonal: two different axes are needed, not 1 and 1"],
    ["select", [1, 3], "select: index 3 is out of range for axis 1 of [2, 3]"],
    ["narrow", [1, 2, 2], "narrow: 2 elements from 2 are not within axis 1 of [2, 3]"],
    ["split", [[1, 1], 1], "split: sizes [1, 1] do not add up to axis 1 of [2, 3]"],
    ["split", [0], "split: parts of 0 are not possible"],
    ["slice", [0, 2, 0, 0], "slice: 0:2:0 is no range: start, stop and step are whole numbers, and step is not 0"],
    ["slice", [0.5], "slice: 0.5::1 is no range"],
    ["get", [0, 0, 0], "get: 3 indices for 2 axes of [2, 3]"],
    ["get", [-3], "get: index -3 is out of range for axis 0 of [2, 3]"],
    ["get", [[0, 2]], "get: index 2 is out of range for axis 0 of [2, 3]"],
    ["get", ["1;2"], 'get: "1;2" is no index; text is "start:stop:step", ":" or "..."'],
    ["get", ["...", "..."], 'get: "..." can stand only once'],
    ["get", [undefined], "get: undefined is no index"],
    ["get", [zeros([2])], "get: indices must be integers, not float32"],
    ["get", [boolean], "get: a mask names as many elements as it has trues"],
    ["set", [[0], zeros([2])], "set: values [2] do not fit the part [3]"],
    ["set", [boolean, zeros([2])], "set: values [2] for a mask of [2, 3]: how many it has would depend on data"],
    ["set", [zeros([3]).gt(0), 1], "set: mask [3] does not fit [2, 3]: its sizes must be the first ones"],
    ["maskedFill", [x, 1], "maskedFill: the mask must be bool, not int32"],
    ["maskedFill", [boolean, zeros([3])], "maskedFill: one value is needed, not [3]; use where"],
    ["indexAdd", [0, ints([0]), zeros([2, 3])], "indexAdd: values [2, 3] must be [1, 3]"],
    ["nonzero", [], "nonzero: its shape would depend on data; use where"],
    ["maskedSelect", [boolean], "maskedSelect: its shape would depend on data; use where(mask, x, 0)"],
  ])("%s(%j)", (name, args, message) => {
    expect(() => loose(x)[name]!(...args)).toThrow(message);
  });
  test("lists of tensors", () => {
    expect(() => cat([] as never)).toThrow("cat: at least one tensor is needed");
    expect(() => cat([x, zeros([2, 2])] as never)).toThrow("cat: [2, 3] and [2, 2] differ outside axis 0");
    expect(() => stack([x, zeros([2, 2])] as never)).toThrow("stack: all shapes must be equal, not [2, 3] and [2, 2]");
    expect(() => hstack(x as never)).toThrow("hstack: a list of tensors is needed");
    expect(() => meshgrid([x] as never)).toThrow("meshgrid: vectors are needed, not [2, 3]");
  });
});

test("indices outside are found while running, in every function that looks them up", () => {
  const bad = ints([0, 9]);
  for (const [call, message] of [
    [() => x.get(bad), "get: index 9 is outside 0 … 1"],
    [() => x.get(ints([0, 1]), ints([0, -4])), "get: index -4 is outside 0 … 2"],
    [() => x.set([bad], 1), "set: index 9 is outside 0 … 1"],
    [() => x.indexSelect(1, bad), "indexSelect: index 9 is outside 0 … 2"],
    [() => x.indexAdd(1, bad, zeros([2, 2])), "indexAdd: index 9 is outside 0 … 2"],
    [() => bad.oneHot(3), "oneHot: index 9 is outside 0 … 2"],
  ] as const) {
    expect(() => call().dataSync()).toThrow(DataError);
    expect(() => call().dataSync()).toThrow(message);
  }
});

test("masks: one value for what they name, or one for each axis behind", () => {
  const rows = tensor([1, 0], { dtype: "bool" });
  expect(x.set(x.gt(3), -1).toArraySync()).toEqual([
    [0, 1, 2],
    [3, -1, -1],
  ]);
  expect(x.set(rows, tensor([7, 8, 9])).toArraySync()).toEqual([
    [7, 8, 9],
    [3, 4, 5],
  ]);
  expect(x.maskedFill(tensor([1, 0, 1], { dtype: "bool" }), tensor(0.5)).toArraySync()).toEqual([
    [0, 1, 0],
    [0, 4, 0],
  ]);
});

test("values take the dtype of what they are put into; joining takes the common one", () => {
  expect(x.set([0], 2.75).get(0, 0).itemSync()).toBe(2);
  expect(cat([x, zeros([1, 3])]).dtype).toBe("float32");
  expect(where(x.gt(0), x, 0.5).dtype).toBe("float32");
  expect([...cat([tensor([-0]), tensor([Number.NaN, 1])]).dataSync()]).toEqual([-0, Number.NaN, 1]);
});

test("ranges may be put together", () => {
  const from = 1;
  expect(x.get(":", slice(from, null)).toArraySync()).toEqual([
    [1, 2],
    [4, 5],
  ]);
  expect(x.get(`${from}:`).shape).toEqual([1, 3]);
});

test("a variable: parts are snapshots of its value, a new value is a new tensor", () => {
  const w = tensor([1, 2, 3], { requiresGrad: true });
  const part = w.get("1:");
  const changed = w.set([0], 9);
  w.assign(w.mul(10));
  expect([...part.dataSync()]).toEqual([2, 3]);
  expect([...changed.dataSync()]).toEqual([9, 2, 3]);
});

test("indexing, padding and joining are part of the kernel that reads them", () => {
  const parts = cat([x.get("::-1", "1:"), x.set([0, "::2"], 5).get(":", "1:")]).pad([[1, 1]]);
  const kernels = (t: Tensor) => explain(t).match(/^ *\d+ {2}/gm)?.length;
  expect(kernels(parts.square().sum(1))).toBe(1);
  expect(
    kernels(
      tensor([[1, 2, 3]])
        .pad([[2, 2]], { mode: "reflect" })
        .mul(2),
    ),
  ).toBe(1);
  expect(kernels(tensor([1, 2, 3]).roll(1).diag().triu())).toBe(1);
});
