// Views as numbers: which shape, strides and offset show the same memory otherwise. Nothing is copied.
import { ShapeError } from "../../errors.ts";
import { normalizeAxes, type Shape, show, sizeOf, stridesOf } from "../../shape.ts";
import { type Index, rangesOf } from "./indices.ts";

/** The element at (i, j, …) is at `offset` + i · strides[0] + j · strides[1] + … in the memory. */
export interface Geometry {
  readonly shape: Shape;
  readonly strides: readonly number[];
  readonly offset: number;
}

/** The same elements, row by row; one size may be −1. */
export function reshaped(a: Geometry, isCompact: boolean, shape: Shape): Geometry {
  const size = sizeOf(a.shape);
  const known = shape.reduce((n, d) => (d === -1 ? n : n * d), 1);
  const sizes = shape.map((d) => (d === -1 ? size / known : d));
  if (sizes.some((d) => !Number.isInteger(d)) || sizeOf(sizes) !== size)
    throw new ShapeError(`reshape: ${show(a.shape)} does not fill ${show(shape)}`);
  if (!isCompact) throw new ShapeError("reshape: the array is not compact; call compact() first");
  return { shape: sizes, strides: stridesOf(sizes), offset: a.offset };
}

/** All axes in a new order. */
export function permuted({ shape, strides, offset }: Geometry, axes: readonly number[]): Geometry {
  if (axes.length !== shape.length) throw new ShapeError(`permute: ${axes.length} axes for shape ${show(shape)}`);
  normalizeAxes("permute", axes, shape.length, shape); // each once
  const order = axes.map((axis) => (axis < 0 ? axis + shape.length : axis));
  return { shape: order.map((axis) => shape[axis]!), strides: order.map((axis) => strides[axis]!), offset };
}

/** Axes of size 1, and new ones in front, repeated: their strides are 0. */
export function stretched(a: Geometry, shape: Shape): Geometry {
  const added = shape.length - a.shape.length;
  if (added < 0 || a.shape.some((d, axis) => d !== 1 && d !== shape[axis + added]))
    throw new ShapeError(`broadcastTo: ${show(a.shape)} does not broadcast to ${show(shape)}`);
  const strides = shape.map((_, i) => (i < added || a.shape[i - added] === 1 ? 0 : a.strides[i - added]!));
  return { shape, strides, offset: a.offset };
}

/** What indices name. */
export function partOf(op: string, { shape, strides, offset }: Geometry, indices: readonly Index[]): Geometry {
  const ranges = rangesOf(op, shape, indices);
  return {
    shape: ranges.map(({ count }) => count),
    strides: ranges.map(({ step }, axis) => step * strides[axis]!),
    offset: ranges.reduce((at, { start }, axis) => at + start * strides[axis]!, offset),
  };
}

/** Some axes backward. */
export function flipped({ shape, strides, offset }: Geometry, axes: number | readonly number[] | null): Geometry {
  const turned = normalizeAxes("flip", axes, shape.length, shape);
  return {
    shape,
    strides: strides.map((stride, axis) => (turned.includes(axis) ? -stride : stride)),
    offset: turned.reduce((at, axis) => at + Math.max(0, shape[axis]! - 1) * strides[axis]!, offset),
  };
}
