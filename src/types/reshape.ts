// The same elements in another shape.
import type { DivMod, Product } from "./arithmetic.ts";
import type { Box, KnownSizes, Shape, ShapeError, Show } from "./shape.ts";

type Without<Target extends Shape, Size extends number, Done extends Shape = []> = Target extends readonly [
  infer First extends number,
  ...infer Rest extends Shape,
]
  ? Without<Rest, Size, First extends Size ? Done : [...Done, First]>
  : Done;

/** Target with `Size` in the place of -1. */
type Fill<Target extends Shape, Size extends number> = {
  -readonly [Axis in keyof Target]: IsMissing<Target, Axis> extends true ? Size : Target[Axis];
};

/** Whether this size is the literal -1; false at once for a type parameter. For the `Target &` see {@link KnownSizes}. */
type IsMissing<Target extends Shape, Axis extends keyof Target> =
  Target & Box<Box<number> extends Box<Target[Axis]> ? "any" : Target[Axis]> extends Box<-1> ? true : false;

/** Both without the sizes they begin with in common, such as the batch: fewer digits to multiply and divide. */
type Cancel<S extends Shape, Target extends Shape> = S extends readonly [
  infer Size extends number,
  ...infer Rest extends Shape,
]
  ? Size extends 0
    ? [S, Target]
    : Target extends readonly [Size, ...infer Targets extends Shape]
      ? Cancel<Rest, Targets>
      : [S, Target]
  : [S, Target];

/** [size for the -1, elements left over] of a target with one -1. */
type Missing<S extends Shape, Target extends Shape> =
  Cancel<S, Target> extends [infer Left extends Shape, infer Right extends Shape]
    ? DivMod<Product<Left>, Product<Without<Right, -1>>>
    : never;

type SameProduct<S extends Shape, Target extends Shape> =
  Cancel<S, Target> extends [infer Left extends Shape, infer Right extends Shape]
    ? Product<Left> extends Product<Right>
      ? true
      : false
    : never;

/** The shape S in Target's sizes, one of which may be -1: what is left. */
export type Reshape<S extends Shape, Target extends Shape> = number extends Target["length"]
  ? Shape
  : [KnownSizes<S>, KnownSizes<Target>] extends [true, true]
    ? -1 extends Target[number]
      ? Fill<Target, Missing<S, Target>[0]>
      : Fill<Target, never>
    : Fill<Target, number>;

/** `unknown` where the elements of S fill Target, as far as all sizes are known. */
export type ReshapeCheck<S extends Shape, Target extends Shape> =
  KnownSizes<Target> extends true
    ? Filled<Target>["length"] extends 0 | 1
      ? KnownSizes<S> extends true
        ? Fits<S, Target> extends true
          ? unknown
          : ShapeError<`reshape: ${Show<S>} (${Product<S>} elements) does not fit ${Show<Target>}`>
        : unknown
      : ShapeError<`reshape: only one size can be -1, not as in ${Show<Target>}`>
    : unknown;

/** The -1s of a target. */
type Filled<Target extends Shape, Done extends Shape = []> = Target extends readonly [
  infer First extends number,
  ...infer Rest extends Shape,
]
  ? Filled<Rest, First extends -1 ? [...Done, -1] : Done>
  : Done;

type Fits<S extends Shape, Target extends Shape> = -1 extends Target[number]
  ? 0 extends Missing<S, Target>[1]
    ? true
    : false
  : SameProduct<S, Target>;
