// A shape with one axis changed, replaced or added.
import type { AxisCheck, Normalize } from "./axes.ts";
import type { Shape, UnknownSizes } from "./shape.ts";

/** The size of an axis; `number` where it is not known. */
export type SizeAt<S extends Shape, Axis extends number> = number extends S["length"] | Axis
  ? number
  : S[Normalize<Axis, S>];

/** Other axes in the place of one. */
export type Replace<S extends Shape, Axis extends number, Sizes extends Shape> = number extends
  | S["length"]
  | Axis
  | Sizes["length"]
  ? Shape
  : ReplaceAt<S, Normalize<Axis, S>, Sizes>;
type ReplaceAt<
  S extends Shape,
  Position extends number,
  Sizes extends Shape,
  Before extends Shape = [],
> = S extends readonly [infer Size extends number, ...infer Rest extends Shape]
  ? Before["length"] extends Position
    ? [...Before, ...Sizes, ...Rest]
    : ReplaceAt<Rest, Position, Sizes, [...Before, Size]>
  : Shape;

/** One axis at another place. */
export type Move<S extends Shape, From extends number, To extends number> = number extends S["length"]
  ? Shape
  : number extends From | To
    ? UnknownSizes<S>
    : Insert<ReplaceAt<S, Normalize<From, S>, []>, To, SizeAt<S, From>>;

/** One axis more, at a place of the result. */
export type Insert<S extends Shape, Axis extends number, Size extends number> = number extends S["length"]
  ? Shape
  : number extends Axis
    ? UnknownSizes<[...S, 1]>
    : InsertAt<S, Normalize<Axis, [...S, 1]>, Size>;
type InsertAt<
  S extends Shape,
  Position extends number,
  Size extends number,
  Before extends Shape = [],
> = Before["length"] extends Position
  ? [...Before, Size, ...S]
  : S extends readonly [infer First extends number, ...infer Rest extends Shape]
    ? InsertAt<Rest, Position, Size, [...Before, First]>
    : Shape;

/** `unknown` where the result has this axis. */
export type InsertCheck<Op extends string, S extends Shape, Axis extends number> = AxisCheck<Op, Axis, [...S, 1]>;
