// The shape of the part that an index like `[0, "1:5", null, "...", ids]` names, with NumPy's rule for the place of index
// tensors' axes: where the first of them is, or in front where a kept axis stands between two of them.
import type { Slice } from "../range.ts";
import type { Tensor } from "../tensor.ts";
import type { Subtract } from "./arithmetic.ts";
import type { Broadcast } from "./broadcast.ts";
import type { Count, ParseRange } from "./range.ts";
import type { Shape, ShapeError, Show } from "./shape.ts";

/** A position, a range (an object or "start:stop:step"), a new axis (null), "...", or positions: a list or a tensor. */
export type IndexItem = number | string | null | Slice | readonly number[] | Tensor;
type Items = readonly IndexItem[];

/** The axes that a list of items speaks of. */
type Named<List extends Items, Done extends number[] = []> = List extends readonly [
  infer Item,
  ...infer Rest extends Items,
]
  ? Named<Rest, Item extends null | "..." ? Done : [...Done, number]>
  : Done;

/** What has been read of an index: kept axes before and behind the first item that takes one away, and these items. */
interface Reading {
  /** As long as the number of axes behind. */
  readonly axis: readonly unknown[];
  readonly before: Shape;
  readonly behind: Shape;
  readonly picks: Shape;
  /** Nothing taken yet; taking; a kept axis stands behind; and something is taken again. */
  readonly state: "none" | "taking" | "ended" | "split";
}
interface Start {
  readonly axis: [];
  readonly before: [];
  readonly behind: [];
  readonly picks: [];
  readonly state: "none";
}
interface Keep<R extends Reading, Sizes extends Shape, Axes extends readonly unknown[]> {
  readonly axis: [...R["axis"], ...Axes];
  readonly before: R["state"] extends "none" ? [...R["before"], ...Sizes] : R["before"];
  readonly behind: R["state"] extends "none" ? [] : [...R["behind"], ...Sizes];
  readonly picks: R["picks"];
  readonly state: R["state"] extends "taking" ? "ended" : R["state"];
}
interface Take<R extends Reading, Picks extends Shape> {
  readonly axis: [...R["axis"], 0];
  readonly before: R["before"];
  readonly behind: R["behind"];
  readonly picks: Broadcast<R["picks"], Picks>;
  readonly state: R["state"] extends "none" ? "taking" : R["state"] extends "ended" ? "split" : R["state"];
}
type Result<R extends Reading> = number extends R["picks"]["length"]
  ? Shape
  : R["state"] extends "split"
    ? [...R["picks"], ...R["before"], ...R["behind"]]
    : [...R["before"], ...R["picks"], ...R["behind"]];

/** Reads items from the left; S has the axes that are left. */
type Read<
  Op extends string,
  All extends Shape,
  S extends Shape,
  List extends Items,
  R extends Reading,
> = List extends readonly [infer Item, ...infer Rest extends Items]
  ? Item extends null
    ? Read<Op, All, S, Rest, Keep<R, [1], []>>
    : Item extends "..."
      ? S extends readonly [...infer Whole extends Shape, ...Named<Rest>]
        ? Read<Op, All, Tail<S, Whole>, Rest, Keep<R, Whole, Whole>>
        : never
      : S extends readonly [infer Size extends number, ...infer Sizes extends Shape]
        ? Item extends number
          ? HasPosition<Size, Item> extends true
            ? Read<Op, All, Sizes, Rest, Take<R, []>>
            : ShapeError<`${Op}: index ${Item} is out of range for axis ${R["axis"]["length"]} of ${Show<All>}`>
          : Item extends string
            ? Read<Op, All, Sizes, Rest, Keep<R, [RangeSize<Size, ParseRange<Item>>], [0]>>
            : Item extends Slice
              ? Read<Op, All, Sizes, Rest, Keep<R, [RangeSize<Size, Item>], [0]>>
              : Item extends Tensor<infer Picks>
                ? Read<Op, All, Sizes, Rest, Take<R, Picks>>
                : Item extends readonly number[]
                  ? Read<Op, All, Sizes, Rest, Take<R, [Item["length"]]>>
                  : Shape
        : Shape
  : Result<Keep<R, S, []>>;

type Tail<S extends Shape, Whole extends Shape> = S extends readonly [...Whole, ...infer Rest extends Shape]
  ? Rest
  : never;
type RangeSize<Size extends number, Range> =
  Range extends Slice<infer From, infer To, infer Step> ? Count<Size, From, To, Step> : number;
type HasPosition<Size extends number, At extends number> = number extends Size | At
  ? true
  : `${At}` extends `-${infer FromEnd extends number}`
    ? [Subtract<Size, FromEnd>] extends [never]
      ? false
      : true
    : [Subtract<Size, At>] extends [never] | [0]
      ? false
      : true;

/** The shape of the part, or a {@link ShapeError}; `Shape` where a rank or the index is not known. */
export type Selected<Op extends string, S extends Shape, List extends Items> = number extends
  | S["length"]
  | List["length"]
  ? Shape
  : Fits<S, Named<List>> extends true
    ? Read<Op, S, S, List, Start>
    : ShapeError<`${Op}: ${Named<List>["length"]} indices for ${S["length"]} axes of ${Show<S>}`>;
type Fits<S extends Shape, Axes extends number[]> = S extends readonly [...Axes, ...Shape] ? true : false;

export type Get<S extends Shape, List extends Items> =
  Selected<"get", S, List> extends infer Part extends Shape ? Part : never;
export type SelectCheck<Op extends string, S extends Shape, List extends Items> =
  Selected<Op, S, List> extends ShapeError<string> ? Selected<Op, S, List> : unknown;
