// Matrix products: [..., M, K] @ [..., K, N] is [..., M, N], and batch axes broadcast. As in NumPy a 1-d left operand is a
// row and a 1-d right operand a column, and that axis is gone from the result.
import type { Broadcast, BroadcastCheck } from "./broadcast.ts";
import type { Agree, Box, Shape, ShapeError, Show } from "./shape.ts";

type Vector = readonly [number];
type Matrices<Batch extends Shape, Rows extends number, Columns extends number> = readonly [...Batch, Rows, Columns];

/** The shape of A @ B if they fit ({@link MatMulCheck}); `Shape` where a rank is unknown. */
export type MatMul<A extends Shape, B extends Shape> =
  Box<A> extends Box<Vector>
    ? Box<B> extends Box<Vector>
      ? []
      : Box<B> extends Box<Matrices<infer Batch extends Shape, infer _K extends number, infer N extends number>>
        ? [...Batch, N]
        : Shape
    : Box<A> extends Box<Matrices<infer Left extends Shape, infer M extends number, infer _K extends number>>
      ? Box<B> extends Box<Vector>
        ? [...Left, M]
        : Box<B> extends Box<Matrices<infer Right extends Shape, infer _K extends number, infer N extends number>>
          ? [...Broadcast<Left, Right>, M, N]
          : Shape
      : Shape;

/** The axis of A that is summed over: its last. */
type InnerLeft<A extends Shape> =
  Box<A> extends Box<readonly [...infer _Rest extends Shape, infer K extends number]> ? K : number;
/** The axis of B that is summed over: the last but one of matrices, the only one of a vector. */
type InnerRight<B extends Shape> =
  Box<B> extends Box<Matrices<infer _Batch extends Shape, infer K extends number, infer _N extends number>>
    ? K
    : B extends readonly [infer K extends number]
      ? K
      : number;

/** The batch axes: all but the last two. */
type Batch<S extends Shape> =
  Box<S> extends Box<Matrices<infer Axes extends Shape, infer _M extends number, infer _N extends number>> ? Axes : [];

type ScalarError<
  A extends Shape,
  B extends Shape,
> = ShapeError<`matmul: a 0-d tensor has no axis to sum over, ${Show<A>} @ ${Show<B>}`>;

/** `unknown` where A @ B is possible, as far as the sizes are known. */
export type MatMulCheck<A extends Shape, B extends Shape> =
  Box<A> extends Box<readonly []>
    ? ScalarError<A, B>
    : Box<B> extends Box<readonly []>
      ? ScalarError<A, B>
      : Agree<InnerLeft<A>, InnerRight<B>> extends true
        ? BroadcastCheck<"matmul", Batch<A>, Batch<B>> extends ShapeError<string>
          ? ShapeError<`matmul: batch axes do not broadcast, ${Show<A>} @ ${Show<B>}`>
          : unknown
        : ShapeError<`matmul: inner sizes differ, ${Show<A>} @ ${Show<B>}`>;
