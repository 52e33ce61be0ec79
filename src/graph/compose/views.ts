// The same elements in another shape or order, with the conveniences of tensor methods: −1, negative axes, lists of axes.
import { AxisError, ShapeError } from "../../errors.ts";
import { checkShape, normalizeAxes, normalizeAxis, type Shape, show, sizeOf } from "../../shape.ts";
import type { Node } from "../node.ts";
import { expand, flip, permute, reshape } from "../ops/movement.ts";

export type AxesArgument = number | readonly number[];
export const listOf = (axes: AxesArgument): readonly number[] => (typeof axes === "number" ? [axes] : axes);

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

/** Axes `from` at the places `to`; the others keep their order around them. */
export function movedim(x: Node, from: AxesArgument, to: AxesArgument): Node {
  const { shape } = x.type;
  const [sources, places] = [from, to].map((axes) =>
    listOf(axes).map((axis) => normalizeAxis("movedim", axis, shape.length, shape)),
  ) as [number[], number[]];
  const distinct = (list: number[]): boolean => new Set(list).size === list.length;
  if (sources.length !== places.length || !distinct(sources) || !distinct(places))
    throw new AxisError(
      `movedim: [${listOf(from)}] to [${listOf(to)}]: as many places as axes are needed, all different`,
    );
  const order: number[] = [];
  places.forEach((place, i) => {
    order[place] = sources[i]!;
  });
  const others = shape.map((_, i) => i).filter((i) => !sources.includes(i));
  const full = shape.map((_, i) => order[i] ?? others.shift()!);
  return full.every((axis, i) => axis === i) ? x : permute(x, full);
}

/** Axes `start` to `end`, both included, as one. */
export function flatten(x: Node, start = 0, end = -1): Node {
  const { shape } = x.type;
  if (shape.length === 0) return reshape(x, [1]);
  const [from, to] = [start, end].map((axis) => normalizeAxis("flatten", axis, shape.length, shape)) as [
    number,
    number,
  ];
  if (from > to) throw new AxisError(`flatten: axis ${start} comes after axis ${end} in ${show(shape)}`);
  return reshape(x, [...shape.slice(0, from), sizeOf(shape.slice(from, to + 1)), ...shape.slice(to + 1)]);
}

/** One axis as several; one size may be −1. */
export function unflatten(x: Node, axis: number, sizes: Shape): Node {
  const { shape } = x.type;
  axis = normalizeAxis("unflatten", axis, shape.length, shape);
  const rest = sizes.reduce((n, d) => (d === -1 ? n : n * d), 1);
  const filled = sizes.map((d) => (d === -1 ? shape[axis]! / rest : d));
  if (sizeOf(filled) !== shape[axis] || !filled.every(Number.isInteger))
    throw new ShapeError(`unflatten: axis ${axis} of ${show(shape)} is not ${show(sizes)}`);
  return reshape(x, [...shape.slice(0, axis), ...filled, ...shape.slice(axis + 1)]);
}

/** Without axes of size 1: the ones named, or all of them. */
export function squeeze(x: Node, axes?: AxesArgument): Node {
  const { shape } = x.type;
  if (axes === undefined)
    return reshape(
      x,
      shape.filter((d) => d !== 1),
    );
  const list = normalizeAxes("squeeze", axes, shape.length, shape);
  for (const axis of list)
    if (shape[axis] !== 1) throw new ShapeError(`squeeze: axis ${axis} of ${show(shape)} is not of size 1`);
  return reshape(
    x,
    shape.filter((_, i) => !list.includes(i)),
  );
}

/** With new axes of size 1; `axes` are their places in the result. */
export function unsqueeze(x: Node, axes: AxesArgument): Node {
  const { shape } = x.type;
  const count = listOf(axes).length;
  const list = normalizeAxes("unsqueeze", axes, shape.length + count, [...shape, ...listOf(axes).map(() => 1)]);
  const others = [...shape];
  return reshape(
    x,
    Array.from({ length: shape.length + count }, (_, i) => (list.includes(i) ? 1 : others.shift()!)),
  );
}

/** Turns the plane of two axes by k right angles, from the first towards the second. */
export function rot90(x: Node, k: number, [a, b]: readonly [number, number]): Node {
  const { shape } = x.type;
  const [first, second] = [a, b].map((axis) => normalizeAxis("rot90", axis, shape.length, shape)) as [number, number];
  if (first === second) throw new AxisError(`rot90: two different axes are needed, not ${a} and ${b}`);
  if (!Number.isInteger(k)) throw new AxisError(`rot90: turns are whole numbers, not ${k}`);
  const turns = ((k % 4) + 4) % 4;
  if (turns === 0) return x;
  if (turns === 2) return flip(x, [first, second]);
  return turns === 1 ? transpose(flip(x, [second]), first, second) : flip(transpose(x, first, second), [second]);
}
