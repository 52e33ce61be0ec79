// Reductions that show every step: element i along an axis is the fold of elements 0 … i. One kernel, parallel over the
// other axes. The argument says which fold, and which axis.
import { isFloat } from "../../dtype.ts";
import { call, formula } from "../../ir/formula.ts";
import { add, div, mul, where } from "../../ir/scalar.ts";
import { isTracking, type Node, node, untracked } from "../node.ts";
import { defineOp } from "../op.ts";
import { type Type, typeOf } from "../type.ts";
import { type FoldName, foldNumber, foldRows, widened } from "./folds.ts";
import { indexLabel, scatterAlong } from "./gather.ts";
import { map, named } from "./map.ts";
import { flip, padAlong, shrinkAlong } from "./movement.ts";
import { coordinate } from "./source.ts";

const foldOf = (n: Node) => foldRows[(n.arg as number) & 3]!;
const axisOf = (n: Node): number => (n.arg as number) >> 2;

export const scanOp = defineOp({
  name: "scan",
  type: (arg: number, from: Type) => typeOf(from.place, widened(foldRows[arg & 3]!, from.dtype), from.shape),
  gradient: (n, g) => (isFloat(n.type.dtype) ? gradients[foldOf(n).name](n.src[0]!, n, g, axisOf(n)) : null),
  reading: () => "bijective",
  loops: "whole",
  write: (n, k) => {
    const { shape, dtype } = n.type;
    const axis = axisOf(n);
    const outer = k.axes(shape.toSpliced(axis, 1));
    const at = outer.toSpliced(axis, 0, ...k.loops(n, outer, [shape[axis]!]));
    const value = k.exprs.cast(k.source(n.src[0]!, at, null), dtype);
    k.store(n, at, k.running(foldOf(n), dtype, value), "set");
  },
  flops: (n) => n.type.size,
  describe: (n) => `cumulative ${foldOf(n).name}`,
});

/** Folds along one axis and keeps every step. */
export const scan = (name: FoldName, x: Node, axis: number): Node => node(scanOp, foldNumber(name) + (axis << 2), [x]);

type Rule = (x: Node, y: Node, g: Node, axis: number) => Node;
const backwards = (g: Node, axis: number): Node => flip(scan("sum", flip(g, [axis]), axis), [axis]);

const attains = named(
  "position",
  formula((x, y, i) => where(call("or", call("eq", x, y), call("ne", x, x)), i, 0)),
);
/** Where the extreme so far lies: at the last of equal elements, as in PyTorch; at a NaN once there is one. */
export function lastPosition(x: Node, y: Node, axis: number): Node {
  return untracked(() => scan("max", map(attains, x, y, coordinate(x.type.place, x.type.shape, axis)), axis));
}
const label = indexLabel("cumulative extreme", "position");
const ofExtreme: Rule = (x, y, g, axis) => scatterAlong(lastPosition(x, y, axis), g, x.type.shape[axis]!, axis, label);

const product = formula((a, b) => call("mul", a, b));
const oneFirst = named(
  "product before",
  formula((product, i) => where(call("eq", i, 0), 1, product)),
);
/** The product of elements 0 … i − 1 along an axis. */
export function productBefore(x: Node, axis: number): Node {
  const { place, shape } = x.type;
  if (shape[axis] === 0) return x;
  const before = padAlong(scan("prod", shrinkAlong(x, axis, 0, 1), axis), axis, 1, 0);
  return map(oneFirst, before, coordinate(place, shape, axis));
}

const isZero = named(
  "is 0",
  formula((x) => call("eq", x, 0)),
);
const oneForFirstZero = formula((x, zeros) => where(call("and", call("eq", x, 0), call("eq", zeros, 1)), 1, x));
const share = named(
  "share of the product",
  formula((x, zeros, before, at) =>
    where(call("eq", zeros, 0), div(before, x), where(call("and", call("eq", x, 0), call("eq", zeros, 1)), at, 0)),
  ),
);
/** Σ g · y / x before the first zero, Σ g · (y without that zero) at it, nothing behind it: no division by 0. */
const ofProduct: Rule = (x, y, g, axis) => {
  if (isTracking()) return ofProductAgain(x, g, axis);
  const zeros = scan("sum", map(isZero, x), axis);
  const others = scan("prod", map(oneForFirstZero, x, zeros), axis);
  return map(share, x, zeros, backwards(map(product, g, y), axis), backwards(map(product, g, others), axis));
};

const plusProduct = formula((sum, factor, ahead) => add(sum, mul(factor, ahead)));
/**
 * The same for gradients of any order, where what is 0 has a slope as well: the product before i times
 * sᵢ = gᵢ + xᵢ₊₁ sᵢ₊₁. Sums over 1, 2, 4 … elements are joined (Hillis and Steele 1986).
 */
function ofProductAgain(x: Node, g: Node, axis: number): Node {
  const length = x.type.shape[axis]!;
  const ahead = (n: Node, by: number): Node => padAlong(shrinkAlong(n, axis, by, 0), axis, 0, by);
  let [sum, factor] = [g, length > 1 ? ahead(x, 1) : x];
  for (let by = 1; by < length; by *= 2) {
    sum = map(plusProduct, sum, factor, ahead(sum, by));
    factor = map(product, factor, ahead(factor, by));
  }
  return map(product, sum, productBefore(x, axis));
}

const gradients: Record<FoldName, Rule> = {
  sum: (_x, _y, g, axis) => backwards(g, axis),
  max: ofExtreme,
  min: ofExtreme,
  prod: ofProduct,
};
