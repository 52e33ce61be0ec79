// Indexing by integers: `t.at(i)` is the i-th slice along the first axis.
import type { Box, Shape, ShapeError } from "./shape.ts";

/** The shape without its first axis. */
export type IndexAt<S extends Shape> =
  Box<S> extends Box<readonly [infer _Size extends number, ...infer Rest extends Shape]> ? Rest : Shape;

/** `unknown` where there is a first axis. */
export type IndexAtCheck<S extends Shape> = S extends readonly []
  ? ShapeError<"at: a 0-d tensor has no axis to index">
  : unknown;
