// How far apart or how alike vectors are.
import { ShapeError } from "../../errors.ts";
import { call, formula } from "../../ir/formula.ts";
import { add, div, mul, sub } from "../../ir/scalar.ts";
import { show } from "../../shape.ts";
import type { Node } from "../node.ts";
import { map, named } from "../ops/map.ts";
import { reshape } from "../ops/movement.ts";
import { fold } from "../ops/reduce.ts";
import { numberLike } from "../ops/source.ts";
import { toFloat } from "./elementwise.ts";
import { norm } from "./statistics.ts";

const product = formula((a, b) => mul(a, b));
const cosine = named(
  "cosineSimilarity",
  formula((dot, a, b, least) => div(dot, mul(call("maximum", a, least), call("maximum", b, least)))),
);
const apart = formula((a, b, by) => add(sub(a, b), by));
const difference = formula((a, b) => sub(a, b));

/** a · b / (|a| |b|) along an axis, which stays with size 1; lengths are at least `least`. */
export function cosineSimilarity(a: Node, b: Node, axis: number, least: number): Node {
  [a, b] = [toFloat(a), toFloat(b)];
  const dot = fold("sum", map(product, a, b), 1 << axis);
  return map(cosine, dot, norm(a, 2, [axis]), norm(b, 2, [axis]), numberLike(least, a));
}

/** The length of a − b + ε along the last axis, which stays with size 1. */
export function pairwiseDistance(a: Node, b: Node, p: number, epsilon: number): Node {
  [a, b] = [toFloat(a), toFloat(b)];
  const distance = map(apart, a, b, numberLike(epsilon, a));
  return norm(distance, p, [distance.type.shape.length - 1]);
}

/** (…, n, d) and (…, m, d) give (…, n, m): how far each of the n points is from each of the m. */
export function cdist(a: Node, b: Node, p: number): Node {
  const [left, right] = [a.type.shape, b.type.shape];
  if (left.length < 2 || right.length < 2 || left.at(-1) !== right.at(-1))
    throw new ShapeError(
      `cdist: two lists of points of the same dimension are needed, not ${show(left)} and ${show(right)}`,
    );
  const rows = reshape(toFloat(a), [...left.slice(0, -1), 1, left.at(-1)!]);
  const columns = reshape(toFloat(b), [...right.slice(0, -2), 1, ...right.slice(-2)]);
  const distance = norm(map(difference, rows, columns), p, [Math.max(left.length, right.length)]);
  return reshape(distance, distance.type.shape.slice(0, -1));
}
