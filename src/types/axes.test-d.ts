import type { AxesCheck, AxisCheck, Reduce } from "./axes.ts";
import type { Equal, Expect } from "./expect.test-d.ts";
import type { IndexAt } from "./indexing.ts";
import type { Permute, PermuteCheck, Transpose, TransposeAxes, TransposeAxesCheck, TransposeCheck } from "./permute.ts";
import type { Shape, ShapeError } from "./shape.ts";

export type Reductions = [
  Expect<Equal<Reduce<[2, 3], 0>, [3]>>,
  Expect<Equal<Reduce<[2, 3], -1>, [2]>>,
  Expect<Equal<Reduce<[2, 3], -1, true>, [2, 1]>>,
  Expect<Equal<Reduce<[2, 3, 4], [0, -1]>, [3]>>,
  Expect<Equal<Reduce<[2, 3, 4], readonly [0, -1], true>, [1, 3, 1]>>,
  Expect<Equal<Reduce<[2, 3], undefined>, []>>,
  Expect<Equal<Reduce<[2, 3], null, true>, [1, 1]>>,
  // unknown sizes, axes, ranks, options
  Expect<Equal<Reduce<[number, 3], 1>, [number]>>,
  Expect<Equal<Reduce<[2, 3], number>, [number]>>,
  Expect<Equal<Reduce<[2, 3], number, true>, [number, number]>>,
  Expect<Equal<Reduce<[2, 3], number[]>, Shape>>,
  Expect<Equal<Reduce<[2, 3], 0, boolean>, Shape>>,
  Expect<Equal<Reduce<Shape, 0>, Shape>>,
  Expect<Equal<Reduce<Shape, undefined>, []>>,
];

export type AxisMessages = [
  Expect<Equal<AxisCheck<"sum", 1, [2, 3]>, unknown>>,
  Expect<Equal<AxisCheck<"sum", -2, [2, 3]>, unknown>>,
  Expect<Equal<AxisCheck<"sum", number, [2, 3]>, unknown>>,
  Expect<Equal<AxisCheck<"sum", 7, Shape>, unknown>>,
  Expect<Equal<AxisCheck<"sum", 2, [2, 3]>, ShapeError<"sum: axis 2 is out of range for shape [2, 3]">>>,
  Expect<Equal<AxisCheck<"sum", -3, [2, 3]>, ShapeError<"sum: axis -3 is out of range for shape [2, 3]">>>,
  Expect<Equal<AxisCheck<"sum", 0, []>, ShapeError<"sum: axis 0 is out of range for shape []">>>,
  Expect<Equal<AxesCheck<"max", undefined, []>, unknown>>,
  Expect<Equal<AxesCheck<"max", [0, 5], [2, 3]>, ShapeError<"max: axis 5 is out of range for shape [2, 3]">>>,
  Expect<Equal<AxesCheck<"max", [1, -1], [2, 3]>, ShapeError<"max: axis -1 is named twice">>>,
];

export type Orders = [
  Expect<Equal<Permute<[2, 3, 4], [2, 0, -2]>, [4, 2, 3]>>,
  Expect<Equal<Permute<[number, 3], readonly [1, 0]>, [3, number]>>,
  Expect<Equal<Permute<Shape, [1, 0]>, [number, number]>>,
  Expect<Equal<PermuteCheck<[2, 3], [1, 0]>, unknown>>,
  Expect<Equal<PermuteCheck<[2, 3], [1, 1]>, ShapeError<"permute: [1, 1] is not an order of the axes of [2, 3]">>>,
  Expect<Equal<PermuteCheck<[2, 3], [0]>, ShapeError<"permute: [0] is not an order of the axes of [2, 3]">>>,
  Expect<Equal<Transpose<[8, 2, 3]>, [8, 3, 2]>>,
  Expect<Equal<Transpose<Shape>, Shape>>,
  Expect<Equal<TransposeCheck<[3]>, ShapeError<"transpose: [3] has fewer than two axes">>>,
  Expect<Equal<TransposeAxes<[2, 3, 4], 0, -1>, [4, 3, 2]>>,
  Expect<Equal<TransposeAxes<[2, 3, 4], number, 0>, [number, number, number]>>,
  Expect<Equal<TransposeAxes<Shape, 0, 1>, Shape>>,
  Expect<Equal<TransposeAxesCheck<[2, 3], 2, 0>, ShapeError<"transpose: axis 2 is out of range for shape [2, 3]">>>,
];

export type Indices = [
  Expect<Equal<IndexAt<[2, 3]>, [3]>>,
  Expect<Equal<IndexAt<[2]>, []>>,
  Expect<Equal<IndexAt<Shape>, Shape>>,
];
