// What follows from the order of elements: sorting itself, the largest few, medians and quantiles. NaN counts as larger than
// all numbers, as in PyTorch.
import { ArgumentError } from "../../errors.ts";
import { call, formula } from "../../ir/formula.ts";
import { add, mul, sub, where } from "../../ir/scalar.ts";
import { sizeOf } from "../../shape.ts";
import type { Node } from "../node.ts";
import { indexLabel, takeAlong } from "../ops/gather.ts";
import { map, named } from "../ops/map.ts";
import { permute, reshape, shrinkAlong } from "../ops/movement.ts";
import { argsort } from "../ops/sort.ts";
import { number } from "../ops/source.ts";
import { toFloat } from "./elementwise.ts";

export interface Ordered {
  readonly values: Node;
  /** Where the values come from along the axis, int32. */
  readonly indices: Node;
}
const label = indexLabel("sort", "position");

/** All elements in order along an axis; equal ones stay as they are. */
export function sort(x: Node, axis: number, descending = false): Ordered {
  return picked(x, argsort(x, axis, descending), axis);
}
function picked(x: Node, indices: Node, axis: number): Ordered {
  const single = x.type.shape === indices.type.shape && x.type.shape[axis] === 1; // and at its place already
  return { values: single ? x : takeAlong(x, indices, axis, label), indices };
}

/** The k largest (or smallest) elements along an axis, in their order. */
export function topk(x: Node, k: number, axis: number, largest = true): Ordered {
  const size = x.type.shape[axis]!;
  if (!Number.isInteger(k) || k < 0 || k > size)
    throw new ArgumentError(`topk: k = ${k} is not a number of elements from 0 to ${size}, the size of axis ${axis}`);
  return picked(x, shrinkAlong(argsort(x, axis, largest), axis, 0, size - k), axis);
}

/** The k-th smallest element along an axis, counted from 1; the axis stays with size 1. */
export function kthvalue(x: Node, k: number, axis: number): Ordered {
  const size = x.type.shape[axis]!;
  if (!Number.isInteger(k) || k < 1 || k > size)
    throw new ArgumentError(`kthvalue: k = ${k} is not in 1 … ${size}, the size of axis ${axis}`);
  return picked(x, shrinkAlong(argsort(x, axis, false), axis, k - 1, size - k), axis);
}

const unlessNaN = named(
  "unless there is NaN",
  formula((last, value) => where(call("ne", last, last), last, value)),
);
const between = named(
  "between",
  formula((last, low, high, by) => where(call("ne", last, last), last, add(low, mul(by, sub(high, low))))),
);

/** Some axes as one at the end, sorted. */
function sorted(op: string, x: Node, axes: readonly number[]): { values: Node; size: number; shape: number[] } {
  const { shape } = x.type;
  const others = shape.map((_, i) => i).filter((i) => !axes.includes(i));
  const size = sizeOf(axes.map((i) => shape[i]!));
  if (size === 0) throw new ArgumentError(`${op}: there are no elements along the axes, so there is no ${op}`);
  const lead = others.map((i) => shape[i]!);
  const lines = reshape(permute(x, [...others, ...axes]), [...lead, size]);
  const { values } = sort(lines, lead.length);
  return { values, size, shape: shape.map((d, i) => (axes.includes(i) ? 1 : d)) };
}
const nth = (line: Node, i: number, size: number): Node =>
  shrinkAlong(line, line.type.shape.length - 1, i, size - 1 - i);

/** The middle element over some axes, the lower one of two, as in PyTorch; NaN where there is one. Axes stay with size 1. */
export function median(x: Node, axes: readonly number[]): Node {
  const { values, size, shape } = sorted("median", x, axes);
  return reshape(map(unlessNaN, nth(values, size - 1, size), nth(values, (size - 1) >> 1, size)), shape);
}

/** How a quantile between two elements is found. */
export type Interpolation = "linear" | "lower" | "higher" | "midpoint" | "nearest";
const weights: Record<Interpolation, (part: number, at: number) => number> = {
  linear: (part) => part,
  lower: () => 0,
  higher: (part) => Math.ceil(part),
  midpoint: (part) => Math.ceil(part) / 2,
  nearest: (part, at) => (part === 0.5 ? at % 2 : Math.round(part)), // halves to the even position
};

/** The value below which the part q of the elements over some axes lies. Axes stay with size 1. */
export function quantile(x: Node, q: number, axes: readonly number[], interpolation: Interpolation = "linear"): Node {
  if (!(q >= 0 && q <= 1)) throw new ArgumentError(`quantile: q = ${q} is not in 0 … 1`);
  const weight = weights[interpolation];
  if (weight === undefined)
    throw new ArgumentError(`quantile: interpolation '${interpolation}' is none of ${Object.keys(weights).join(", ")}`);
  const { values, size, shape } = sorted("quantile", toFloat(x), axes);
  const at = Math.floor(q * (size - 1));
  const by = number(weight(q * (size - 1) - at, at), values.type.dtype, x.type.place);
  const [low, high] = [nth(values, at, size), nth(values, Math.min(at + 1, size - 1), size)];
  return reshape(map(between, nth(values, size - 1, size), low, high, by), shape);
}
