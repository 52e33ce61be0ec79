// Axes put together, taken apart, left out and added: the elements stay in their order.
import type { Product } from "./arithmetic.ts";
import type { Axes, AxesCheck, AxisCheck, Normalize, Reduce } from "./axes.ts";
import type { Insert, InsertCheck, Replace, SizeAt } from "./edit.ts";
import type { Reshape, ReshapeCheck } from "./reshape.ts";
import type { KnownSizes, Shape, ShapeError, Show, UnknownSizes } from "./shape.ts";

// flatten

/** Axes Start to End, both included, as one. */
export type Flatten<S extends Shape, Start extends number, End extends number> = S extends readonly []
  ? [1]
  : [Start, End] extends [0, -1]
    ? [ProductOf<S>]
    : number extends S["length"] | Start | End
      ? Shape
      : Before<S, Normalize<Start, S>, Normalize<End, S>>;
type ProductOf<S extends Shape> = KnownSizes<S> extends true ? Product<S> : number;

type Before<
  S extends Shape,
  Start extends number,
  End extends number,
  Head extends Shape = [],
> = Head["length"] extends Start
  ? Inside<S, End, Head>
  : S extends readonly [infer Size extends number, ...infer Rest extends Shape]
    ? Before<Rest, Start, End, [...Head, Size]>
    : never;
type Inside<S extends Shape, End extends number, Head extends Shape, Run extends Shape = []> = S extends readonly [
  infer Size extends number,
  ...infer Rest extends Shape,
]
  ? [...Head, ...Run]["length"] extends End
    ? [...Head, ProductOf<[...Run, Size]>, ...Rest]
    : Inside<Rest, End, Head, [...Run, Size]>
  : never;

export type FlattenCheck<S extends Shape, Start extends number, End extends number> = S extends readonly []
  ? unknown
  : AxisCheck<"flatten", Start, S> extends infer Check
    ? Check extends ShapeError<string>
      ? Check
      : AxisCheck<"flatten", End, S> extends ShapeError<string>
        ? AxisCheck<"flatten", End, S>
        : [Flatten<S, Start, End>] extends [never]
          ? ShapeError<`flatten: axis ${Start} comes after axis ${End} in ${Show<S>}`>
          : unknown
    : never;

// unflatten

/** One axis as several, one of which may be -1. */
export type Unflatten<S extends Shape, Axis extends number, Sizes extends Shape> = Replace<
  S,
  Axis,
  Reshape<[SizeAt<S, Axis>], Sizes>
>;
export type UnflattenCheck<S extends Shape, Axis extends number, Sizes extends Shape> =
  ReshapeCheck<[SizeAt<S, Axis>], Sizes> extends ShapeError<string>
    ? ShapeError<`unflatten: axis ${Normalize<Axis, S>} of ${Show<S>} is not ${Show<Sizes>}`>
    : unknown;

// squeeze

/** Without the axes that are named, or without all of size 1. */
export type Squeeze<S extends Shape, A extends Axes> = A extends null | undefined ? WithoutOnes<S> : Reduce<S, A>;
type WithoutOnes<S extends Shape, Done extends Shape = []> = S extends readonly [
  infer Size extends number,
  ...infer Rest extends Shape,
]
  ? number extends Size
    ? Shape
    : WithoutOnes<Rest, Size extends 1 ? Done : [...Done, Size]>
  : number extends S["length"]
    ? Shape
    : Done;

/** `unknown` where the axes are there and may be of size 1. */
export type SqueezeCheck<S extends Shape, A extends Axes> =
  AxesCheck<"squeeze", A, S> extends ShapeError<string>
    ? AxesCheck<"squeeze", A, S>
    : A extends number
      ? OnesCheck<S, [A]>
      : A extends readonly number[]
        ? OnesCheck<S, A>
        : unknown;
type OnesCheck<S extends Shape, List extends readonly number[]> = List extends readonly [
  infer Axis extends number,
  ...infer Rest extends readonly number[],
]
  ? 1 extends SizeAt<S, Axis>
    ? OnesCheck<S, Rest>
    : ShapeError<`squeeze: axis ${Normalize<Axis, S>} of ${Show<S>} is not of size 1`>
  : unknown;

// unsqueeze

/** With new axes of size 1 at these places of the result. */
export type Unsqueeze<S extends Shape, A extends number | readonly number[]> = A extends number
  ? Insert<S, A, 1>
  : A extends readonly number[]
    ? number extends S["length"] | A["length"]
      ? Shape
      : UnknownSizes<[...S, ...A]>
    : never;
export type UnsqueezeCheck<S extends Shape, A extends number | readonly number[]> = A extends number
  ? InsertCheck<"unsqueeze", S, A>
  : unknown;
