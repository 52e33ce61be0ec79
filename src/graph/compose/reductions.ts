// Reductions that are made of folds and maps.

import { call, formula } from "../../ir/formula.ts";
import { type Node, untracked } from "../node.ts";
import { map, named } from "../ops/map.ts";
import { reshape } from "../ops/movement.ts";
import { bitsOf, fold } from "../ops/reduce.ts";
import { coordinate, number, numberLike } from "../ops/source.ts";
import { toFloat } from "./elementwise.ts";

const product = formula((x, by) => call("mul", x, by));
const difference = formula((x, y) => call("sub", x, y));
const quotient = formula((x, y) => call("div", x, y));
const shiftedExp = formula((x, shift) => call("exp", call("sub", x, shift)));
const plusLog = formula((m, s) => call("add", m, call("log", s)));
const minusPicked = formula((shift, s, picked) => call("sub", call("add", shift, call("log", s)), picked));
const orZero = formula((m) => call("where", call("isFinite", m), m, 0));
const firstOf = formula((x, extreme, i, none) =>
  call("where", call("or", call("eq", x, extreme), call("isNaN", x)), i, none),
);
named("exp", shiftedExp);
named("logSumExp", plusLog);
named("cross entropy", minusPicked);
named("position", firstOf);

/** The mean over some axes; NaN of nothing. */
export function mean(x: Node, axes: readonly number[]): Node {
  x = toFloat(x);
  const count = axes.reduce((n, axis) => n * x.type.shape[axis]!, 1);
  return map(product, fold("sum", x, bitsOf(axes)), numberLike(1 / count, x));
}

/** The largest elements as constants, 0 where they are infinite: what is subtracted before exp. Its gradient cancels. */
const peak = (x: Node, axes: number): Node => untracked(() => map(orZero, fold("max", x, axes)));

/** log Σ exp x, stable for elements of any size. */
export function logSumExp(x: Node, axes: readonly number[]): Node {
  x = toFloat(x);
  const bits = bitsOf(axes);
  const shift = peak(x, bits);
  return map(plusLog, shift, fold("sum", map(shiftedExp, x, shift), bits));
}

/** log Σ exp logits − logits[label] along the last axis, which stays with size 1; `picked` is logits[label]. */
export function crossEntropy(logits: Node, picked: Node): Node {
  const axis = 1 << (logits.type.shape.length - 1);
  const shift = peak(logits, axis);
  return map(
    minusPicked,
    shift,
    fold("sum", map(shiftedExp, logits, shift), axis),
    reshape(picked, [...picked.type.shape, 1]),
  );
}

export function softmax(x: Node, axis: number): Node {
  x = toFloat(x);
  const e = map(shiftedExp, x, peak(x, 1 << axis));
  return map(quotient, e, fold("sum", e, 1 << axis));
}

export const logSoftmax = (x: Node, axis: number): Node => map(difference, toFloat(x), logSumExp(x, [axis]));

/** The first index of the largest (or smallest) element along an axis, int32; of the first NaN where there is one. */
export function position(extreme: "max" | "min", x: Node, axis: number): Node {
  return untracked(() => {
    const { shape, place } = x.type;
    const last = number(shape[axis]! - 1, "int32", place);
    return fold("min", map(firstOf, x, fold(extreme, x, 1 << axis), coordinate(place, shape, axis), last), 1 << axis);
  });
}
