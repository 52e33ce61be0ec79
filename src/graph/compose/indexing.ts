// Indexing as in NumPy: the part of a tensor that numbers, ranges, new axes and index tensors name, all at once.
import { ArgumentError } from "../../errors.ts";
import { call, formula } from "../../ir/formula.ts";
import { broadcast, type Shape, sizeOf } from "../../shape.ts";
import { Node, Storage } from "../node.ts";
import { checkIds, indexLabel, take } from "../ops/gather.ts";
import { map, named } from "../ops/map.ts";
import { expand, permute, reshape } from "../ops/movement.ts";
import { leaf, number } from "../ops/source.ts";
import { type Place, typeOf } from "../type.ts";
import { checked } from "./classes.ts";
import { type IndexItem, type Picks, type Selection, selectionOf } from "./selection.ts";
import { positionOf, select } from "./slicing.ts";
import { movedim } from "./views.ts";

const label = indexLabel("get", "index");

/** The part of x that an index names. */
export function get(x: Node, items: readonly IndexItem[]): Node {
  if (items.some(isMask))
    throw new ArgumentError(
      "get: a mask names as many elements as it has trues, so the shape of the result would depend on data; use where(mask, x, 0), or set to replace what it names",
    );
  const { shape } = x.type;
  const selection = selectionOf("get", items, shape);
  const part = selection.ranges.reduce((p, range, axis) => select(p, axis, range), x);
  const kept = keptSizes(selection);
  if (selection.picks.length === 0) return reshape(part, kept);
  const { ids, rows } = tableOf("get", part, selection);
  const taken = reshape(take(rows, ids, 0, label), [...ids.type.shape, ...kept]); // (picks…, kept…)
  return placePicks(taken, ids.type.shape.length, selection.before);
}

export const isMask = (item: IndexItem): boolean => item instanceof Node && item.type.dtype === "bool";
export const keptSizes = ({ kept, ranges }: Selection): number[] =>
  kept.map((axis) => (axis === null ? 1 : ranges[axis]!.count));

const counting = (count: number, from = 0): number[] => Array.from({ length: count }, (_, i) => i + from);
/** The first `count` axes, those of the index tensors, behind `before` others; and back to the front. */
export const placePicks = (x: Node, count: number, before: number): Node =>
  movedim(x, counting(count), counting(count, before));
export const picksFirst = (x: Node, count: number, before: number): Node =>
  movedim(x, counting(count, before), counting(count));

/** A part as rows (rows, kept axes…) that index tensors choose from, their row numbers, and the way back. */
export function tableOf(op: string, part: Node, { picks, kept }: Selection) {
  const { shape, place } = part.type;
  const chosen = picks.map(({ axis }) => axis);
  const others = shape.map((_, i) => i).filter((i) => !chosen.includes(i));
  const order = [...chosen, ...others];
  const sizes = chosen.map((axis) => shape[axis]!);
  const front = order.every((axis, i) => axis === i) ? part : permute(part, order);
  const columns = kept.flatMap((axis) => (axis === null ? [] : [shape[axis]!]));
  const tensors = picks.map(({ axis, ids }) => resolved(op, ids, axis, shape, place));
  return {
    rows: reshape(front, [sizeOf(sizes), ...columns]),
    ids: rowNumbers(op, tensors, sizes),
    back: (rows: Node): Node =>
      permute(
        reshape(
          rows,
          order.map((axis) => shape[axis]!),
        ),
        shape.map((_, i) => order.indexOf(i)),
      ),
  };
}

const fromStart = named(
  "index",
  formula((i, size) =>
    call("where", call("and", call("lt", i, 0), call("le", 0, call("add", i, size))), call("add", i, size), i),
  ),
);
/** Positions along an axis as a tensor, counted from the start where they are in range. */
function resolved(op: string, ids: Picks, axis: number, shape: Shape, place: Place): Node {
  if (ids instanceof Node) {
    checkIds(op, ids.type);
    const { dtype } = ids.type;
    return dtype === "int32" ? map(fromStart, ids, number(shape[axis]!, dtype, place)) : ids;
  }
  const storage = new Storage(typeOf(place, "int32", [ids.length]));
  storage.host = Int32Array.from(ids, (i) => positionOf(op, i, axis, shape));
  return leaf(storage.type, storage);
}

const furtherAxis = formula((row, size, i) => call("add", call("mul", row, size), i));
/** The rows that positions along several axes name together. */
function rowNumbers(op: string, ids: readonly Node[], sizes: readonly number[]): Node {
  const shape = broadcast(op, ...ids.map((n) => n.type.shape));
  if (ids.length === 1) return ids[0]!;
  const rows = ids
    .map((n, i) => checked(op, n, sizes[i]!))
    .reduce((row, n, i) => map(furtherAxis, row, number(sizes[i]!, "int32", n.type.place), n));
  return expand(rows, shape);
}
