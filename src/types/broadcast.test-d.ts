import type { Broadcast, BroadcastCheck } from "./broadcast.ts";
import type { Equal, Expect } from "./expect.test-d.ts";
import type { Shape, ShapeError } from "./shape.ts";

export type Shapes = [
  Expect<Equal<Broadcast<[2, 3], [2, 3]>, [2, 3]>>,
  Expect<Equal<Broadcast<[2, 3], [3]>, [2, 3]>>,
  Expect<Equal<Broadcast<[3], [2, 3]>, [2, 3]>>,
  Expect<Equal<Broadcast<[5, 1, 3], [2, 1]>, [5, 2, 3]>>,
  Expect<Equal<Broadcast<[], [2, 3]>, [2, 3]>>,
  Expect<Equal<Broadcast<[2, 3], []>, [2, 3]>>,
  Expect<Equal<Broadcast<[0], [1]>, [0]>>,
  // unknown sizes
  Expect<Equal<Broadcast<[number, 3], [7, 1]>, [7, 3]>>,
  Expect<Equal<Broadcast<[number, 3], [1, 3]>, [number, 3]>>,
  Expect<Equal<Broadcast<[1, 3], [number, 3]>, [number, 3]>>,
  Expect<Equal<Broadcast<[number], [number]>, [number]>>,
  // unknown ranks
  Expect<Equal<Broadcast<Shape, [3]>, Shape>>,
  Expect<Equal<Broadcast<[3], Shape>, Shape>>,
  Expect<Equal<Broadcast<Shape, Shape>, Shape>>,
  Expect<Equal<Broadcast<Shape, []>, Shape>>,
];

export type Messages = [
  Expect<Equal<BroadcastCheck<"add", [2, 3], [3]>, unknown>>,
  Expect<Equal<BroadcastCheck<"add", [2, 3], [number, 1]>, unknown>>,
  Expect<Equal<BroadcastCheck<"add", Shape, [3]>, unknown>>,
  Expect<Equal<BroadcastCheck<"add", [3], Shape>, unknown>>,
  Expect<
    Equal<
      BroadcastCheck<"add", [2, 3], [4]>,
      ShapeError<"add: cannot broadcast [2, 3] with [4]: sizes 3 and 4 at axis -1">
    >
  >,
  // the leftmost clash is named, as at run time
  Expect<
    Equal<
      BroadcastCheck<"mul", [5, 2, 3], [6, 1, 4]>,
      ShapeError<"mul: cannot broadcast [5, 2, 3] with [6, 1, 4]: sizes 5 and 6 at axis -3">
    >
  >,
  Expect<
    Equal<
      BroadcastCheck<"mul", [number, 3], [number, 4]>,
      ShapeError<"mul: cannot broadcast [?, 3] with [?, 4]: sizes 3 and 4 at axis -1">
    >
  >,
];
