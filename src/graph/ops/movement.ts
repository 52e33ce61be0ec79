// Ways of looking at a tensor: they move indices and cost nothing, since kernels ask for elements through them.
import { ShapeError } from "../../errors.ts";
import type { Expr } from "../../ir/expr.ts";
import type { Index, IndexArena } from "../../ir/index.ts";
import { type Shape, sameShape, show, sizeOf } from "../../shape.ts";
import { type Node, node } from "../node.ts";
import { defineOp } from "../op.ts";
import { type Ints, ints, type Type, withShape } from "../type.ts";

export const expandOp = defineOp({
  name: "expand",
  type: ({ list: to }: Ints, from: Type) => {
    const lead = to.length - from.shape.length;
    if (lead < 0 || from.shape.some((d, i) => d !== 1 && d !== to[i + lead]))
      throw new ShapeError(`expand: ${show(from.shape)} does not expand to ${show(to)}`);
    return withShape(from, to);
  },
  gradient: (_n, g) => g, // summed like after any broadcasting
  reading: (n) => (n.type.size === n.src[0]!.type.size ? "bijective" : "repeated"),
  lands: (n, at, _side, indices) => inFront(at, n.type.shape.length, indices),
  emit: (n, at, guard, k) => {
    const { shape } = n.src[0]!.type;
    return k.source(
      n.src[0]!,
      shape.map((d, i) => (d === 1 ? k.indices.constant(0) : at[i + at.length - shape.length]!)),
      guard,
    );
  },
});
/** With coordinates of leading axes of size 1. */
export const inFront = (at: readonly Index[], rank: number, indices: IndexArena): Index[] => [
  ...Array.from({ length: rank - at.length }, () => indices.constant(0)),
  ...at,
];
export const expand = (x: Node, shape: Shape): Node =>
  sameShape(x.type.shape, shape) ? x : node(expandOp, ints(shape), [x]);

export const reshapeOp = defineOp({
  name: "reshape",
  type: ({ list: to }: Ints, from: Type) => {
    if (sizeOf(to) !== from.size)
      throw new ShapeError(`reshape: ${show(from.shape)} (${from.size} elements) does not fit ${show(to)}`);
    return withShape(from, to);
  },
  gradient: (n, g) => reshape(g, n.src[0]!.type.shape),
  reading: () => "bijective",
  alias: true,
  lands: (n, at, _side, indices) => reshaped(at, n.src[0]!.type.shape, n.type.shape, indices),
  emit: (n, at, guard, k) => k.source(n.src[0]!, reshaped(at, n.type.shape, n.src[0]!.type.shape, k.indices), guard),
});
const reshaped = (at: readonly Index[], from: Shape, to: Shape, indices: IndexArena): Index[] =>
  indices.unflatten(indices.flatten(at, from), to);
export function reshape(x: Node, shape: Shape): Node {
  if (sameShape(x.type.shape, shape)) return x;
  // one after another are one; a tracked inner one keeps its place in the gradient's way
  const from = x.op === reshapeOp && (x.flags & 1) === 0 ? x.src[0]! : x;
  return sameShape(from.type.shape, shape) ? from : node(reshapeOp, ints(shape), [from]);
}

export const permuteOp = defineOp({
  name: "permute",
  type: ({ list: order }: Ints, from: Type) => {
    if (
      !sameShape(
        [...order].sort((a, b) => a - b),
        from.shape.map((_, i) => i),
      )
    )
      throw new ShapeError(`permute: ${show(order)} is not an order of the axes of ${show(from.shape)}`);
    return withShape(
      from,
      order.map((axis) => from.shape[axis]!),
    );
  },
  gradient: (n, g) => permute(g, inverse((n.arg as Ints).list)),
  reading: () => "bijective",
  lands: (n, at) => (n.arg as Ints).list.map((axis) => at[axis]!),
  emit: (n, at, guard, k) =>
    k.source(
      n.src[0]!,
      inverse((n.arg as Ints).list).map((axis) => at[axis]!),
      guard,
    ),
});
const inverse = (order: readonly number[]): number[] => order.map((_, i) => order.indexOf(i));
export const permute = (x: Node, order: readonly number[]): Node => node(permuteOp, ints(order), [x]);

/** The other axes keep their order. */
export function moveAxis(x: Node, from: number, to: number): Node {
  if (from === to) return x;
  const order = x.type.shape.map((_, i) => i);
  order.splice(to, 0, ...order.splice(from, 1));
  return permute(x, order);
}

/** Zeros around a tensor: the argument is low, high for each axis. */
export const padOp = defineOp({
  name: "pad",
  type: ({ list: amounts }: Ints, from: Type) =>
    withShape(
      from,
      from.shape.map((d, i) => d + amounts[2 * i]! + amounts[2 * i + 1]!),
    ),
  gradient: (n, g) => shrink(g, (n.arg as Ints).list),
  reading: () => "partial",
  varies: true,
  emit: (n, at, guard, k) => {
    const amounts = (n.arg as Ints).list;
    const from = n.src[0]!;
    let inside: Expr | null = null;
    const moved: Index[] = at.map((index, i) => {
      const low = amounts[2 * i]!;
      if (low !== 0 || amounts[2 * i + 1] !== 0)
        inside = k.exprs.and(inside, k.exprs.within(index, low, low + from.type.shape[i]!));
      return k.indices.shift(index, -low);
    });
    const value = k.source(from, moved, k.exprs.and(guard, inside));
    return inside === null
      ? value
      : k.exprs.call("where", value.dtype, [inside, value, k.exprs.constant(0, value.dtype)]);
  },
});
export const pad = (x: Node, amounts: readonly number[]): Node =>
  amounts.every((a) => a === 0) ? x : node(padOp, ints(amounts), [x]);

/** Zeros before and after along one axis. */
export const padAlong = (x: Node, axis: number, low: number, high: number): Node =>
  pad(x, amountsAlong(x, axis, low, high));
const amountsAlong = (x: Node, axis: number, low: number, high: number): number[] =>
  x.type.shape.flatMap((_, i) => (i === axis ? [low, high] : [0, 0]));

/** Cuts off low, high elements of each axis. */
export const shrinkOp = defineOp({
  name: "shrink",
  type: ({ list: amounts }: Ints, from: Type) =>
    withShape(
      from,
      from.shape.map((d, i) => d - amounts[2 * i]! - amounts[2 * i + 1]!),
    ),
  gradient: (n, g) => pad(g, (n.arg as Ints).list),
  reading: () => "partial",
  emit: (n, at, guard, k) =>
    k.source(
      n.src[0]!,
      at.map((index, i) => k.indices.shift(index, (n.arg as Ints).list[2 * i]!)),
      guard,
    ),
});
export const shrink = (x: Node, amounts: readonly number[]): Node =>
  amounts.every((a) => a === 0) ? x : node(shrinkOp, ints(amounts), [x]);

/** Cuts off elements at both ends of one axis. */
export const shrinkAlong = (x: Node, axis: number, low: number, high: number): Node =>
  shrink(x, amountsAlong(x, axis, low, high));

/** Reverses the axes of the argument. */
export const flipOp = defineOp({
  name: "flip",
  gradient: (n, g) => flip(g, (n.arg as Ints).list),
  reading: () => "bijective",
  lands: (n, at, _side, indices) => flipped(n, at, indices),
  emit: (n, at, guard, k) => k.source(n.src[0]!, flipped(n, at, k.indices), guard),
});
const flipped = (n: Node, at: readonly Index[], indices: IndexArena): Index[] =>
  at.map((index, i) =>
    (n.arg as Ints).list.includes(i) ? indices.shift(indices.scale(index, -1), n.type.shape[i]! - 1) : index,
  );
export const flip = (x: Node, axes: readonly number[]): Node => node(flipOp, ints(axes), [x]);
