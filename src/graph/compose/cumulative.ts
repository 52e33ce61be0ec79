// Sums, products and extremes of everything up to each element along an axis.
import { call, formula } from "../../ir/formula.ts";
import { where } from "../../ir/scalar.ts";
import type { Node } from "../node.ts";
import { map, named } from "../ops/map.ts";
import { padAlong, reshape, shrinkAlong } from "../ops/movement.ts";
import { lastPosition, scan } from "../ops/scan.ts";
import { coordinate } from "../ops/source.ts";

/** Lines from this length on are cut into blocks of this many elements where there are few lines: they run in parallel. */
const long = 1 << 16;
const block = 1 << 12;
const few = 16;

const joined = (join: string) =>
  named(
    `cumulative ${join}`,
    formula((within, before, row) => where(call("eq", row, 0), within, call(join, within, before))),
  );
const joins = { sum: joined("add"), prod: joined("mul") };

/** The sum or product of elements 0 … i along an axis. */
export function cumulative(name: "sum" | "prod", x: Node, axis: number): Node {
  const { shape, size, place } = x.type;
  const length = shape[axis]!;
  if (length < long || size / length >= few) return scan(name, x, axis);
  const rows = Math.ceil(length / block);
  const rest = rows * block - length;
  // (…, rows, block, …): each row by itself, then what the rows before it come to; zeros at the end reach nobody
  const cut = reshape(padAlong(x, axis, 0, rest), shape.toSpliced(axis, 1, rows, block));
  const within = scan(name, cut, axis + 1);
  const ends = shrinkAlong(shrinkAlong(within, axis + 1, block - 1, 0), axis, 0, 1);
  const before = padAlong(scan(name, ends, axis), axis, 1, 0);
  const row = coordinate(place, within.type.shape, axis);
  const whole = reshape(map(joins[name], within, before, row), shape.with(axis, rows * block));
  return shrinkAlong(whole, axis, 0, rest);
}

/** The largest or smallest of elements 0 … i along an axis, and where it is: at the last of equal ones. */
export function cumulativeExtreme(name: "max" | "min", x: Node, axis: number): { values: Node; indices: Node } {
  const values = scan(name, x, axis);
  return { values, indices: lastPosition(x, values, axis) };
}
