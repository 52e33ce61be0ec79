// Reductions as methods: axes from the user, and what happens to them.
import { ArgumentError, AxisError } from "../errors.ts";
import { logSoftmax, logSumExp, mean, position, softmax } from "../graph/compose/reductions.ts";
import {
  all,
  any,
  countNonzero,
  nanMean,
  nanSum,
  norm,
  standardDeviation,
  variance,
} from "../graph/compose/statistics.ts";
import type { Node } from "../graph/node.ts";
import type { FoldName } from "../graph/ops/folds.ts";
import { map } from "../graph/ops/map.ts";
import { reshape, shrinkAlong } from "../graph/ops/movement.ts";
import { bitsOf, fold } from "../graph/ops/reduce.ts";
import { call, formula } from "../ir/formula.ts";
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

const folding = (op: string, name: FoldName) => reduction(op, (x, axes) => fold(name, x, bitsOf(axes)));

/** Of variance and standard deviation: what is taken from the count, 1 as in PyTorch. */
export interface Correction extends Keep {
  readonly correction?: number;
}
const spread =
  (op: string, body: (x: Node, axes: readonly number[], correction: number) => Node) =>
  (x: Node, axes?: AxesArgument, { correction = 1, ...keep }: Correction = {}): Node =>
    reduction(op, (y, list) => body(y, list, correction))(x, axes, keep);

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
  sum: folding("sum", "sum"),
  max: folding("max", "max"),
  min: folding("min", "min"),
  amax: folding("amax", "max"),
  amin: folding("amin", "min"),
  prod: folding("prod", "prod"),
  mean: reduction("mean", mean),
  var: spread("var", variance),
  std: spread("std", standardDeviation),
  norm: (x: Node, p = 2, axes?: AxesArgument, keep: Keep = {}) =>
    reduction("norm", (y, list) => norm(y, p, list))(x, axes, keep),
  any: reduction("any", any),
  all: reduction("all", all),
  countNonzero: reduction("countNonzero", countNonzero),
  nanSum: reduction("nanSum", nanSum),
  nanMean: reduction("nanMean", nanMean),
  argmax: positionOf("argmax", "max"),
  argmin: positionOf("argmin", "min"),
  logSumExp: reduction("logSumExp", logSumExp),
  softmax: alongAxis("softmax", softmax),
  logSoftmax: alongAxis("logSoftmax", logSoftmax),
  diff: (x: Node, axis = -1, order = 1) => differences(x, normalizeAxis("diff", axis, x.type.shape.length), order),
};

/** Each element from the next along an axis, `order` times. */
function differences(x: Node, axis: number, order: number): Node {
  const size = x.type.shape[axis]!;
  if (!Number.isInteger(order) || order < 0)
    throw new ArgumentError(`diff: order ${order} is not a whole number from 0`);
  if (order === 0 || size === 0) return x;
  const [first, last] = [shrinkAlong(x, axis, 0, 1), shrinkAlong(x, axis, 1, 0)];
  return differences(map(difference, last, first), axis, order - 1);
}
const difference = formula((next, x) => call("sub", next, x));
