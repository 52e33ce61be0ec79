import type { Slice } from "../range.ts";
import type { Tensor } from "../tensor.ts";
import type { Equal, Expect } from "./expect.test-d.ts";
import type { Get, SelectCheck } from "./selection.ts";
import type { Shape, ShapeError } from "./shape.ts";

type Image = [8, 3, 4];
type Ids = Tensor<[5, 1]>;
export type Parts = [
  Expect<Equal<Get<Image, [0]>, [3, 4]>>,
  Expect<Equal<Get<Image, []>, Image>>,
  Expect<Equal<Get<Image, ["1:7:2", null, -1]>, [3, 1, 4]>>,
  Expect<Equal<Get<Image, ["...", 0]>, [8, 3]>>,
  Expect<Equal<Get<Image, ["::-1", "...", "-2:"]>, [8, 3, 2]>>,
  Expect<Equal<Get<Image, [Slice<1, null, 1>]>, [7, 3, 4]>>,
  Expect<Equal<Get<Image, [Slice]>, [number, 3, 4]>>,
  Expect<Equal<Get<Image, [readonly [0, 0]]>, [2, 3, 4]>>,
  Expect<Equal<Get<Image, [":", Ids, Tensor<[6]>]>, [8, 5, 6]>>,
  // where a range, "..." or a new axis stands between two of them, their axes come first
  Expect<Equal<Get<Image, [Ids, ":", Ids]>, [5, 1, 3]>>,
  Expect<Equal<Get<Image, [0, ":", Ids]>, [5, 1, 3]>>,
  Expect<Equal<Get<[3, 3], [null, Tensor<[2]>, "...", Tensor<[2]>]>, [2, 1]>>,
  // unknown sizes, positions, ranks
  Expect<Equal<Get<[number, 3], ["1:4", 0]>, [number]>>,
  Expect<Equal<Get<Image, [number, string]>, [number, 4]>>,
  Expect<Equal<Get<Image, [Tensor]>, Shape>>,
  Expect<Equal<Get<Shape, [0]>, Shape>>,
  Expect<Equal<Get<Image, number[]>, Shape>>,
];

export type Messages = [
  Expect<Equal<SelectCheck<"get", Image, [0, 2, -4]>, unknown>>,
  Expect<Equal<SelectCheck<"get", Image, [0, 3]>, ShapeError<"get: index 3 is out of range for axis 1 of [8, 3, 4]">>>,
  Expect<
    Equal<SelectCheck<"set", Image, ["...", -5]>, ShapeError<"set: index -5 is out of range for axis 2 of [8, 3, 4]">>
  >,
  Expect<Equal<SelectCheck<"get", [2], [0, 0]>, ShapeError<"get: 2 indices for 1 axes of [2]">>>,
];
