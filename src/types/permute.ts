// Axes in another order: permute and transpose.
import type { AxisCheck, Normalize, NormalizeAll, Positions } from "./axes.ts";
import type { Box, Shape, ShapeError, Show, UnknownSizes } from "./shape.ts";

/** Axis i of the result is axis Order[i] of S. */
export type Permute<S extends Shape, Order extends readonly number[]> = {
  -readonly [I in keyof Order]: S[Normalize<Order[I], S>];
};

/** `unknown` where Order names every axis of S once. */
export type PermuteCheck<S extends Shape, Order extends readonly number[]> = number extends S["length"] | Order[number]
  ? unknown
  : number extends Order["length"]
    ? unknown
    : [Order["length"], Positions<S>] extends [S["length"], NormalizeAll<Order, S>[number]]
      ? unknown
      : ShapeError<`permute: ${Show<Order>} is not an order of the axes of ${Show<S>}`>;

/** The last two axes swapped. */
export type Transpose<S extends Shape> =
  Box<S> extends Box<readonly [...infer Batch extends Shape, infer M extends number, infer N extends number]>
    ? [...Batch, N, M]
    : Shape;

/** `unknown` where S has two axes to swap. */
export type TransposeCheck<S extends Shape> = S extends readonly [] | readonly [number]
  ? ShapeError<`transpose: ${Show<S>} has fewer than two axes`>
  : unknown;

/** Axes A and B swapped. */
export type TransposeAxes<S extends Shape, A extends number, B extends number> = number extends S["length"]
  ? Shape
  : number extends A | B
    ? UnknownSizes<S>
    : Swap<S, Normalize<A, S>, Normalize<B, S>>;
type Swap<S extends Shape, A extends number, B extends number> = {
  -readonly [Axis in keyof S]: Axis extends `${A}` ? S[B] : Axis extends `${B}` ? S[A] : S[Axis];
};

export type TransposeAxesCheck<S extends Shape, A extends number, B extends number> =
  AxisCheck<"transpose", A, S> extends infer Check
    ? Check extends ShapeError<string>
      ? Check
      : AxisCheck<"transpose", B, S>
    : never;
