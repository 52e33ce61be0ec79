// The order of elements along an axis: the one thing about sorting that is not a composition.
import { type Node, node } from "../node.ts";
import { defineOp } from "../op.ts";
import { type Type, typeOf } from "../type.ts";

/** Argument: 2 · axis + (descending ? 1 : 0). */
export const argsortOp = defineOp({
  name: "argsort",
  type: (_arg: number, from: Type) => typeOf(from.place, "int32", from.shape),
  reading: () => "bijective",
  loops: "whole",
  write: (n, k) => {
    const { shape } = n.type;
    const axis = (n.arg as number) >> 1;
    const outer = k.axes(shape.toSpliced(axis, 1));
    const at = outer.toSpliced(axis, 0, ...k.loops(n, outer, [shape[axis]!]));
    k.store(n, at, k.sorted(k.source(n.src[0]!, at, null), ((n.arg as number) & 1) === 1), "set");
  },
  flops: (n) => n.type.size * Math.ceil(Math.log2(Math.max(2, n.type.shape[(n.arg as number) >> 1]!))),
});

/**
 * Which element comes at each place along an axis, int32. Equal elements keep their order, NaN counts as larger than all
 * numbers.
 */
export const argsort = (x: Node, axis: number, descending: boolean): Node =>
  node(argsortOp, 2 * axis + (descending ? 1 : 0), [x]);
