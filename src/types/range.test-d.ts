import type { Equal, Expect } from "./expect.test-d.ts";
import type { Chunk, Split, SplitCheck, Unbind } from "./parts.ts";
import type { Count, NarrowCheck, ParseRange, RangeLength, SliceAxis } from "./range.ts";
import type { Shape, ShapeError } from "./shape.ts";

export type Counts = [
  Expect<Equal<Count<10, null, null, 1>, 10>>,
  Expect<Equal<Count<10, 2, 5, 1>, 3>>,
  Expect<Equal<Count<10, -3, null, 1>, 3>>,
  Expect<Equal<Count<10, -30, 40, 3>, 4>>,
  Expect<Equal<Count<10, 7, 2, 1>, 0>>,
  Expect<Equal<Count<10, null, null, -1>, 10>>,
  Expect<Equal<Count<10, 8, 2, -3>, 2>>,
  Expect<Equal<Count<10, 99, -4, -1>, 3>>,
  Expect<Equal<Count<10, null, 0, -1>, 9>>,
  Expect<Equal<Count<10, number, 5, 1>, number>>,
  Expect<Equal<Count<number, null, 5, 1>, number>>,
  Expect<Equal<Count<number, 0, null, 1>, number>>,
  Expect<Equal<SliceAxis<[8, 3], 0, 2, -1, 1>, [5, 3]>>,
  Expect<Equal<SliceAxis<Shape, 0, 2, null, 1>, Shape>>,
  Expect<Equal<ParseRange<"1:-5:2">["stop"], -5>>,
  Expect<Equal<ParseRange<"::">, ParseRange<":">>>,
  Expect<Equal<RangeLength<2, 9>, 7>>,
  Expect<Equal<RangeLength<0, 2.5>, number>>,
  Expect<
    Equal<NarrowCheck<[4, 5], 1, -2, 3>, ShapeError<"narrow: 3 elements from -2 are not within axis 1 of [4, 5]">>
  >,
  Expect<Equal<NarrowCheck<[4, number], 1, 2, 3>, unknown>>,
];

export type Parts = [
  Expect<Equal<Split<[5, 2], 2, 0>, [[2, 2], [2, 2], [1, 2]]>>,
  Expect<Equal<Split<[2, 6], 3, -1>, [[2, 3], [2, 3]]>>,
  Expect<Equal<Split<[2, 6], readonly [1, 5], 1>, [[2, 1], [2, 5]]>>,
  Expect<Equal<Split<[number, 6], 2, 0>, [number, 6][]>>,
  Expect<Equal<Split<[1000], 1, 0>, [1][]>>,
  Expect<Equal<Chunk<[7], 3, 0>, [[3], [3], [1]]>>,
  Expect<Equal<Chunk<[6, 4], 3, 0>, [[2, 4], [2, 4], [2, 4]]>>,
  Expect<Equal<Unbind<[2, 3], 0>, [[3], [3]]>>,
  Expect<Equal<SplitCheck<[5], [2, 2], 0>, ShapeError<"split: sizes [2, 2] do not add up to axis 0 of [5]">>>,
];
