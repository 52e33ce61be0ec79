// How many positions of an axis a range names: the rule of Python's `slice.indices`, as types.
import type { Slice } from "../range.ts";
import type { Add, DivMod, Subtract } from "./arithmetic.ts";
import type { AxisCheck, Resize } from "./axes.ts";
import type { SizeAt } from "./edit.ts";
import type { Shape, ShapeError, Show } from "./shape.ts";

export type Bound = number | null;

/** A - B, or 0 where B is larger. */
type Minus<A extends number, B extends number> = [Subtract<A, B>] extends [never] ? 0 : Subtract<A, B>;
export type Min<A extends number, B extends number> = [Subtract<A, B>] extends [never] ? A : B;
/** A / B, rounded up. */
type DivideUp<A extends number, B extends number> = B extends 1 ? A : DivMod<Add<A, Subtract<B, 1>>, B>[0];

/** A position within 0 … Size; negative ones count from the end. */
type Forwards<At extends number, Size extends number> = `${At}` extends `-${infer FromEnd extends number}`
  ? Minus<Size, FromEnd>
  : Min<At, Size>;
/** The same plus one, within -1 … Size - 1 before that: where a walk backwards begins and ends. */
type Backwards<At extends number, Size extends number> = `${At}` extends `-${infer FromEnd extends number}`
  ? Minus<Add<Size, 1>, FromEnd>
  : Min<Add<At, 1>, Size>;

/** The number of positions Start, Start + Step, … before Stop on an axis of this size. */
export type Count<Size extends number, Start extends Bound, Stop extends Bound, Step extends number> = [
  Start,
  Stop,
  Step,
] extends [null | 0, null, 1]
  ? Size
  : number extends Size | Start | Stop | Step
    ? number
    : `${Step}` extends `-${infer Back extends number}`
      ? DivideUp<
          Minus<Start extends number ? Backwards<Start, Size> : Size, Stop extends number ? Backwards<Stop, Size> : 0>,
          Back
        >
      : DivideUp<
          Minus<Stop extends number ? Forwards<Stop, Size> : Size, Start extends number ? Forwards<Start, Size> : 0>,
          Step
        >;

/** "start:stop:step" as a range; unknown bounds where text is not known. */
export type ParseRange<Text extends string> = Text extends `${infer Start}:${infer Stop}:${infer Step}`
  ? Slice<ParseBound<Start>, ParseBound<Stop>, Step extends "" ? 1 : ParseNumber<Step>>
  : Text extends `${infer Start}:${infer Stop}`
    ? Slice<ParseBound<Start>, ParseBound<Stop>, 1>
    : Slice;
type ParseBound<Text extends string> = Text extends "" ? null : ParseNumber<Text>;
type ParseNumber<Text extends string> = Text extends `${infer N extends number}` ? N : number;

/** A range of one axis. */
export type SliceAxis<
  S extends Shape,
  Axis extends number,
  Start extends Bound,
  Stop extends Bound,
  Step extends number,
> = Resize<S, Axis, Count<SizeAt<S, Axis>, Start, Stop, Step>>;

/** `unknown` where the axis has that many elements from there. */
export type NarrowCheck<S extends Shape, Axis extends number, Start extends number, Length extends number> =
  AxisCheck<"narrow", Axis, S> extends ShapeError<string>
    ? AxisCheck<"narrow", Axis, S>
    : number extends SizeAt<S, Axis> | Start | Length
      ? unknown
      : [Subtract<SizeAt<S, Axis>, Add<FromStart<Start, SizeAt<S, Axis>>, Length>>] extends [never]
        ? ShapeError<`narrow: ${Length} elements from ${Start} are not within axis ${Axis} of ${Show<S>}`>
        : unknown;
/** Before the first element is as bad as behind the last one. */
type FromStart<At extends number, Size extends number> = `${At}` extends `-${infer FromEnd extends number}`
  ? [Subtract<Size, FromEnd>] extends [never]
    ? Add<Size, 1>
    : Subtract<Size, FromEnd>
  : At;

/** The length of `arange(Start, End)`: known for whole numbers that are not negative. */
export type RangeLength<Start extends number, End extends number> = number extends Start | End
  ? number
  : `${Start} ${End}` extends `${string}${"." | "-" | "e"}${string}`
    ? number
    : Minus<End, Start>;
