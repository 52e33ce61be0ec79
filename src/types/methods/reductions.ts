// Reductions over one axis, several or all of them, and functions along one axis.
import type { Tensor } from "../../tensor.ts";
import type { Axes, AxesCheck, AxisCheck, Reduce } from "../axes.ts";
import type { Shape } from "../shape.ts";

/** Over one axis, several or all; `keepdim` leaves them with size 1. */
export type ReduceMethod<Op extends string> = <
  S extends Shape,
  const A extends Axes = undefined,
  Keep extends boolean = false,
>(
  this: Tensor<S>,
  axes?: A & AxesCheck<Op, A, S>,
  options?: { readonly keepdim?: Keep },
) => Tensor<Reduce<S, A, Keep>>;

/** Along one axis; the shape stays. */
export type AxisMethod<Op extends string> = <S extends Shape, const Axis extends number>(
  this: Tensor<S>,
  axis: Axis & AxisCheck<Op, Axis, S>,
) => Tensor<S>;

export interface ReductionMethods {
  readonly sum: ReduceMethod<"sum">;
  readonly mean: ReduceMethod<"mean">;
  readonly max: ReduceMethod<"max">;
  readonly min: ReduceMethod<"min">;
  readonly prod: ReduceMethod<"prod">;
  /** The first index of the largest element, int32: along one axis, or of all elements row by row. */
  readonly argmax: ReduceMethod<"argmax">;
  readonly argmin: ReduceMethod<"argmin">;
  /** log Σ exp x, stable for elements of any size. */
  readonly logSumExp: ReduceMethod<"logSumExp">;
  readonly softmax: AxisMethod<"softmax">;
  readonly logSoftmax: AxisMethod<"logSoftmax">;
}
