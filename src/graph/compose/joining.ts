// Tensors put side by side, and one tensor repeated.
import { ArgumentError, ShapeError } from "../../errors.ts";
import { call, formula } from "../../ir/formula.ts";
import { normalizeAxis, type Shape, show } from "../../shape.ts";
import type { Node } from "../node.ts";
import { map, named } from "../ops/map.ts";
import { expand, padAlong, reshape } from "../ops/movement.ts";
import { coordinate, number } from "../ops/source.ts";
import { select } from "./slicing.ts";
import { type AxesArgument, listOf, unsqueeze } from "./views.ts";

const before = named(
  "cat",
  formula((i, size, a, b) => call("where", call("lt", i, size), a, b)),
);

/** Two tensors one behind the other: each with zeros in the place of the other, of which one is chosen. */
function join(a: Node, b: Node, axis: number): Node {
  const [m, n] = [a.type.shape[axis]!, b.type.shape[axis]!];
  if (m === 0 || n === 0) return m === 0 ? b : a;
  const { place, shape } = a.type;
  const along = shape.map((_, i) => (i === axis ? m + n : 1));
  return map(
    before,
    coordinate(place, along, axis),
    number(m, "int32", place),
    padAlong(a, axis, 0, n),
    padAlong(b, axis, m, 0),
  );
}

/** A balanced tree of joins, so that a kernel that has become too large is cut into parts that are small. */
const joinAll = (list: readonly Node[], axis: number): Node =>
  list.length === 1
    ? list[0]!
    : join(joinAll(list.slice(0, list.length >> 1), axis), joinAll(list.slice(list.length >> 1), axis), axis);

/** Tensors one behind the other along an axis; all other sizes are equal. */
export function cat(op: string, list: readonly Node[], axis: number): Node {
  if (list.length === 0) throw new ArgumentError(`${op}: at least one tensor is needed`);
  const { shape } = list[0]!.type;
  axis = normalizeAxis(op, axis, shape.length, shape);
  for (const { type } of list)
    if (type.shape.length !== shape.length || type.shape.some((d, i) => i !== axis && d !== shape[i]))
      throw new ShapeError(`${op}: ${show(shape)} and ${show(type.shape)} differ outside axis ${axis}`);
  return joinAll(list, axis);
}

/** Tensors of one shape along a new axis. */
export function stack(op: string, list: readonly Node[], axis: number): Node {
  const first = list[0]?.type.shape ?? [];
  for (const { type } of list)
    if (show(type.shape) !== show(first))
      throw new ShapeError(`${op}: all shapes must be equal, not ${show(first)} and ${show(type.shape)}`);
  const place = normalizeAxis(op, axis, first.length + 1, [...first, 1]);
  return cat(
    op,
    list.map((x) => unsqueeze(x, place)),
    place,
  );
}

/** The whole tensor several times along its axes; missing axes and missing numbers are 1, at the left. */
export function tile(op: string, x: Node, times: readonly number[]): Node {
  if (times.some((n) => !Number.isInteger(n) || n < 0))
    throw new ShapeError(`${op}: [${times}] must be whole numbers from 0: how often along each axis`);
  const rank = Math.max(x.type.shape.length, times.length);
  const aligned = (list: Shape): number[] => [...new Array<number>(rank - list.length).fill(1), ...list];
  const [shape, counts] = [aligned(x.type.shape), aligned(times)];
  const rows = reshape(
    x,
    shape.flatMap((d) => [1, d]),
  );
  const copies = expand(
    rows,
    shape.flatMap((d, i) => [counts[i]!, d]),
  );
  return reshape(
    copies,
    shape.map((d, i) => d * counts[i]!),
  );
}

/** Every element `times` times in a row. */
export function repeatInterleave(x: Node, times: number, axis?: number): Node {
  if (!Number.isInteger(times) || times < 0)
    throw new ShapeError(`repeatInterleave: ${times} must be a whole number from 0`);
  if (axis === undefined) return repeatInterleave(reshape(x, [x.type.size]), times, 0);
  const { shape } = x.type;
  axis = normalizeAxis("repeatInterleave", axis, shape.length, shape);
  const [left, right] = [shape.slice(0, axis), shape.slice(axis + 1)];
  const copies = expand(reshape(x, [...left, shape[axis]!, 1, ...right]), [...left, shape[axis]!, times, ...right]);
  return reshape(copies, [...left, shape[axis]! * times, ...right]);
}

/** Elements moved along axes; what leaves at one end comes in at the other. Without axes over all elements, row by row. */
export function roll(x: Node, shifts: AxesArgument, axes?: AxesArgument): Node {
  const { shape } = x.type;
  if (axes === undefined) return reshape(roll(reshape(x, [x.type.size]), shifts, 0), shape);
  const by = listOf(shifts);
  if (by.length !== listOf(axes).length)
    throw new ArgumentError(`roll: ${by.length} shifts for ${listOf(axes).length} axes; one for each is needed`);
  return listOf(axes).reduce<Node>((rolled, given, i) => {
    const axis = normalizeAxis("roll", given, shape.length, shape);
    const [size, shift] = [shape[axis]!, by[i]!];
    if (!Number.isInteger(shift)) throw new ArgumentError(`roll: shifts are whole numbers, not ${shift}`);
    return size < 2 ? rolled : cyclic(rolled, axis, size - (((shift % size) + size) % size), size);
  }, x);
}

/** `count` elements from `start` of an axis that begins anew where it ends. */
export function cyclic(x: Node, axis: number, start: number, count: number): Node {
  const { shape } = x.type;
  const size = shape[axis]!;
  if (start % size === 0 && count === size) return x;
  const laps = shape.map((_, i) => (i === axis ? Math.ceil((start + count) / size) : 1));
  return select(tile("roll", x, laps), axis, { first: start, count, step: 1 });
}
