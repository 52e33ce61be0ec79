// Rules over axes: which there are, and what a reduction leaves. Negative axes count from the end. At run time `undefined` and `null`
// mean all axes; here as well.
import type { Subtract } from "./arithmetic.ts";
import type { Shape, ShapeError, Show, UnknownSizes } from "./shape.ts";

/** One axis, several, or all of them. */
export type Axes = number | readonly number[] | null | undefined;

/** The positions of a shape's axes: 0 | 1 | 2 for three. */
export type Positions<S extends Shape> =
  Extract<keyof S, `${number}`> extends `${infer Position extends number}` ? Position : never;

/** An axis counted from the start. Out of range: never, or a number that is no position. */
export type Normalize<Axis extends number, S extends Shape> = `${Axis}` extends `-${infer FromEnd extends number}`
  ? Subtract<S["length"], FromEnd>
  : Axis;
export type NormalizeAll<List extends readonly number[], S extends Shape> = {
  -readonly [I in keyof List]: Normalize<List[I], S>;
};

// Checks

type InRange<Axis extends number, S extends Shape> = number extends Axis
  ? true
  : [Normalize<Axis, S>] extends [never]
    ? false
    : Normalize<Axis, S> extends Positions<S>
      ? true
      : false;

/** `unknown` where the shape has this axis. */
export type AxisCheck<Op extends string, Axis extends number, S extends Shape> = number extends S["length"]
  ? unknown
  : InRange<Axis, S> extends true
    ? unknown
    : ShapeError<`${Op}: axis ${Axis} is out of range for shape ${Show<S>}`>;

/** `unknown` where the shape has all these axes and none is named twice. */
export type AxesCheck<Op extends string, A extends Axes, S extends Shape> = A extends number
  ? AxisCheck<Op, A, S>
  : A extends readonly number[]
    ? ListCheck<Op, A, S>
    : unknown;
type ListCheck<
  Op extends string,
  List extends readonly number[],
  S extends Shape,
  Seen = never,
> = List extends readonly [infer Axis extends number, ...infer Rest extends readonly number[]]
  ? InRange<Axis, S> extends true
    ? Normalize<Axis, S> extends Seen
      ? ShapeError<`${Op}: axis ${Axis} is named twice`>
      : ListCheck<Op, Rest, S, Seen | (number extends Axis ? never : Normalize<Axis, S>)>
    : AxisCheck<Op, Axis, S>
  : unknown;

// Reductions

/** The shape after reducing these axes; they stay with size 1 if Keep. */
export type Reduce<S extends Shape, A extends Axes, Keep extends boolean = false> = A extends null | undefined
  ? ReduceAll<S, Keep>
  : number extends S["length"]
    ? Shape
    : boolean extends Keep
      ? Shape
      : A extends number
        ? number extends A
          ? ReduceUnknown<S, Keep>
          : ReduceListed<S, Normalize<A, S>, Keep>
        : A extends readonly number[]
          ? number extends A[number]
            ? Shape
            : ReduceListed<S, NormalizeAll<A, S>[number], Keep>
          : never;

type ReduceAll<S extends Shape, Keep extends boolean> = [Keep] extends [false]
  ? []
  : [Keep] extends [true]
    ? number extends S["length"]
      ? Shape
      : { -readonly [Axis in keyof S]: 1 }
    : Shape;

/** One axis, but nobody knows which. */
type ReduceUnknown<S extends Shape, Keep extends boolean> = Keep extends true
  ? UnknownSizes<S>
  : S extends readonly [number, ...infer Rest extends Shape]
    ? UnknownSizes<Rest>
    : Shape;

/** S with another size along an axis. */
export type Resize<S extends Shape, Axis extends number, Size extends number> = number extends Axis
  ? UnknownSizes<S>
  : number extends S["length"]
    ? Shape
    : { -readonly [I in keyof S]: I extends `${Normalize<Axis, S>}` ? Size : S[I] };

/** Walks the shape from the left; Before has one element for each axis behind, Done what is left of them. */
type ReduceListed<
  S extends Shape,
  Axis extends number,
  Keep extends boolean,
  Before extends 0[] = [],
  Done extends Shape = [],
> = S extends readonly [infer Size extends number, ...infer Rest extends Shape]
  ? ReduceListed<
      Rest,
      Axis,
      Keep,
      [...Before, 0],
      Before["length"] extends Axis ? (Keep extends true ? [...Done, 1] : Done) : [...Done, Size]
    >
  : Done;
