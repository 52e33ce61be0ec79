// Elements chosen by index tensors, and the adjoint, which adds to chosen elements in a fixed order: deterministic.
// Both have leading batch axes: table (batch…, rows, rest…), ids (batch…, picks…) → (batch…, picks…, rest…).

import { isFloat } from "../../dtype.ts";
import { DTypeError, ShapeError } from "../../errors.ts";
import { show } from "../../shape.ts";
import { type Node, node } from "../node.ts";
import { checkPlaces, defineOp } from "../op.ts";
import { type Ints, ints, type Type, withShape } from "../type.ts";
import { moveAxis } from "./movement.ts";

/** What index errors call the op and its indices, by number: `label` is part of the argument. */
const labels: { op: string; index: string }[] = [];
export function indexLabel(op: string, index: string): number {
  const known = labels.findIndex((l) => l.op === op && l.index === index);
  return known >= 0 ? known : labels.push({ op, index }) - 1;
}
export const labelOf = (n: Node): { op: string; index: string } => labels[(n.arg as Ints).list[1]!]!;

const batchOf = (n: Node): number => (n.arg as Ints).list[0]!;

/** Indices are integers. */
export function checkIds(op: string, ids: Type): void {
  if (isFloat(ids.dtype) || ids.dtype === "bool")
    throw new DTypeError(`${op}: indices must be integers, not ${ids.dtype}; cast with to("int32")`);
}

/** Argument: batch, label. */
export const takeOp = defineOp({
  name: "take",
  type: ({ list: [batch, label] }: Ints, table: Type, ids: Type) => {
    const op = labels[label!]!.op;
    checkPlaces(op, [table, ids]);
    checkIds(op, ids);
    if (ids.shape.length < batch! || ids.shape.some((d, i) => i < batch! && d !== table.shape[i]))
      throw new ShapeError(
        `${op}: indices ${show(ids.shape)} do not fit ${show(table.shape)}: the first ${batch} sizes must be equal`,
      );
    return withShape(table, [...ids.shape, ...table.shape.slice(batch! + 1)]);
  },
  gradient: (n, g, side) =>
    side === 0
      ? scatterAdd(n.src[1]!, g, n.src[0]!.type.shape[batchOf(n)]!, batchOf(n), (n.arg as Ints).list[1]!)
      : null,
  varies: true,
  reading: (n, side) => (side === 0 || n.type.size !== n.src[1]!.type.size ? "repeated" : "bijective"),
  emit: (n, at, guard, k) => {
    const [table, ids] = n.src as readonly [Node, Node];
    const picks = ids.type.shape.length;
    const batch = batchOf(n);
    const id = k.source(ids, at.slice(0, picks), guard);
    return k.source(
      table,
      [...at.slice(0, batch), k.lookUp(n, ids, id, table.type.shape[batch]!, guard), ...at.slice(picks)],
      guard,
    );
  },
});
export const take = (table: Node, ids: Node, batch: number, label: number): Node =>
  node(takeOp, ints([batch, label]), [table, ids]);

/** Argument: batch, label, rows. Sources: ids, values. Where nothing is picked beyond the batch it is element-wise. */
export const scatterOp = defineOp({
  name: "scatterAdd",
  type: ({ list: [batch, label, rows] }: Ints, ids: Type, values: Type) => {
    const op = labels[label!]!.op;
    checkPlaces(op, [ids, values]);
    checkIds(op, ids);
    return withShape(values, [...values.shape.slice(0, batch), rows!, ...values.shape.slice(ids.shape.length)]);
  },
  gradient: (n, g, side) => (side === 1 ? take(g, n.src[0]!, batchOf(n), (n.arg as Ints).list[1]!) : null),
  varies: true,
  reading: (n, side) => (elementwise(n) || side === 0 ? "repeated" : "bijective"),
  loops: (n) => (elementwise(n) ? "none" : "whole"),
  computes: () => true,
  emit: (n, at, guard, k) => {
    const [ids, values] = n.src as readonly [Node, Node];
    const batch = batchOf(n);
    const id = k.exprs.cast(k.source(ids, at.slice(0, batch), guard), "int32");
    const value = k.source(values, [...at.slice(0, batch), ...at.slice(batch + 1)], guard);
    const here = k.exprs.call("eq", "bool", [id, k.exprs.coordinate(at[batch]!)]);
    return k.exprs.call("where", value.dtype, [here, value, k.exprs.constant(0, value.dtype)]);
  },
  write: (n, k) => {
    const [ids, values] = n.src as readonly [Node, Node];
    const batch = batchOf(n);
    const picks = ids.type.shape.length;
    const at = k.axes(values.type.shape);
    const row = k.lookUp(n, ids, k.source(ids, at.slice(0, picks), null), n.type.shape[batch]!, null);
    k.store(n, [...at.slice(0, batch), row, ...at.slice(picks)], k.source(values, at, null), "add");
  },
  flops: (n) => (elementwise(n) ? 2 * n.type.size : n.src[1]!.type.size),
});
/** One pick for each point of the batch: every element of the result is one value or 0. */
const elementwise = (n: Node): boolean => n.src[0]!.type.shape.length === batchOf(n);
export const scatterAdd = (ids: Node, values: Node, rows: number, batch: number, label: number): Node =>
  node(scatterOp, ints([batch, label, rows]), [ids, values]);

/** The elements that `ids` names along one axis, all other coordinates being equal. Shapes differ in that axis only. */
export function takeAlong(x: Node, ids: Node, axis: number, label: number): Node {
  const last = x.type.shape.length - 1;
  return moveAxis(take(moveAxis(x, axis, last), moveAxis(ids, axis, last), last, label), last, axis);
}

/** The adjoint: adds each value where `ids` says along one axis, which becomes `size` long. */
export function scatterAlong(ids: Node, values: Node, size: number, axis: number, label: number): Node {
  const last = values.type.shape.length - 1;
  return moveAxis(scatterAdd(moveAxis(ids, axis, last), moveAxis(values, axis, last), size, last, label), last, axis);
}
