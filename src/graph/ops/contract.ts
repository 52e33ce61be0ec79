// Products summed over named axes: every matrix product, batched or transposed, is one of these, and so is its gradient.

import { isFloat, promote } from "../../dtype.ts";
import { DTypeError, ShapeError } from "../../errors.ts";
import { show } from "../../shape.ts";
import { type Node, node } from "../node.ts";
import { checkPlaces, defineOp } from "../op.ts";
import { type Ints, ints, type Type, typeOf } from "../type.ts";
import { folds } from "./folds.ts";

type Labels = readonly [left: number[], right: number[], out: number[]];
interface Product {
  readonly labels: Labels;
  /** The products that are its derivatives: of (g, right) for the left operand, of (left, g) for the right one. */
  gradients: readonly [Ints, Ints] | null;
}
/** A specification is a list of labels: left, −1, right, −1, result. */
function productOf(spec: Ints): Product {
  if (spec.memo !== null) return spec.memo as Product;
  const labels: [number[], number[], number[]] = [[], [], []];
  let part = 0;
  for (const x of spec.list) {
    if (x < 0) part++;
    else labels[part]!.push(x);
  }
  const product: Product = { labels, gradients: null };
  spec.memo = product;
  return product;
}
const labelsOf = (spec: Ints): Labels => productOf(spec).labels;
const specOf = (left: readonly number[], right: readonly number[], out: readonly number[]): Ints =>
  ints([...left, -1, ...right, -1, ...out]);

/** The axes that are summed: in both operands and not in the result. */
const summed = ([left, right, out]: Labels): number[] => left.filter((x) => right.includes(x) && !out.includes(x));
const sizes = (labels: Labels, a: Type, b: Type): Map<number, number> =>
  new Map([
    ...labels[0].map((x, i): [number, number] => [x, a.shape[i]!]),
    ...labels[1].map((x, i): [number, number] => [x, b.shape[i]!]),
  ]);
/** The number of elements along the axes that only one operand has. */
const own = (of: readonly number[], other: readonly number[], size: Map<number, number>): number =>
  of.reduce((n, x) => (other.includes(x) ? n : n * size.get(x)!), 1);

/** Rows, columns, and whether it is worth the loops of matrix products: not for vectors, and not without a sum. */
function measure(n: Node): { rows: number; columns: number; isMatrix: boolean } {
  const labels = labelsOf(n.arg as Ints);
  const size = sizes(labels, n.src[0]!.type, n.src[1]!.type);
  const rows = own(labels[0], labels[1], size);
  const columns = own(labels[1], labels[0], size);
  return { rows, columns, isMatrix: rows > 1 && columns > 1 && summed(labels).some((x) => size.get(x)! > 1) };
}

export const contractOp = defineOp({
  name: "contract",
  type: (spec: Ints, a: Type, b: Type) => {
    checkPlaces("matmul", [a, b]);
    const labels = labelsOf(spec);
    labels[0].forEach((x, i) => {
      const j = labels[1].indexOf(x);
      if (j >= 0 && a.shape[i] !== b.shape[j])
        throw new ShapeError(`matmul: inner sizes differ, ${show(a.shape)} @ ${show(b.shape)}`);
    });
    const dtype = promote(a.dtype, b.dtype);
    if (dtype === "bool" || dtype === "uint8")
      throw new DTypeError(`matmul: not defined for ${dtype}; cast with to("int32") or to("float32")`);
    const size = sizes(labels, a, b);
    return typeOf(
      a.place,
      dtype,
      labels[2].map((x) => size.get(x)!),
    );
  },
  gradient: (n, g, side) => {
    if (!isFloat(n.type.dtype)) return null;
    const product = productOf(n.arg as Ints);
    const [left, right, out] = product.labels;
    product.gradients ??= [specOf(out, right, left), specOf(left, out, right)];
    return node(contractOp, product.gradients[side as 0 | 1], side === 0 ? [g, n.src[1]!] : [n.src[0]!, g]);
  },
  reading: (n, side) => {
    const { rows, columns, isMatrix } = measure(n);
    if (isMatrix) return "packed";
    return (side === 0 ? columns : rows) > 1 ? "repeated" : "partial";
  },
  loops: (n) => (measure(n).isMatrix ? "contract" : "reduce"),
  computes: () => true,
  sides: (n) => {
    const [left, right, out] = labelsOf(n.arg as Ints);
    return out.map((x) => (!right.includes(x) ? "rows" : left.includes(x) ? "batch" : "columns"));
  },
  emit: (n, at, guard, k) => {
    const labels = labelsOf(n.arg as Ints);
    const [a, b] = n.src as readonly [Node, Node];
    const size = sizes(labels, a.type, b.type);
    const inner = summed(labels);
    const loops = k.loops(
      n,
      at,
      inner.map((x) => size.get(x)!),
    );
    const index = (x: number) => (inner.includes(x) ? loops[inner.indexOf(x)]! : at[labels[2].indexOf(x)]!);
    const { dtype } = n.type;
    const left = k.exprs.cast(k.source(a, labels[0].map(index), guard), dtype);
    const right = k.exprs.cast(k.source(b, labels[1].map(index), guard), dtype);
    return measure(n).isMatrix
      ? k.contraction(folds.sum, dtype, left, right)
      : k.reduction(folds.sum, dtype, k.exprs.call("mul", dtype, [left, right]));
  },
  flops: (n) => {
    const labels = labelsOf(n.arg as Ints);
    const size = sizes(labels, n.src[0]!.type, n.src[1]!.type);
    return 2 * n.type.size * summed(labels).reduce((p, x) => p * size.get(x)!, 1);
  },
  describe: () => "matmul",
});

/** A product over labelled axes; every label of an operand is in the other operand or in the result. */
export const contract = (
  left: readonly number[],
  right: readonly number[],
  out: readonly number[],
  a: Node,
  b: Node,
): Node => node(contractOp, specOf(left, right, out), [a, b]);

const specs = new Map<number, Ints>();
/** Matrix product over the last two axes; the `batch` leading ones are equal in both. */
export function batchedMatmul(a: Node, b: Node, batch: number): Node {
  let spec = specs.get(batch);
  if (spec === undefined) {
    const lead = Array.from({ length: batch }, (_, i) => i + 3);
    specs.set(batch, (spec = specOf([...lead, 0, 1], [...lead, 1, 2], [...lead, 0, 2])));
  }
  return node(contractOp, spec, [a, b]);
}
