import type { Insert, Move, Replace } from "./edit.ts";
import type { Equal, Expect } from "./expect.test-d.ts";
import type { Flatten, FlattenCheck, Squeeze, SqueezeCheck, Unflatten, UnflattenCheck, Unsqueeze } from "./regroup.ts";
import type { Shape, ShapeError } from "./shape.ts";

export type Axes = [
  Expect<Equal<Replace<[2, 3, 4], 1, [5, 6]>, [2, 5, 6, 4]>>,
  Expect<Equal<Replace<[2, 3], -1, []>, [2]>>,
  Expect<Equal<Replace<[2, 3], 0, Shape>, Shape>>,
  Expect<Equal<Insert<[2, 3], -1, 7>, [2, 3, 7]>>,
  Expect<Equal<Insert<[2, 3], number, 7>, [number, number, number]>>,
  Expect<Equal<Move<[2, 3, 4], 0, -1>, [3, 4, 2]>>,
  Expect<Equal<Move<[2, 3, 4], -1, 0>, [4, 2, 3]>>,
  Expect<Equal<Unsqueeze<[2, 3], 1>, [2, 1, 3]>>,
  Expect<Equal<Unsqueeze<[2, 3], readonly [0, 3]>, [number, number, number, number]>>,
  Expect<Equal<Unsqueeze<Shape, 0>, Shape>>,
];

export type Flattened = [
  Expect<Equal<Flatten<[2, 3, 4], 0, -1>, [24]>>,
  Expect<Equal<Flatten<[2, 3, 4], 1, -1>, [2, 12]>>,
  Expect<Equal<Flatten<[2, 3, 4], -3, 1>, [6, 4]>>,
  Expect<Equal<Flatten<[number, 3, 4], 1, 2>, [number, 12]>>,
  Expect<Equal<Flatten<[], 0, -1>, [1]>>,
  Expect<Equal<Flatten<Shape, 0, -1>, [number]>>,
  Expect<Equal<FlattenCheck<[2, 3], 1, 0>, ShapeError<"flatten: axis 1 comes after axis 0 in [2, 3]">>>,
  Expect<Equal<FlattenCheck<[2, 3], 0, 2>, ShapeError<"flatten: axis 2 is out of range for shape [2, 3]">>>,
  Expect<Equal<Unflatten<[2, 12], 1, [3, -1]>, [2, 3, 4]>>,
  Expect<Equal<Unflatten<[number, 12], 0, [8, -1]>, [8, number, 12]>>,
  Expect<Equal<UnflattenCheck<[2, 12], -1, [5, -1]>, ShapeError<"unflatten: axis 1 of [2, 12] is not [5, -1]">>>,
];

export type Squeezed = [
  Expect<Equal<Squeeze<[1, 3, 1], undefined>, [3]>>,
  Expect<Equal<Squeeze<[1, 3, 1], -1>, [1, 3]>>,
  Expect<Equal<Squeeze<[1, 3, 1], readonly [0, 2]>, [3]>>,
  Expect<Equal<Squeeze<[1, number], undefined>, Shape>>,
  Expect<Equal<SqueezeCheck<[1, number], 1>, unknown>>,
  Expect<Equal<SqueezeCheck<[1, 3], [0, -1]>, ShapeError<"squeeze: axis 1 of [1, 3] is not of size 1">>>,
];
