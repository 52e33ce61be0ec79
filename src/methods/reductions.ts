// Reductions as methods: axes from the user, and what happens to them.
import { AxisError } from "../errors.ts";
import { logSoftmax, logSumExp, mean, position, softmax } from "../graph/compose/reductions.ts";
import type { Node } from "../graph/node.ts";
import { reshape } from "../graph/ops/movement.ts";
import { bitsOf, type FoldName, fold } from "../graph/ops/reduce.ts";
import { normalizeAxes, normalizeAxis } from "../shape.ts";

export interface Keep {
  readonly keepdim?: boolean;
}
export type AxesArgument = number | readonly number[] | null | undefined;

/** Makes a method of a body that leaves its axes with size 1. */
export function reduction(op: string, body: (x: Node, axes: readonly number[]) => Node) {
  return (x: Node, axes?: AxesArgument, { keepdim = false }: Keep = {}): Node => {
    const { shape } = x.type;
    const list = normalizeAxes(op, axes, shape.length, shape);
    const kept = body(x, list);
    return keepdim
      ? kept
      : reshape(
          kept,
          shape.filter((_, i) => !list.includes(i)),
        );
  };
}
/** Makes a method of a body along one axis. */
export const alongAxis =
  <R>(op: string, body: (x: Node, axis: number) => R) =>
  (x: Node, axis: number): R =>
    body(x, normalizeAxis(op, axis, x.type.shape.length, x.type.shape));

const folding = (name: FoldName) => reduction(name, (x, axes) => fold(name, x, bitsOf(axes)));

function positionOf(op: "argmax" | "argmin", extreme: "max" | "min") {
  const along = reduction(op, (x, axes) => {
    if (axes.length !== 1) throw new AxisError(`${op}: takes one axis or none, not ${axes.length}`);
    return position(extreme, x, axes[0]!);
  });
  return (x: Node, axis?: AxesArgument, options: Keep = {}): Node => {
    if (axis != null) return along(x, axis, options);
    const flat = along(reshape(x, [x.type.size]), 0);
    return options.keepdim
      ? reshape(
          flat,
          x.type.shape.map(() => 1),
        )
      : flat;
  };
}

export const reductions = {
  sum: folding("sum"),
  max: folding("max"),
  min: folding("min"),
  prod: folding("prod"),
  mean: reduction("mean", mean),
  argmax: positionOf("argmax", "max"),
  argmin: positionOf("argmin", "min"),
  logSumExp: reduction("logSumExp", logSumExp),
  softmax: alongAxis("softmax", softmax),
  logSoftmax: alongAxis("logSoftmax", logSoftmax),
};
