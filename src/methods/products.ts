// Products of tensors as methods.
import { AxisError } from "../errors.ts";
import { cdist, cosineSimilarity, pairwiseDistance } from "../graph/compose/distances.ts";
import { interp } from "../graph/compose/interp.ts";
import { matmul } from "../graph/compose/matmul.ts";
import { addmm, bmm, cross, dot, inner, kron, mm, mv, outer, tensordot, trace } from "../graph/compose/products.ts";
import type { Node } from "../graph/node.ts";
import { expand, reshape } from "../graph/ops/movement.ts";
import { broadcast, normalizeAxis, show } from "../shape.ts";
import { operand, tensorArgument } from "./method.ts";

/** A method of two tensors. */
const pair =
  (op: string, body: (a: Node, b: Node) => Node) =>
  (a: Node, b: Node): Node =>
    body(a, tensorArgument(op, b));

/** Without an axis of size 1. */
const dropped = (x: Node, axis: number): Node => reshape(x, x.type.shape.toSpliced(axis, 1));

/** How many axes, the last of one and the first of the other, or which. */
export type TensordotAxes = number | readonly [left: readonly number[], right: readonly number[]];

export const products = {
  matmul: pair("matmul", matmul),
  dot: pair("dot", dot),
  mv: pair("mv", mv),
  mm: pair("mm", mm),
  bmm: pair("bmm", bmm),
  outer: pair("outer", outer),
  inner: pair("inner", inner),
  kron: pair("kron", kron),
  cross: (x: Node, other: Node, axis = -1) => cross(x, tensorArgument("cross", other), axis),
  trace,
  addmm: (
    x: Node,
    a: Node,
    b: Node,
    { beta = 1, alpha = 1 }: { readonly beta?: number; readonly alpha?: number } = {},
  ) => addmm(x, tensorArgument("addmm", a), tensorArgument("addmm", b), operand(beta, x), operand(alpha, x)),
  tensordot: (x: Node, other: Node, axes: TensordotAxes = 2) => {
    tensorArgument("tensordot", other);
    if (typeof axes !== "number") return tensordot("tensordot", x, other, axes[0], axes[1]);
    const { shape } = x.type;
    if (!Number.isInteger(axes) || axes < 0 || axes > Math.min(shape.length, other.type.shape.length))
      throw new AxisError(
        `tensordot: ${show(shape)} and ${show(other.type.shape)} do not have ${axes} axes to sum over`,
      );
    const first = Array.from({ length: axes }, (_, i) => i);
    return tensordot(
      "tensordot",
      x,
      other,
      first.map((i) => shape.length - axes + i),
      first,
    );
  },
  cosineSimilarity: (x: Node, other: Node, axis = -1, eps = 1e-8) => {
    const shape = broadcast("cosineSimilarity", x.type.shape, tensorArgument("cosineSimilarity", other).type.shape);
    axis = normalizeAxis("cosineSimilarity", axis, shape.length, shape);
    return dropped(cosineSimilarity(expand(x, shape), expand(other, shape), axis, eps), axis);
  },
  pairwiseDistance: (x: Node, other: Node, p = 2, eps = 1e-6) =>
    dropped(pairwiseDistance(x, tensorArgument("pairwiseDistance", other), p, eps), -1),
  cdist: (x: Node, other: Node, p = 2) => cdist(x, tensorArgument("cdist", other), p),
  interp: (x: Node, points: Node, values: Node) =>
    interp(x, tensorArgument("interp", points), tensorArgument("interp", values)),
};
