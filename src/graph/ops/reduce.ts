// Reductions: one fold over some axes. The argument says which fold, and as bits which axes; they stay as size 1.

import { type DType, isFloat } from "../../dtype.ts";
import { ArgumentError } from "../../errors.ts";
import { call, formula } from "../../ir/formula.ts";
import type { Fold } from "../../ir/kernel.ts";
import { div, mul, where } from "../../ir/scalar.ts";
import { show } from "../../shape.ts";
import { type Node, node, setTracking } from "../node.ts";
import { defineOp } from "../op.ts";
import { type Type, typeOf } from "../type.ts";
import { map, named } from "./map.ts";
import { expand, reshape } from "./movement.ts";

const smallest: Record<DType, number> = {
  bool: 0,
  uint8: 0,
  int32: -(2 ** 31),
  uint32: 0,
  float32: -Infinity,
  float64: -Infinity,
};
const largest: Record<DType, number> = {
  bool: 1,
  uint8: 255,
  int32: 2 ** 31 - 1,
  uint32: 2 ** 32 - 1,
  float32: Infinity,
  float64: Infinity,
};

interface FoldRow extends Fold {
  readonly widens: boolean;
  readonly ofNothing: boolean;
  readonly gradient: (x: Node, y: Node, g: Node, axes: number) => Node;
}
const ties = named(
  "at the extreme",
  formula((x, y) => call("eq", x, y)),
);
const shareOf = named(
  "share of the extreme",
  formula((x, y, g, count) => where(call("eq", x, y), div(g, count), 0)),
);
/** All elements that attain the extreme share its gradient. */
const extreme: FoldRow["gradient"] = (x, y, g, axes) => map(shareOf, x, y, g, fold("sum", map(ties, x, y), axes));

const isZero = named(
  "is 0",
  formula((x) => call("eq", x, 0)),
);
const oneForZero = formula((x) => where(call("eq", x, 0), 1, x));
const productOfOthers = named(
  "product of the others",
  formula((x, product, zeros, g) =>
    mul(
      g,
      where(call("eq", x, 0), where(call("eq", zeros, 1), product, 0), where(call("eq", zeros, 0), div(product, x), 0)),
    ),
  ),
);
/** Each element's factor is the product of the others: without dividing by 0. */
const ofProduct: FoldRow["gradient"] = (x, _y, g, axes) =>
  map(productOfOthers, x, fold("prod", map(oneForZero, x), axes), fold("sum", map(isZero, x), axes), g);

export const folds = {
  sum: {
    name: "sum",
    joins: "add",
    empty: () => 0,
    widens: true,
    ofNothing: true,
    gradient: (x, _y, g) => expand(g, x.type.shape),
  },
  max: {
    name: "max",
    joins: "maximum",
    empty: (dtype) => smallest[dtype],
    widens: false,
    ofNothing: false,
    gradient: extreme,
  },
  min: {
    name: "min",
    joins: "minimum",
    empty: (dtype) => largest[dtype],
    widens: false,
    ofNothing: false,
    gradient: extreme,
  },
  prod: {
    name: "prod",
    joins: "mul",
    empty: () => 1,
    widens: true,
    ofNothing: true,
    gradient: ofProduct,
  },
} satisfies Record<string, FoldRow>;
export type FoldName = keyof typeof folds;
/** The folds by their numbers: part of arguments. */
export const foldRows: readonly FoldRow[] = Object.values(folds);
export const foldNumber = (name: FoldName): number => foldRows.indexOf(folds[name]);
/** Sums and products of bools and bytes count in int32. */
export const widened = ({ widens }: FoldRow, dtype: DType): DType =>
  widens && (dtype === "bool" || dtype === "uint8") ? "int32" : dtype;
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
  gradient: (n, g) => (isFloat(n.type.dtype) ? foldOf(n).gradient(n.src[0]!, n, g, axesOf(n)) : null),
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

/** Without the nodes it makes being tracked. */
export function untracked<T>(make: () => T): T {
  const before = setTracking(false);
  try {
    return make();
  } finally {
    setTracking(before);
  }
}
