// Shapes at run time: lists of sizes, row major. The same rules, as types, are in types/.
import { AxisError, ShapeError } from "./errors.ts";

export type Shape = readonly number[];

export const show = (shape: Shape): string => `[${shape.join(", ")}]`;

/** The number of elements. */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (let i = 0; i < shape.length; i++) size *= shape[i]!;
  return size;
}

export function sameShape(a: Shape, b: Shape): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Elements to step over for one more along each axis of a row-major array. */
export function stridesOf(shape: Shape): number[] {
  const strides: number[] = [];
  for (let i = shape.length - 1, step = 1; i >= 0; step *= shape[i--]!) strides[i] = step;
  return strides;
}

/** Aligns shapes at the right and stretches axes of size 1, as NumPy does. */
export function broadcast(op: string, ...shapes: Shape[]): number[] {
  const rank = Math.max(...shapes.map((s) => s.length));
  return Array.from({ length: rank }, (_, i) => {
    let size = 1;
    for (const shape of shapes) {
      const d = shape[i - rank + shape.length] ?? 1;
      if (d === 1 || d === size) continue;
      if (size !== 1)
        throw new ShapeError(
          `${op}: cannot broadcast ${shapes.map(show).join(" with ")}: sizes ${size} and ${d} at axis ${i - rank}`,
        );
      size = d;
    }
    return size;
  });
}

/** One axis, counted from the end where negative. */
export function normalizeAxis(op: string, axis: number, rank: number): number {
  if (!Number.isInteger(axis) || axis < -rank || axis >= rank)
    throw new AxisError(
      `${op}: axis ${axis} is out of range for ${rank === 0 ? "a 0-d tensor" : `${rank} axes (${-rank} … ${rank - 1})`}`,
    );
  return axis < 0 ? axis + rank : axis;
}

/** Axes as a sorted list without repeats; null and undefined mean all of them. */
export function normalizeAxes(op: string, axes: number | readonly number[] | null | undefined, rank: number): number[] {
  if (axes === undefined || axes === null) return Array.from({ length: rank }, (_, i) => i);
  const list = (typeof axes === "number" ? [axes] : axes).map((axis) => normalizeAxis(op, axis, rank));
  if (new Set(list).size !== list.length) throw new AxisError(`${op}: axis repeated in ${show(list)}`);
  return list.sort((a, b) => a - b);
}

/** Checks a shape that a user gave. */
export function checkShape(op: string, shape: Shape): Shape {
  for (const d of shape)
    if (!Number.isInteger(d) || d < 0)
      throw new ShapeError(`${op}: ${show(shape)} is not a shape: sizes are whole numbers from 0`);
  if (sizeOf(shape) >= 2 ** 31)
    throw new ShapeError(`${op}: ${show(shape)} has ${sizeOf(shape)} elements; at most 2^31 - 1 are supported`);
  return shape;
}
