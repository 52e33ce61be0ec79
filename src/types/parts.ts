// The shapes of the parts that an axis is cut into: a tuple where their number is known and not large.
import type { Add, DivMod } from "./arithmetic.ts";
import type { AxisCheck, Reduce, Resize } from "./axes.ts";
import type { SizeAt } from "./edit.ts";
import type { Shape, ShapeError, Show } from "./shape.ts";

/** `Count` times the same; a list of unknown length for hundreds. */
type Times<T, Count extends number, Done extends T[] = []> = number extends Count
  ? T[]
  : `${Count}` extends `${number}${number}${number}`
    ? T[]
    : Done["length"] extends Count
      ? Done
      : Times<T, Count, [...Done, T]>;

/** Parts of the sizes listed, or all of one size and what is left. */
export type Split<
  S extends Shape,
  Sizes extends number | readonly number[],
  Axis extends number,
> = Sizes extends readonly number[]
  ? { -readonly [I in keyof Sizes]: Resize<S, Axis, Sizes[I] & number> }
  : Sizes extends number
    ? SplitEvenly<S, Axis, Sizes, SizeAt<S, Axis>>
    : never;
type SplitEvenly<S extends Shape, Axis extends number, Each extends number, Size extends number> = Size extends 0
  ? [Resize<S, Axis, 0>]
  : DivMod<Size, Each> extends [infer Count extends number, infer Left extends number]
    ? Left extends 0
      ? Times<Resize<S, Axis, Each>, Count>
      : number extends Left
        ? Resize<S, Axis, number>[]
        : [...Times<Resize<S, Axis, Each>, Count>, Resize<S, Axis, Left>]
    : never;

/** As many parts of one size, or as many as there are. */
export type Chunk<S extends Shape, Count extends number, Axis extends number> = SplitEvenly<
  S,
  Axis,
  DivMod<SizeAt<S, Axis>, Count> extends [infer Each extends number, infer Left extends number]
    ? Left extends 0
      ? Each
      : Add<Each, 1>
    : never,
  SizeAt<S, Axis>
>;

/** The parts without the axis. */
export type Unbind<S extends Shape, Axis extends number> = Times<Reduce<S, Axis>, SizeAt<S, Axis>>;

type Sum<List extends readonly number[], Done extends number = 0> = List extends readonly [
  infer First extends number,
  ...infer Rest extends readonly number[],
]
  ? Sum<Rest, Add<Done, First>>
  : number extends List["length"]
    ? number
    : Done;

/** `unknown` where the axis is there and sizes in a list add up to it. */
export type SplitCheck<S extends Shape, Sizes extends number | readonly number[], Axis extends number> =
  AxisCheck<"split", Axis, S> extends ShapeError<string>
    ? AxisCheck<"split", Axis, S>
    : Sizes extends readonly number[]
      ? number extends Sum<Sizes> | SizeAt<S, Axis>
        ? unknown
        : Sum<Sizes> extends SizeAt<S, Axis>
          ? unknown
          : ShapeError<`split: sizes ${Show<Sizes>} do not add up to axis ${Axis} of ${Show<S>}`>
      : unknown;
