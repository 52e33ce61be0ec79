// Indexing by integers along one axis: one for all, or a tensor of them.

import type { Resize } from "./axes.ts";
import type { Broadcast } from "./broadcast.ts";
import type { SizeAt } from "./edit.ts";
import type { Box, Shape, ShapeError } from "./shape.ts";

/** The shape without its first axis. */
export type IndexAt<S extends Shape> =
  Box<S> extends Box<readonly [infer _Size extends number, ...infer Rest extends Shape]> ? Rest : Shape;

/** `unknown` where there is a first axis. */
export type IndexAtCheck<S extends Shape> = S extends readonly []
  ? ShapeError<"at: a 0-d tensor has no axis to index">
  : unknown;

/** One element along an axis for each index; the other axes broadcast. */
export type TakeAlong<S extends Shape, Ids extends Shape, Axis extends number> =
  Broadcast<Resize<S, Axis, 1>, Resize<Ids, Axis, 1>> extends infer Common extends Shape
    ? Resize<Common, Axis, SizeAt<Ids, Axis>>
    : never;
