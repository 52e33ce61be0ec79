// Elements chosen by index tensors along one axis, and values put or added where index tensors say.
import { DTypeError, ShapeError } from "../../errors.ts";
import { call, formula } from "../../ir/formula.ts";
import { broadcast, normalizeAxis, type Shape, show } from "../../shape.ts";
import type { Node } from "../node.ts";
import { scatterAdd as addRows, checkIds, indexLabel, take as takeRows } from "../ops/gather.ts";
import { map, named } from "../ops/map.ts";
import { expand, pad, reshape, shrink } from "../ops/movement.ts";
import { coordinate } from "../ops/source.ts";
import { cast } from "./elementwise.ts";
import { movedim } from "./views.ts";

const labelOf = (op: string): number => indexLabel(op, "index");
const sum = formula((a, b) => call("add", a, b));

/** The rows of an axis that `ids` names: the axes of `ids` in the place of that axis. */
export function take(op: string, x: Node, ids: Node, axis: number): Node {
  const { shape } = x.type;
  axis = normalizeAxis(op, axis, shape.length, shape);
  const taken = takeRows(movedim(x, axis, 0), ids, 0, labelOf(op)); // (picks…, rest…)
  const picks = ids.type.shape.map((_, i) => i);
  return movedim(
    taken,
    picks,
    picks.map((i) => i + axis),
  );
}

/** One element along an axis for each of `ids`, at the other coordinates of the id; `ids` may be smaller there. */
export function gather(op: string, x: Node, ids: Node, axis: number): Node {
  axis = normalizeAxis(op, axis, x.type.shape.length, x.type.shape);
  const table = cornerOf(op, x, ids, axis);
  const last = table.type.shape.length - 1;
  return movedim(takeRows(movedim(table, axis, -1), movedim(ids, axis, -1), last, labelOf(op)), -1, axis);
}

/** The same where x and `ids` broadcast outside the axis. */
export function takeAlong(x: Node, ids: Node, axis: number): Node {
  const { shape } = x.type;
  axis = normalizeAxis("takeAlong", axis, shape.length, shape);
  if (ids.type.shape.length !== shape.length)
    throw new ShapeError(`takeAlong: indices ${show(ids.type.shape)} need as many axes as ${show(shape)}`);
  const without = (s: Shape): number[] => s.with(axis, 1);
  const common = broadcast("takeAlong", without(shape), without(ids.type.shape));
  const [table, picks] = [x, ids].map((n) => expand(n, common.with(axis, n.type.shape[axis]!))) as [Node, Node];
  return gather("takeAlong", table, picks, axis);
}

/** Adds `values` to x where `ids` says along an axis. */
export function scatterAdd(x: Node, ids: Node, values: Node, axis: number): Node {
  const op = "scatterAdd";
  axis = normalizeAxis(op, axis, x.type.shape.length, x.type.shape);
  checkAddable(op, x);
  const corner = cornerOf(op, x, ids, axis).type.shape;
  const source = cast(cornerOf(op, values, ids, null), x.type.dtype);
  const last = corner.length - 1;
  const added = addRows(movedim(ids, axis, -1), movedim(source, axis, -1), corner[axis]!, last, labelOf(op));
  return map(sum, x, fill(movedim(added, -1, axis), x.type.shape));
}

/** Adds the rows of `values` to the rows of x that `ids` names. */
export function indexAdd(x: Node, ids: Node, values: Node, axis: number): Node {
  const op = "indexAdd";
  const { shape, dtype } = x.type;
  axis = normalizeAxis(op, axis, shape.length, shape);
  checkAddable(op, x);
  if (ids.type.shape.length !== 1) throw new ShapeError(`${op}: indices are 1-d, not ${show(ids.type.shape)}`);
  const wanted = shape.with(axis, ids.type.size);
  if (show(values.type.shape) !== show(wanted))
    throw new ShapeError(`${op}: values ${show(values.type.shape)} must be ${show(wanted)}`);
  checkIds(op, ids.type);
  const added = addRows(ids, movedim(cast(values, dtype), axis, 0), shape[axis]!, 0, labelOf(op));
  return map(sum, x, movedim(added, 0, axis));
}

/** Ids as they are, found to be in [0, size) when a run reads them. */
export const checked = (op: string, ids: Node, size: number): Node =>
  takeRows(coordinate(ids.type.place, [size], 0), ids, 0, labelOf(op));

function checkAddable(op: string, x: Node): void {
  if (x.type.dtype === "bool") throw new DTypeError(`${op}: bools are not added; cast with to("int32")`);
}

/** x without what is beyond the ids outside the axis (null: anywhere). */
function cornerOf(op: string, x: Node, ids: Node, axis: number | null): Node {
  const { shape } = x.type;
  const wanted = ids.type.shape;
  checkIds(op, ids.type);
  if (wanted.length !== shape.length || wanted.some((d, i) => i !== axis && d > shape[i]!))
    throw new ShapeError(
      `${op}: indices ${show(wanted)} do not fit ${show(shape)}: as many axes, and no size larger${axis === null ? "" : ` but that of axis ${axis}`}`,
    );
  return shrink(
    x,
    shape.flatMap((d, i) => [0, i === axis ? 0 : d - wanted[i]!]),
  );
}
/** Zeros behind x up to a larger shape. */
const fill = (x: Node, shape: Shape): Node =>
  pad(
    x,
    shape.flatMap((d, i) => [0, d - x.type.shape[i]!]),
  );

const isClass = named(
  "oneHot",
  formula((i, label) => call("float32", call("eq", i, label))),
);
/** 1 at the class and 0 elsewhere, along a new last axis. */
export function oneHot(x: Node, classes: number): Node {
  const { shape, place } = x.type;
  const index = coordinate(place, [...shape, classes], shape.length);
  return map(isClass, index, reshape(checked("oneHot", x, classes), [...shape, 1]));
}
