// Diagonals of matrices, and what is above or below them.
import { AxisError, ShapeError } from "../../errors.ts";
import { call, formula } from "../../ir/formula.ts";
import { normalizeAxis, show } from "../../shape.ts";
import type { Node } from "../node.ts";
import { map, named } from "../ops/map.ts";
import { pad, reshape, shrink } from "../ops/movement.ts";
import { coordinate, number, numberLike } from "../ops/source.ts";
import { movedim } from "./views.ts";

/** Low and high amounts for the last two axes. */
const lastTwo = (x: Node, rows: readonly [number, number], columns: readonly [number, number]): number[] => [
  ...x.type.shape.slice(2).flatMap(() => [0, 0]),
  ...rows,
  ...columns,
];

/** The elements [i, i + offset] of two axes, as a new last axis. */
export function diagonal(x: Node, offset: number, axis1: number, axis2: number): Node {
  const { shape } = x.type;
  const [a, b] = [axis1, axis2].map((axis) => normalizeAxis("diagonal", axis, shape.length, shape)) as [number, number];
  if (a === b) throw new AxisError(`diagonal: two different axes are needed, not ${axis1} and ${axis2}`);
  if (!Number.isInteger(offset)) throw new AxisError(`diagonal: the offset is a whole number, not ${offset}`);
  const matrices = movedim(x, [a, b], [-2, -1]);
  const [rows, columns] = [shape[a]! - Math.max(0, -offset), shape[b]! - Math.max(0, offset)];
  const size = Math.max(0, Math.min(rows, columns));
  const batch = matrices.type.shape.slice(0, -2);
  if (size === 0) {
    const all = shape[a]! * shape[b]!;
    return shrink(reshape(matrices, [...batch, all]), [...batch.flatMap(() => [0, 0]), 0, all]);
  }
  const [down, right] = [Math.max(0, -offset), Math.max(0, offset)];
  const square = shrink(matrices, lastTwo(x, [down, rows - size], [right, columns - size]));
  // one more in every row: diagonals are columns
  const longer = pad(reshape(square, [...batch, size * size]), [...batch.flatMap(() => [0, 0]), 0, size]);
  const skewed = reshape(longer, [...batch, size, size + 1]);
  return reshape(shrink(skewed, lastTwo(skewed, [0, 0], [0, size])), [...batch, size]);
}

/** The adjoint: matrices with the last axis on a diagonal, and zeros. */
export function fromDiagonal(x: Node, offset: number): Node {
  const { shape } = x.type;
  const [batch, size] = [shape.slice(0, -1), shape.at(-1)!];
  const column = reshape(x, [...batch, size, 1]);
  const skewed = pad(column, lastTwo(column, [0, 0], [0, size]));
  const flat = reshape(skewed, [...batch, size * (size + 1)]);
  const square = reshape(shrink(flat, [...batch.flatMap(() => [0, 0]), 0, size]), [...batch, size, size]);
  const [down, right] = [Math.max(0, -offset), Math.max(0, offset)];
  return pad(square, lastTwo(square, [down, right], [right, down]));
}

/** A vector as the diagonal of a matrix; of a matrix its diagonal. */
export function diag(x: Node, offset: number): Node {
  const { shape } = x.type;
  if (shape.length === 1) return fromDiagonal(x, offset);
  if (shape.length === 2) return diagonal(x, offset, 0, 1);
  throw new ShapeError(`diag: ${show(shape)} is neither a vector nor a matrix; use diagonal`);
}

const lower = named(
  "tril",
  formula((row, column, offset, x, zero) => call("where", call("le", call("sub", column, row), offset), x, zero)),
);
const upper = named(
  "triu",
  formula((row, column, offset, x, zero) => call("where", call("ge", call("sub", column, row), offset), x, zero)),
);
const triangle = (op: "tril" | "triu") => (x: Node, offset: number) => {
  const { shape, place } = x.type;
  if (shape.length < 2) throw new ShapeError(`${op}: ${show(shape)} has fewer than two axes`);
  const [rows, columns] = shape.slice(-2) as [number, number];
  return map(
    op === "tril" ? lower : upper,
    coordinate(place, [rows, 1], 0),
    coordinate(place, [1, columns], 1),
    number(offset, "int32", place),
    x,
    numberLike(0, x),
  );
};
/** Zeros above the diagonal that is `offset` to the right of the main one. */
export const tril = triangle("tril");
/** Zeros below it. */
export const triu = triangle("triu");
