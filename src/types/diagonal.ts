// Diagonals of matrices.
import type { Add, Subtract } from "./arithmetic.ts";
import type { Reduce } from "./axes.ts";
import type { SizeAt } from "./edit.ts";
import type { Min } from "./range.ts";
import type { Shape, ShapeError, Show } from "./shape.ts";

type Left<Size extends number, Offset extends number> = [Subtract<Size, Offset>] extends [never]
  ? 0
  : Subtract<Size, Offset>;
/** The length of the diagonal that is `Offset` to the right, or below where it is negative. */
type Length<Rows extends number, Columns extends number, Offset extends number> = number extends Rows | Columns | Offset
  ? number
  : `${Offset}` extends `-${infer Down extends number}`
    ? Min<Left<Rows, Down>, Columns>
    : Min<Rows, Left<Columns, Offset>>;

/** A diagonal of two axes as a new last axis. */
export type Diagonal<S extends Shape, Offset extends number, A extends number, B extends number> = number extends
  | S["length"]
  | A
  | B
  ? Shape
  : [...Reduce<S, [A, B]>, Length<SizeAt<S, A>, SizeAt<S, B>, Offset>];

type Magnitude<N extends number> = `${N}` extends `-${infer Positive extends number}` ? Positive : N;
/** A matrix with a vector on a diagonal; of a matrix its diagonal. */
export type Diag<S extends Shape, Offset extends number> = S extends readonly [infer Size extends number]
  ? [Add<Size, Magnitude<Offset>>, Add<Size, Magnitude<Offset>>]
  : S extends readonly [infer Rows extends number, infer Columns extends number]
    ? [Length<Rows, Columns, Offset>]
    : Shape;
export type DiagCheck<S extends Shape> = number extends S["length"]
  ? unknown
  : S["length"] extends 1 | 2
    ? unknown
    : ShapeError<`diag: ${Show<S>} is neither a vector nor a matrix; use diagonal`>;
/** `unknown` where there are two axes. */
export type MatrixCheck<Op extends string, S extends Shape> = S extends readonly [] | readonly [number]
  ? ShapeError<`${Op}: ${Show<S>} has fewer than two axes`>
  : unknown;
