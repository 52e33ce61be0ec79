// Counting, spread and length over some axes, made of folds and maps. Axes stay with size 1.
import { call, type Formula, formula, type Term } from "../../ir/formula.ts";
import { mul, sub, where } from "../../ir/scalar.ts";
import { sizeOf } from "../../shape.ts";
import type { Node } from "../node.ts";
import { map, named } from "../ops/map.ts";
import { bitsOf, fold } from "../ops/reduce.ts";
import { numberLike } from "../ops/source.ts";
import { cast, toFloat } from "./elementwise.ts";
import { mean } from "./reductions.ts";

type Axes = readonly number[];
const sum = (x: Node, axes: Axes): Node => fold("sum", x, bitsOf(axes));

const isNonzero = formula((x) => call("int32", call("ne", x, 0)));
const isZero = formula((x) => call("int32", call("eq", x, 0)));
const none = formula((count) => call("eq", count, 0));
const some = formula((count) => call("ne", count, 0));
/** How many elements are not 0, int32. */
export const countNonzero = (x: Node, axes: Axes): Node => sum(map(isNonzero, x), axes);
/** Whether any element is not 0; false of nothing. */
export const any = (x: Node, axes: Axes): Node => map(some, countNonzero(x, axes));
/** Whether no element is 0; true of nothing. */
export const all = (x: Node, axes: Axes): Node => map(none, sum(map(isZero, x), axes));

const zeroForNaN = formula((x) => where(call("isNaN", x), 0, x));
const isNumber = formula((x) => call("int32", call("eq", x, x)));
const quotient = formula((x, by) => call("div", x, by));
/** The sum of what is not NaN. */
export const nanSum = (x: Node, axes: Axes): Node => sum(map(zeroForNaN, x), axes);
/** The mean of what is not NaN. */
export function nanMean(x: Node, axes: Axes): Node {
  x = toFloat(x);
  return map(quotient, nanSum(x, axes), sum(map(isNumber, x), axes));
}

/** A function with a value of its own at 0, and slope 0 there instead of an infinite one. */
const apartFromZero = (x: Formula, atZero: Term, f: (x: Formula) => Formula): Formula =>
  where(call("eq", x, 0), atZero, f(where(call("eq", x, 0), 1, x)));

const squaredDistance = formula((x, center) => call("square", sub(x, center)));
const scaled = formula((x, by) => mul(x, by));
const root = formula((x) => apartFromZero(x, 0, (y) => call("sqrt", y)));
named("sqrt", root);
/** Squared distances from the mean (found first: nothing cancels), summed and divided by n − correction; NaN where that is nothing. */
export function variance(x: Node, axes: Axes, correction: number): Node {
  x = toFloat(x);
  const count = sizeOf(axes.map((axis) => x.type.shape[axis]!));
  const squares = sum(map(squaredDistance, x, mean(x, axes)), axes);
  return map(scaled, squares, numberLike(1 / Math.max(0, count - correction), x));
}
/** The root of the variance; the gradient is 0 where all elements are equal. */
export const standardDeviation = (x: Node, axes: Axes, correction: number): Node =>
  map(root, variance(x, axes, correction));

const size = formula((x) => call("abs", x));
const square = formula((x) => call("square", x));
const power = formula((x, p, ofZero) => apartFromZero(x, ofZero, (y) => call("pow", call("abs", y), p)));
const powerRoot = formula((x, p) => apartFromZero(x, 0, (y) => call("pow", y, p)));
/** (Σ |x|ᵖ)^(1/p); p may be ±∞ (the largest, the smallest), or 0 (how many are not 0). Slope 0 where it has none. */
export function norm(x: Node, p: number, axes: Axes): Node {
  x = toFloat(x);
  if (p === 0) return cast(countNonzero(x, axes), x.type.dtype);
  if (Math.abs(p) === Infinity) return fold(p > 0 ? "max" : "min", map(size, x), bitsOf(axes));
  if (p === 1) return sum(map(size, x), axes);
  if (p === 2) return map(root, sum(map(square, x), axes));
  const powers = map(power, x, numberLike(p, x), numberLike(p > 0 ? 0 : Infinity, x));
  return map(powerRoot, sum(powers, axes), numberLike(1 / p, x));
}
