// Other sizes along axes: each new element is picked, or mixed of two neighbours. One axis after another.
import { ArgumentError } from "../../errors.ts";
import { call, formula } from "../../ir/formula.ts";
import { add, mul, sub } from "../../ir/scalar.ts";
import { type Node, untracked } from "../node.ts";
import { indexLabel } from "../ops/gather.ts";
import { map, named } from "../ops/map.ts";
import { expand, reshape } from "../ops/movement.ts";
import { coordinate, number } from "../ops/source.ts";
import { cast, toFloat } from "./elementwise.ts";
import { takeAxis } from "./gathering.ts";

const label = indexLabel("interpolate", "position");

const nearestOf = named(
  "nearest",
  formula((o, step, last) => call("minimum", call("int32", call("floor", mul(o, step))), last)),
);
/** Where element o lies between old ones: corners on corners, or edges on edges. */
const between = {
  corners: formula((o, step) => mul(o, step)),
  edges: named(
    "position",
    formula((o, step) => call("maximum", sub(mul(add(o, 0.5), step), 0.5), 0)),
  ),
};
const lower = named(
  "lower neighbour",
  formula((at, last) => call("minimum", call("int32", call("floor", at)), last)),
);
const upper = named(
  "upper neighbour",
  formula((low, last) => call("minimum", add(low, 1), last)),
);
const mixed = named(
  "mix",
  formula((low, high, at, from) => add(mul(low, sub(1, sub(at, from))), mul(high, sub(at, from)))),
);

export interface Resizing {
  readonly size: number;
  /** Old elements for each new one. */
  readonly step: number;
}

/** The nearest old element, rounded down. */
export function nearest(x: Node, axis: number, { size, step }: Resizing): Node {
  const { shape, place } = x.type;
  const n = shape[axis]!;
  if (size % n === 0 && step === n / size) {
    const times = size / n; // each one so many times: a view
    const apart = reshape(x, shape.toSpliced(axis, 1, n, 1));
    return reshape(expand(apart, shape.toSpliced(axis, 1, n, times)), shape.with(axis, size));
  }
  const o = cast(coordinate(place, [size], 0), "float32");
  const ids = map(nearestOf, o, number(step, "float32", place), number(n - 1, "int32", place));
  return takeAxis(x, ids, axis, label);
}

/** Between the two nearest old elements, by distance. */
export function linear(x: Node, axis: number, { size, step }: Resizing, alignCorners: boolean): Node {
  x = toFloat(x);
  const { shape, place, dtype } = x.type;
  const n = shape[axis]!;
  if (size === n && (alignCorners || step === 1)) return x;
  if (n === 0) throw new ArgumentError("interpolate: there is nothing to interpolate between");
  const { at, low, high } = untracked(() => {
    const o = cast(coordinate(place, [size], 0), dtype);
    const by = number(alignCorners ? (n - 1) / Math.max(1, size - 1) : step, dtype, place);
    const last = number(n - 1, "int32", place);
    const at = map(alignCorners ? between.corners : between.edges, o, by);
    const low = map(lower, at, last);
    return { at, low, high: map(upper, low, last) };
  });
  const along = (v: Node): Node => reshape(v, [size, ...shape.slice(axis + 1).map(() => 1)]);
  return map(mixed, takeAxis(x, low, axis, label), takeAxis(x, high, axis, label), along(at), along(low));
}
