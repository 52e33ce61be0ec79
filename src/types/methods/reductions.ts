// Reductions over one axis, several or all of them, and functions along one axis.
import type { Tensor } from "../../tensor.ts";
import type { Axes, AxesCheck, AxisCheck, Reduce, Resize } from "../axes.ts";
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

/** The same with an option of its own. */
type SpreadMethod<Op extends string> = <
  S extends Shape,
  const A extends Axes = undefined,
  Keep extends boolean = false,
>(
  this: Tensor<S>,
  axes?: A & AxesCheck<Op, A, S>,
  options?: { readonly keepdim?: Keep; readonly correction?: number },
) => Tensor<Reduce<S, A, Keep>>;

export interface ReductionMethods {
  /** The sum; bools and uint8 are counted in int32. */
  readonly sum: ReduceMethod<"sum">;
  /** The arithmetic mean; of integers in float32, of nothing NaN. */
  readonly mean: ReduceMethod<"mean">;
  /**
   * The largest element; NaN where there is one. Elements that are equally large share the gradient.
   *
   * @throws ArgumentError if there are no elements
   */
  readonly max: ReduceMethod<"max">;
  /** The smallest element; NaN where there is one. */
  readonly min: ReduceMethod<"min">;
  /** `max` under PyTorch's name for it. */
  readonly amax: ReduceMethod<"amax">;
  /** `min` under PyTorch's name for it. */
  readonly amin: ReduceMethod<"amin">;
  /** The product; bools and uint8 are multiplied in int32. */
  readonly prod: ReduceMethod<"prod">;
  /**
   * The variance: squared distances from the mean, summed and divided by n − `correction`, 1 if it is not given.
   *
   * @example
   * tensor([1, 2, 3, 4]).var(); // 1.6666666
   * tensor([1, 2, 3, 4]).var(0, { correction: 0 }); // 1.25
   */
  readonly var: SpreadMethod<"var">;
  /**
   * The standard deviation, the root of `var`. The gradient is 0 where all elements are equal.
   *
   * @example
   * tensor([[1, 3], [2, 2]]).std(1); // [1.4142135, 0]
   */
  readonly std: SpreadMethod<"std">;
  /**
   * (Σ |x|ᵖ)^(1/p). p is 2 if it is not given; ∞ gives the largest |x|, −∞ the smallest, 0 how many are not 0.
   *
   * @example
   * tensor([[3, 4], [6, 8]]).norm(); // 11.18034
   * tensor([[3, 4], [6, 8]]).norm(2, 1); // [5, 10]
   * tensor([[3, -4], [6, 8]]).norm(Infinity); // 8
   */
  norm<S extends Shape, const A extends Axes = undefined, Keep extends boolean = false>(
    this: Tensor<S>,
    p?: number,
    axes?: A & AxesCheck<"norm", A, S>,
    options?: { readonly keepdim?: Keep },
  ): Tensor<Reduce<S, A, Keep>>;
  /**
   * Whether any element is not 0; of nothing false.
   *
   * @example
   * tensor([[0, 0], [0, 2]]).any(1); // [0, 1]
   */
  readonly any: ReduceMethod<"any">;
  /**
   * Whether no element is 0; of nothing true.
   *
   * @example
   * tensor([1, 2, 3]).lt(3).all(); // 0
   */
  readonly all: ReduceMethod<"all">;
  /** How many elements are not 0, int32. */
  readonly countNonzero: ReduceMethod<"countNonzero">;
  /** The sum of the elements that are not NaN. */
  readonly nanSum: ReduceMethod<"nanSum">;
  /** The mean of the elements that are not NaN. */
  readonly nanMean: ReduceMethod<"nanMean">;
  /**
   * The first index of the largest element, int32: along one axis, or of all elements row by row. NaN counts as largest.
   *
   * @example
   * tensor([[1, 5, 2], [7, 0, 3]]).argmax(1); // [1, 0]
   */
  readonly argmax: ReduceMethod<"argmax">;
  /** The first index of the smallest element, int32, as `argmax`. NaN counts as smallest. */
  readonly argmin: ReduceMethod<"argmin">;
  /** log Σ exp x, stable for elements of any size. */
  readonly logSumExp: ReduceMethod<"logSumExp">;
  /**
   * exp x / Σ exp x along an axis, stable for elements of any size.
   *
   * @example
   * tensor([[1000, 1000]]).softmax(1); // [[0.5, 0.5]]
   */
  readonly softmax: AxisMethod<"softmax">;
  /** log softmax x along an axis, stable for elements of any size. */
  readonly logSoftmax: AxisMethod<"logSoftmax">;
  /**
   * How far the next element is along an axis (the last if none is given), `order` times: the axis becomes that much shorter.
   *
   * @example
   * tensor([1, 4, 9, 16]).diff(); // [3, 5, 7]
   * tensor([1, 4, 9, 16]).diff(0, 2); // [2, 2]
   */
  diff<S extends Shape, const Axis extends number = -1>(
    this: Tensor<S>,
    axis?: Axis & AxisCheck<"diff", Axis, S>,
    order?: number,
  ): Tensor<Resize<S, Axis, number>>;
}
