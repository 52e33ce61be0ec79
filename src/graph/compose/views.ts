// Movement with the conveniences of tensor methods: −1, negative axes, indexing.
import { AxisError, ShapeError } from "../../errors.ts";
import { checkShape, normalizeAxis, type Shape, show, sizeOf, stridesOf } from "../../shape.ts";
import { Flag, isRealized, type Node, type Storage } from "../node.ts";
import { expand, permute, reshape, shrink } from "../ops/movement.ts";
import { slice as storedSlice } from "../ops/source.ts";

/** One size may be −1: what the others leave. */
export function reshapeTo(x: Node, to: Shape): Node {
  const from = x.type.shape;
  const open = to.indexOf(-1);
  if (open < 0) return reshape(x, checkShape("reshape", to));
  if (to.indexOf(-1, open + 1) >= 0) throw new ShapeError(`reshape: only one size can be -1, not as in ${show(to)}`);
  const rest = to.reduce((n, d) => (d === -1 ? n : n * d), 1);
  if (rest === 0 || x.type.size % rest !== 0)
    throw new ShapeError(`reshape: ${show(from)} (${sizeOf(from)} elements) does not fit ${show(to)}`);
  return reshape(
    x,
    to.map((d) => (d === -1 ? x.type.size / rest : d)),
  );
}

/** −1 keeps a size. */
export function expandTo(x: Node, to: Shape): Node {
  const { shape } = x.type;
  const lead = to.length - shape.length;
  return expand(
    x,
    checkShape(
      "expand",
      to.map((d, i) => (d === -1 && i >= lead ? shape[i - lead]! : d)),
    ),
  );
}

export function permuteBy(x: Node, order: readonly number[]): Node {
  const { shape } = x.type;
  return permute(
    x,
    order.map((axis) => normalizeAxis("permute", axis, shape.length, shape)),
  );
}

/** Swaps two axes, the last two by default. */
export function transpose(x: Node, a = -2, b = -1): Node {
  const { shape } = x.type;
  if (shape.length < 2 && a === -2 && b === -1)
    throw new ShapeError(`transpose: ${show(shape)} has fewer than two axes`);
  const from = normalizeAxis("transpose", a, shape.length, shape);
  const to = normalizeAxis("transpose", b, shape.length, shape);
  return permute(
    x,
    shape.map((_, i) => (i === from ? to : i === to ? from : i)),
  );
}

/** Elements `start` to `end` (exclusive) of one axis. Of a stored tensor along axis 0 the offset is bound when a run starts. */
export function slice(x: Node, start: number, end: number, axis: number): Node {
  const { shape } = x.type;
  axis = normalizeAxis("slice", axis, shape.length, shape);
  if (!Number.isInteger(start) || !Number.isInteger(end) || start < 0 || end > shape[axis]! || start > end)
    throw new AxisError(`slice: ${start} … ${end} is not a range within axis ${axis} of ${show(shape)}`);
  const isStored = isRealized(x) && (x.flags & Flag.tracked) === 0 && !(x.data as Storage).mutable;
  if (isStored && axis === 0) return storedSlice(x, [end - start, ...shape.slice(1)], start * stridesOf(shape)[0]!);
  return shrink(
    x,
    shape.flatMap((d, i) => (i === axis ? [start, d - end] : [0, 0])),
  );
}

/** One element of the first axis; negative counts from the end. */
export function at(x: Node, index: number): Node {
  const { shape } = x.type;
  if (shape.length === 0) throw new AxisError("at: a 0-d tensor has no axis to index");
  const size = shape[0]!;
  if (!Number.isInteger(index) || index < -size || index >= size)
    throw new AxisError(`at: index ${index} is out of range for axis 0 of ${show(shape)}`);
  const i = index < 0 ? index + size : index;
  return reshape(slice(x, i, i + 1, 0), shape.slice(1));
}
