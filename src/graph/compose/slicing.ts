// Parts of a tensor along one axis, and their adjoint: a part put back among zeros.
import { AxisError, ShapeError } from "../../errors.ts";
import { type Positions, positionsOf, type Slice } from "../../range.ts";
import { normalizeAxis, type Shape, show, stridesOf } from "../../shape.ts";
import { Flag, isRealized, type Node, type Storage } from "../node.ts";
import { flip, padAlong, reshape, shrinkAlong } from "../ops/movement.ts";
import { slice as storedSlice } from "../ops/source.ts";

const backwards = ({ first, count, step }: Positions, size: number): Positions => ({
  first: size - 1 - first,
  count,
  step: -step,
});

/** `count` elements from `start`. Of a stored tensor along axis 0 the offset is bound when a run starts. */
function section(x: Node, axis: number, start: number, count: number): Node {
  const { shape } = x.type;
  if (count === shape[axis]) return x;
  const isStored = isRealized(x) && (x.flags & Flag.tracked) === 0 && !(x.data as Storage).mutable;
  if (isStored && axis === 0) return storedSlice(x, shape.with(0, count), start * stridesOf(shape)[0]!);
  return shrinkAlong(x, axis, start, shape[axis]! - start - count);
}

/** The elements at some positions of an axis. */
export function select(x: Node, axis: number, at: Positions): Node {
  const size = x.type.shape[axis]!;
  if (at.step < 0) return select(flip(x, [axis]), axis, backwards(at, size));
  const { first, count, step } = at;
  if (step === 1 || count <= 1) return section(x, axis, count === 0 ? 0 : first, count);
  // one row of `step` elements for each of them: their first column
  const extent = (count - 1) * step + 1;
  const rows = padAlong(section(x, axis, first, extent), axis, 0, step - 1);
  const { shape } = x.type;
  const columns = reshape(rows, shape.toSpliced(axis, 1, count, step));
  return reshape(shrinkAlong(columns, axis + 1, 0, step - 1), shape.with(axis, count));
}

/** The adjoint of {@link select}: an axis of `size` with x at the positions and zeros elsewhere. */
export function embed(x: Node, axis: number, at: Positions, size: number): Node {
  if (at.step < 0) return flip(embed(x, axis, backwards(at, size), size), [axis]);
  const { first, count, step } = at;
  if (count === 0) return padAlong(x, axis, 0, size);
  if (step === 1 || count === 1) return padAlong(x, axis, first, size - first - count);
  const { shape } = x.type;
  const extent = (count - 1) * step + 1;
  const columns = padAlong(reshape(x, shape.toSpliced(axis, 1, count, 1)), axis + 1, 0, step - 1);
  const rows = reshape(columns, shape.with(axis, count * step));
  return padAlong(shrinkAlong(rows, axis, 0, step - 1), axis, first, size - first - extent);
}

/** A range of one axis, as in NumPy: negative positions count from the end, what is beyond the axis is cut off. */
export function slice(x: Node, range: Slice, axis: number): Node {
  const { shape } = x.type;
  axis = normalizeAxis("slice", axis, shape.length, shape);
  return select(x, axis, positionsOf("slice", range, shape[axis]!));
}

/** `length` elements from `start`, all of which there must be. */
export function narrow(x: Node, axis: number, start: number, length: number): Node {
  const { shape } = x.type;
  axis = normalizeAxis("narrow", axis, shape.length, shape);
  const size = shape[axis]!;
  const first = start < 0 ? start + size : start;
  if (![start, length].every(Number.isInteger) || first < 0 || length < 0 || first + length > size)
    throw new AxisError(`narrow: ${length} elements from ${start} are not within axis ${axis} of ${show(shape)}`);
  return section(x, axis, first, length);
}

/** One position of an axis, which is left out; negative ones count from the end. */
export function at(op: string, x: Node, index: number, axis: number): Node {
  const { shape } = x.type;
  if (shape.length === 0) throw new AxisError(`${op}: a 0-d tensor has no axis to index`);
  axis = normalizeAxis(op, axis, shape.length, shape);
  const first = positionOf(op, index, axis, shape);
  return reshape(section(x, axis, first, 1), shape.toSpliced(axis, 1));
}

/** A position counted from the start. */
export function positionOf(op: string, index: number, axis: number, shape: Shape): number {
  const size = shape[axis]!;
  if (!Number.isInteger(index) || index < -size || index >= size)
    throw new AxisError(`${op}: index ${index} is out of range for axis ${axis} of ${show(shape)}`);
  return index < 0 ? index + size : index;
}

/** Consecutive parts of an axis. */
export function split(x: Node, sizes: readonly number[], axis: number): Node[] {
  const { shape } = x.type;
  if (sizes.some((d) => !Number.isInteger(d) || d < 0) || sizes.reduce((a, b) => a + b, 0) !== shape[axis])
    throw new ShapeError(`split: sizes ${show(sizes)} do not add up to axis ${axis} of ${show(shape)}`);
  let start = 0;
  return sizes.map((count) => section(x, axis, (start += count) - count, count));
}

/** The sizes of parts of an axis: all `each`, the last one what is left. */
export function partsOf(size: number, each: number): number[] {
  const count = Math.max(1, Math.ceil(size / each));
  return Array.from({ length: count }, (_, i) => Math.min(each, size - i * each));
}
