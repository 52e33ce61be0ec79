// Reading and writing at indices along an axis. Where two values are written to one place, the last one stays.
import { ShapeError } from "../../errors.ts";
import { call, formula } from "../../ir/formula.ts";
import { add, where } from "../../ir/scalar.ts";
import { broadcast, sameShape, show, sizeOf } from "../../shape.ts";
import type { Node } from "../node.ts";
import { indexLabel, scatterAdd, scatterAlong, take, takeAlong } from "../ops/gather.ts";
import { map, named } from "../ops/map.ts";
import { expand, moveAxis, pad, padAlong, reshape, shrink, shrinkAlong } from "../ops/movement.ts";
import { argsort } from "../ops/sort.ts";
import { coordinate, number } from "../ops/source.ts";
import { cast } from "./elementwise.ts";

/** The slices along an axis that `ids` names: (before…, size, after…) gives (before…, ids…, after…). */
export function takeAxis(x: Node, ids: Node, axis: number, label: number): Node {
  let rows = take(moveAxis(x, axis, 0), ids, 0, label); // (ids…, before…, after…)
  const picks = ids.type.shape.length;
  for (let i = 0; i < axis; i++) rows = moveAxis(rows, picks + i, i);
  return rows;
}

/** Checks indices along an axis: like x in rank, and not larger in the other axes. Returns what of x is beyond them. */
function beyond(op: string, x: Node, ids: Node, axis: number): number[] {
  const [p, q] = [x.type.shape, ids.type.shape];
  if (p.length !== q.length || p.some((d, i) => i !== axis && q[i]! > d))
    throw new ShapeError(
      `${op}: indices ${show(q)} do not fit ${show(p)}: they need as many axes, and no larger sizes but along axis ${axis}`,
    );
  return p.flatMap((d, i) => (i === axis ? [0, 0] : [0, d - q[i]!]));
}
function checkValues(op: string, ids: Node, values: Node): Node {
  if (values.type.shape.length > 0 && !sameShape(values.type.shape, ids.type.shape))
    throw new ShapeError(
      `${op}: values ${show(values.type.shape)} must have the shape of the indices, ${show(ids.type.shape)}`,
    );
  return expand(values, ids.type.shape);
}

const [addLabel, setLabel] = [indexLabel("scatterAdd", "index"), indexLabel("scatter", "index")];

/** x[…, ids[…], …] along one axis, all other coordinates being those of the index. */
export const gather = (op: string, x: Node, ids: Node, axis: number): Node =>
  takeAlong(shrink(x, beyond(op, x, ids, axis)), ids, axis, indexLabel(op, "index"));

/** The same where x and the indices broadcast outside the axis, as in NumPy. */
export function takeAlongAxis(x: Node, ids: Node, axis: number): Node {
  const op = "takeAlong";
  const [p, q] = [x.type.shape, ids.type.shape];
  if (p.length !== q.length) throw new ShapeError(`${op}: indices ${show(q)} need as many axes as ${show(p)}`);
  const common = broadcast(op, p.with(axis, 1), q.with(axis, 1));
  return takeAlong(
    expand(x, common.with(axis, p[axis]!)),
    expand(ids, common.with(axis, q[axis]!)),
    axis,
    indexLabel(op, "index"),
  );
}

const sum = formula((a, b) => add(a, b));
/** x with the slices of `values` added to those along an axis that `ids` (k) names. */
export function addRows(x: Node, ids: Node, values: Node, axis: number): Node {
  const { shape, dtype } = x.type;
  const wanted = shape.with(axis, ids.type.size);
  if (ids.type.shape.length !== 1) throw new ShapeError(`indexAdd: indices ${show(ids.type.shape)} must have one axis`);
  if (!sameShape(values.type.shape, wanted))
    throw new ShapeError(`indexAdd: values ${show(values.type.shape)} must be ${show(wanted)}`);
  const rows = moveAxis(cast(values, dtype), axis, 0);
  return map(sum, x, moveAxis(scatterAdd(ids, rows, shape[axis]!, 0, indexLabel("indexAdd", "index")), 0, axis));
}
/** x with values added at the indices along an axis. */
export function addAlong(x: Node, ids: Node, values: Node, axis: number): Node {
  const rest = beyond("scatterAdd", x, ids, axis);
  const each = cast(checkValues("scatterAdd", ids, values), x.type.dtype);
  return map(sum, x, pad(scatterAlong(ids, each, x.type.shape[axis]!, axis, addLabel), rest));
}

/** x with values in the place of those at the indices along an axis. */
export function setAlong(x: Node, ids: Node, values: Node, axis: number): Node {
  const rest = beyond("scatter", x, ids, axis);
  const last = x.type.shape.length - 1;
  const each = cast(checkValues("scatter", ids, values), x.type.dtype);
  const { there, value } = writes(
    moveAxis(ids, axis, last),
    moveAxis(each, axis, last),
    x.type.shape[axis]!,
    last,
    setLabel,
  );
  const whole = (n: Node): Node => pad(moveAxis(n, last, axis), rest);
  return map(replaced, whole(there), whole(value), x);
}

/** x (batch…, rows, rest…) with values (batch…, picks…, rest…) in the rows that `ids` (batch…, picks…) names. */
export function setRows(x: Node, ids: Node, values: Node, batch: number, label: number): Node {
  const { there, value } = writes(ids, cast(values, x.type.dtype), x.type.shape[batch]!, batch, label);
  return map(replaced, there, value, x);
}

const replaced = formula((there, value, x) => where(there, value, x));
const orNothing = formula((last, value) => where(last, value, 0));

/** What is written to each of some rows, and whether anything is: (batch…, rows, rest…) and (batch…, rows, 1…). */
function writes(ids: Node, values: Node, rows: number, batch: number, label: number): { there: Node; value: Node } {
  const picks = ids.type.shape.length;
  const lead = values.type.shape.slice(0, batch);
  const rest = values.type.shape.slice(picks);
  const count = sizeOf(ids.type.shape.slice(batch));
  const flat = reshape(ids, [...lead, count]);
  const stays = lastWrites(flat, batch);
  const besides = (n: Node): Node => reshape(n, [...n.type.shape, ...rest.map(() => 1)]);
  const each = cast(map(orNothing, besides(stays), reshape(values, [...lead, count, ...rest])), values.type.dtype);
  return {
    there: besides(cast(scatterAdd(flat, stays, rows, batch, label), "bool")),
    value: scatterAdd(flat, each, rows, batch, label),
  };
}

const isLast = named(
  "last of its kind",
  formula((id, next, at, last) => call("int32", call("or", call("ne", id, next), call("eq", at, last)))),
);
/** 1 where no later pick along an axis has the same index, int32: they are sorted, which keeps the order of equal ones. */
function lastWrites(ids: Node, axis: number): Node {
  const { shape, place } = ids.type;
  const count = shape[axis]!;
  if (count <= 1) return expand(number(1, "int32", place), shape);
  const order = argsort(ids, axis, false);
  const line = takeAlong(ids, order, axis, setLabel);
  const next = padAlong(shrinkAlong(line, axis, 1, 0), axis, 0, 1);
  const ends = map(isLast, line, next, coordinate(place, shape, axis), number(count - 1, "int32", place));
  return scatterAlong(order, ends, count, axis, setLabel);
}
