// Elements repeated along new axes at the left, and along axes of size 1.
import type { Agreeing, Box, Overlap, Pair, Shape, ShapeError, Show } from "./shape.ts";

/** The size of an axis after expanding: -1 keeps it. */
type ExpandSize<Size extends number, Target extends number> = Target extends -1 ? Size : Target;

/** S expanded to Target, aligned at the right. */
export type Expand<S extends Shape, Target extends Shape, Done extends Shape = []> = number extends Target["length"]
  ? Shape
  : Target extends readonly [...infer Targets extends Shape, infer Last extends number]
    ? Box<S> extends Box<readonly [...infer Sizes extends Shape, infer Size extends number]>
      ? Expand<Sizes, Targets, [ExpandSize<Size, Last>, ...Done]>
      : Expand<S, Targets, [ExpandSize<number, Last>, ...Done]>
    : Done;

/** Whether an axis of this size becomes one of Target. */
type Stretches<Size extends number, Target extends number> =
  Pair<Size, Target> extends Pair<1, Target> | Pair<Size, -1> | Agreeing<Size, Target> ? true : Overlap<Size, Target>;

/** Whether all axes do. A new axis has no size that -1 could keep. */
type Expands<S extends Shape, Target extends Shape> = S extends readonly [
  ...infer Sizes extends Shape,
  infer Size extends number,
]
  ? Target extends readonly [...infer Targets extends Shape, infer Last extends number]
    ? Stretches<Size, Last> extends true
      ? Expands<Sizes, Targets>
      : false
    : false
  : -1 extends Target[number]
    ? false
    : true;

/** `unknown` where S can be expanded to Target, as far as sizes are known. */
export type ExpandCheck<S extends Shape, Target extends Shape> = number extends S["length"] | Target["length"]
  ? unknown
  : Expands<S, Target> extends true
    ? unknown
    : ShapeError<`expand: ${Show<S>} does not expand to ${Show<Target>}`>;
