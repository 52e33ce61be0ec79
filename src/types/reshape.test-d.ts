import type { Expand, ExpandCheck } from "./expand.ts";
import type { Equal, Expect } from "./expect.test-d.ts";
import type { Reshape, ReshapeCheck } from "./reshape.ts";
import type { Shape, ShapeError } from "./shape.ts";

export type Reshapes = [
  Expect<Equal<Reshape<[2, 3, 4], [6, 4]>, [6, 4]>>,
  Expect<Equal<Reshape<[2, 3, 4], readonly [4, -1]>, [4, 6]>>,
  Expect<Equal<Reshape<[64, 3, 224, 224], [64, -1]>, [64, 150528]>>,
  Expect<Equal<Reshape<[], [1, 1]>, [1, 1]>>,
  Expect<Equal<Reshape<[4], []>, []>>,
  Expect<Equal<Reshape<[number, 4], [-1, 2]>, [number, 2]>>,
  Expect<Equal<Reshape<[6, 4], [number, -1]>, [number, number]>>,
  Expect<Equal<Reshape<Shape, [3, -1]>, [3, number]>>,
  Expect<Equal<Reshape<[2, 3], number[]>, Shape>>,
  Expect<Equal<Reshape<[0, 3], [0, -1]>, [0, number]>>,
];

export type ReshapeMessages = [
  Expect<Equal<ReshapeCheck<[2, 3, 4], [4, -1]>, unknown>>,
  Expect<Equal<ReshapeCheck<[number, 4], [5, 5]>, unknown>>,
  Expect<Equal<ReshapeCheck<Shape, [5, 5]>, unknown>>,
  Expect<Equal<ReshapeCheck<[2, 3], number[]>, unknown>>,
  Expect<Equal<ReshapeCheck<[2, 3, 4], [5, 5]>, ShapeError<"reshape: [2, 3, 4] (24 elements) does not fit [5, 5]">>>,
  Expect<Equal<ReshapeCheck<[2, 3, 4], [5, -1]>, ShapeError<"reshape: [2, 3, 4] (24 elements) does not fit [5, -1]">>>,
  Expect<Equal<ReshapeCheck<[2, 3], [-1, -1]>, ShapeError<"reshape: only one size can be -1, not as in [-1, -1]">>>,
];

export type Expands = [
  Expect<Equal<Expand<[2, 1], [2, 5]>, [2, 5]>>,
  Expect<Equal<Expand<[2, 1, 4], [7, -1, 3, 4]>, [7, 2, 3, 4]>>,
  Expect<Equal<Expand<[number, 1], [-1, 5]>, [number, 5]>>,
  Expect<Equal<Expand<Shape, [2, -1]>, [2, number]>>,
  Expect<Equal<Expand<[2], number[]>, Shape>>,
  Expect<Equal<ExpandCheck<[2, 1], [4, 2, 3]>, unknown>>,
  Expect<Equal<ExpandCheck<[number, 1], [4, 3]>, unknown>>,
  Expect<Equal<ExpandCheck<[2, 3], [4, 3]>, ShapeError<"expand: [2, 3] does not expand to [4, 3]">>>,
  Expect<Equal<ExpandCheck<[2, 3], [3]>, ShapeError<"expand: [2, 3] does not expand to [3]">>>,
  Expect<Equal<ExpandCheck<[3], [-1, 3]>, ShapeError<"expand: [3] does not expand to [-1, 3]">>>,
];
