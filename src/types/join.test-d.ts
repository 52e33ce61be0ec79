import type { Diag, Diagonal } from "./diagonal.ts";
import type { Equal, Expect } from "./expect.test-d.ts";
import type {
  Cat,
  CatCheck,
  Grid,
  HStack,
  Pad,
  PadCheck,
  RepeatInterleave,
  Stack,
  StackCheck,
  Tile,
  VStack,
} from "./join.ts";
import type { Shape, ShapeError } from "./shape.ts";

export type Joined = [
  Expect<Equal<Cat<[[2, 3], [4, 3]], 0>, [6, 3]>>,
  Expect<Equal<Cat<[[2, 3], [2, 1], [2, 5]], -1>, [2, 9]>>,
  Expect<Equal<Cat<[[2, 3], [number, 3]], 0>, [number, 3]>>,
  Expect<Equal<Cat<[2, 3][], 0>, [number, 3]>>,
  Expect<Equal<Cat<Shape[], 0>, Shape>>,
  Expect<Equal<CatCheck<"cat", [[2, 3], [4, 3], [1, 3]], 0>, unknown>>,
  Expect<Equal<CatCheck<"cat", [[2, 3], [4, 5]], 0>, ShapeError<"cat: [2, 3] and [4, 5] differ outside axis 0">>>,
  Expect<Equal<CatCheck<"cat", [[2, 3], [3]], 0>, ShapeError<"cat: [2, 3] and [3] differ outside axis 0">>>,
  Expect<Equal<CatCheck<"cat", [[2, 3]], 2>, ShapeError<"cat: axis 2 is out of range for shape [2, 3]">>>,
  Expect<Equal<CatCheck<"cat", [], 0>, ShapeError<"cat: at least one tensor is needed">>>,
  Expect<Equal<Stack<[[2, 3], [2, 3]], -1>, [2, 3, 2]>>,
  Expect<Equal<Stack<[4][], 0>, [number, 4]>>,
  Expect<Equal<StackCheck<"stack", [[2], [3]], 0>, ShapeError<"stack: all shapes must be equal, not [2] and [3]">>>,
  Expect<Equal<HStack<[[2], [3]]>, [5]>>,
  Expect<Equal<HStack<[[2, 3], [2, 1]]>, [2, 4]>>,
  Expect<Equal<VStack<[[3], [2, 3]]>, [3, 3]>>,
  Expect<Equal<Grid<[2, 3, 4], "xy">, [3, 2, 4]>>,
];

export type Repeated = [
  Expect<Equal<Tile<[2, 3], [2]>, [2, 6]>>,
  Expect<Equal<Tile<[3], [2, 1, 4]>, [2, 1, 12]>>,
  Expect<Equal<RepeatInterleave<[2, 3], 2, undefined>, [12]>>,
  Expect<Equal<RepeatInterleave<[2, 3], 2, -1>, [2, 6]>>,
  Expect<Equal<Pad<[2, 3, 4], [[1, 2], [0, 3]]>, [2, 6, 7]>>,
  Expect<Equal<Pad<[number, 3], [[1, 1]]>, [number, 5]>>,
  Expect<
    Equal<
      PadCheck<[3], [[1, 1], [2, 2]]>,
      ShapeError<"pad: [[1, 1], [2, 2]] does not fit [3]: give [low, high] from 0 for each axis, or for the last ones">
    >
  >,
];

export type Diagonals = [
  Expect<Equal<Diag<[3], 0>, [3, 3]>>,
  Expect<Equal<Diag<[3], -2>, [5, 5]>>,
  Expect<Equal<Diag<[2, 5], 1>, [2]>>,
  Expect<Equal<Diag<[5, 2], -4>, [1]>>,
  Expect<Equal<Diagonal<[7, 2, 3], 0, 1, 2>, [7, 2]>>,
  Expect<Equal<Diagonal<[2, 3], 9, 0, 1>, [0]>>,
];
