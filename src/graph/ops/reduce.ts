// Reductions: one fold over some axes. The argument says which fold, and as bits which axes; they stay as size 1.

import { isFloat } from "../../dtype.ts";
import { ArgumentError } from "../../errors.ts";
import { call, formula } from "../../ir/formula.ts";
import { div, mul, where } from "../../ir/scalar.ts";
import { show, sizeOf } from "../../shape.ts";
import { type Node, node } from "../node.ts";
import { defineOp } from "../op.ts";
import { type Type, typeOf } from "../type.ts";
import { type FoldName, type FoldRow, foldNumber, foldRows, widened } from "./folds.ts";
import { map, named } from "./map.ts";
import { expand, flip, permute, reshape } from "./movement.ts";
import { productBefore } from "./scan.ts";

type Rule = (x: Node, y: Node, g: Node, axes: number) => Node;
const ties = named(
  "at the extreme",
  formula((x, y) => call("eq", x, y)),
);
const shareOf = named(
  "share of the extreme",
  formula((x, y, g, count) => where(call("eq", x, y), div(g, count), 0)),
);
/** All elements that attain the extreme share its gradient. */
const ofExtreme: Rule = (x, y, g, axes) => map(shareOf, x, y, g, fold("sum", map(ties, x, y), axes));

const productOfAll = formula((g, before, after) => mul(g, mul(before, after)));
/** Each element's factor is the product of the others: of those before it and of those after it, without dividing by 0. */
const ofProduct: Rule = (x, _y, g, axes) => {
  const { shape } = x.type;
  const isFolded = (i: number): boolean => (axes & (1 << i)) !== 0;
  const all = shape.map((_, i) => i);
  const last = all.filter((i) => !isFolded(i)).length;
  const order = [...all.filter((i) => !isFolded(i)), ...all.filter(isFolded)];
  const moved = order.map((i) => shape[i]!);
  const lines = reshape(permute(x, order), [...moved.slice(0, last), sizeOf(moved.slice(last))]);
  const back = (n: Node): Node =>
    permute(
      reshape(n, moved),
      all.map((i) => order.indexOf(i)),
    );
  const after = flip(productBefore(flip(lines, [last]), last), [last]);
  return map(productOfAll, g, back(productBefore(lines, last)), back(after));
};

const gradients: Record<FoldName, Rule> = {
  sum: (x, _y, g) => expand(g, x.type.shape),
  max: ofExtreme,
  min: ofExtreme,
  prod: ofProduct,
};

const foldOf = (n: Node): FoldRow => foldRows[(n.arg as number) & 3]!;
const axesOf = (n: Node): number => (n.arg as number) >> 2;

export const reduceOp = defineOp({
  name: "reduce",
  type: (arg: number, from: Type) => {
    const row = foldRows[arg & 3]!;
    const { name, ofNothing } = row;
    const axes = arg >> 2;
    if (!ofNothing && from.shape.some((d, i) => d === 0 && axes & (1 << i)))
      throw new ArgumentError(`${name}: ${show(from.shape)} has no elements along the axis, so there is no ${name}`);
    return typeOf(
      from.place,
      widened(row, from.dtype),
      from.shape.map((d, i) => (axes & (1 << i) ? 1 : d)),
    );
  },
  gradient: (n, g) => (isFloat(n.type.dtype) ? gradients[foldOf(n).name](n.src[0]!, n, g, axesOf(n)) : null),
  reading: () => "bijective",
  loops: "reduce",
  emit: (n, at, guard, k) => {
    const from = n.src[0]!;
    const reduced = from.type.shape.map((_, i) => i).filter((i) => axesOf(n) & (1 << i));
    const inner = k.loops(
      n,
      at,
      reduced.map((i) => from.type.shape[i]!),
    );
    const value = k.source(
      from,
      at.map((index, i) => inner[reduced.indexOf(i)] ?? index),
      guard,
    );
    return k.reduction(foldOf(n), n.type.dtype, k.exprs.cast(value, n.type.dtype));
  },
  flops: (n) => n.src[0]!.type.size,
  describe: (n) => foldOf(n).name,
});

/** Folds the axes whose bits are set; they stay, with size 1. */
export function fold(name: FoldName, x: Node, axes: number): Node {
  return axes === 0 ? x : node(reduceOp, foldNumber(name) + (axes << 2), [x]);
}

export const bitsOf = (axes: readonly number[]): number => axes.reduce((bits, axis) => bits | (1 << axis), 0);

/** Undoes broadcasting: sums g to a shape that broadcasts to g's. */
export function sumTo(g: Node, shape: readonly number[]): Node {
  const from = g.type.shape;
  if (from === shape) return g;
  const lead = from.length - shape.length;
  let axes = (1 << lead) - 1;
  for (let i = 0; i < shape.length; i++) if (shape[i] !== from[i + lead]) axes |= 1 << (i + lead);
  return reshape(fold("sum", g, axes), shape);
}
