// Along the order of elements: cumulative functions, sorting and what follows from it.
import type { Tensor } from "../../tensor.ts";
import type { Axes, AxesCheck, AxisCheck, Reduce, Resize } from "../axes.ts";
import type { Shape } from "../shape.ts";
import type { AxisMethod, ReduceMethod } from "./reductions.ts";

/** Values, and where along the axis they are from (int32). */
export interface Ordered<S extends Shape> {
  readonly values: Tensor<S>;
  readonly indices: Tensor<S>;
}
type OrderedAlong<Op extends string> = <S extends Shape, const Axis extends number>(
  this: Tensor<S>,
  axis: Axis & AxisCheck<Op, Axis, S>,
) => Ordered<S>;

export interface OrderMethods<S extends Shape> {
  /**
   * The sums of elements 0 … i along one axis. Sums of bools and bytes are int32.
   *
   * @example
   * tensor([[1, 2, 3], [4, 5, 6]]).cumsum(1); // [[1, 3, 6], [4, 9, 15]]
   */
  readonly cumsum: AxisMethod<"cumsum">;
  /**
   * The products of elements 0 … i along one axis. The gradient is right where there are zeros, too.
   *
   * @example
   * tensor([1, 2, 3]).cumprod(0); // [1, 2, 6]
   */
  readonly cumprod: AxisMethod<"cumprod">;
  /**
   * The largest of elements 0 … i along one axis, and where it is: of equal ones at the last. NaN stays once it is there.
   *
   * @example
   * const { values, indices } = tensor([1, 3, 2, 3]).cummax(0);
   * values; // [1, 3, 3, 3]
   * indices; // [0, 1, 1, 3]
   */
  readonly cummax: OrderedAlong<"cummax">;
  /** The smallest of elements 0 … i along one axis, and where it is; as `cummax`. */
  readonly cummin: OrderedAlong<"cummin">;
  /**
   * All elements in order along one axis (the last one if not given), and where they were. Equal elements keep their order;
   * NaN counts as larger than all numbers.
   *
   * @example
   * const { values, indices } = tensor([3, 1, 2]).sort();
   * values; // [1, 2, 3]
   * indices; // [1, 2, 0]
   */
  sort(axis?: number, options?: { readonly descending?: boolean }): Ordered<S>;
  /**
   * Which element comes at each place in the order along one axis (the last one if not given), int32.
   *
   * @example
   * tensor([3, 1, 2]).argsort(0, { descending: true }); // [0, 2, 1]
   */
  argsort(axis?: number, options?: { readonly descending?: boolean }): Tensor<S>;
  /**
   * The k largest elements along one axis (the last one if not given), the largest first; or the k smallest.
   *
   * @throws ArgumentError if k is more than there are
   * @example
   * const { values, indices } = tensor([3, 1, 2]).topk(2);
   * values; // [3, 2]
   * indices; // [0, 2]
   */
  topk<A extends Shape, const K extends number, const Axis extends number = -1>(
    this: Tensor<A>,
    k: K,
    axis?: Axis & AxisCheck<"topk", Axis, A>,
    options?: { readonly largest?: boolean },
  ): Ordered<Resize<A, Axis, K>>;
  /**
   * The k-th smallest element along one axis (the last one if not given), counted from 1.
   *
   * @throws ArgumentError if there are fewer than k
   * @example
   * tensor([[3, 1, 2], [9, 7, 8]]).kthvalue(2).values; // [2, 8]
   */
  kthvalue<A extends Shape, const Axis extends number = -1, Keep extends boolean = false>(
    this: Tensor<A>,
    k: number,
    axis?: Axis & AxisCheck<"kthvalue", Axis, A>,
    options?: { readonly keepdim?: Keep },
  ): Ordered<Reduce<A, Axis, Keep>>;
  /**
   * The middle element, of an even number the lower one of the two in the middle; NaN where there is one. The gradient goes
   * to that element.
   *
   * @example
   * tensor([[3, 1, 2], [9, 7, 8]]).median(1); // [2, 8]
   * tensor([4, 1, 3, 2]).median(); // 2
   */
  readonly median: ReduceMethod<"median">;
  /**
   * The value below which the part q of the elements lies. Between two elements it is interpolated: "linear" (if not
   * given), "lower", "higher", "midpoint" or "nearest".
   *
   * @throws ArgumentError if q is not in 0 … 1
   * @example
   * tensor([1, 2, 3, 5]).quantile(0.5); // 2.5
   */
  quantile<A extends Shape, const R extends Axes = undefined, Keep extends boolean = false>(
    this: Tensor<A>,
    q: number,
    axes?: R & AxesCheck<"quantile", R, A>,
    options?: {
      readonly keepdim?: Keep;
      readonly interpolation?: "linear" | "lower" | "higher" | "midpoint" | "nearest";
    },
  ): Tensor<Reduce<A, R, Keep>>;
  /**
   * Where values go in this sorted line so that it stays sorted, int32: before equal elements, or behind them (`right`).
   * This tensor has one axis; or both have equal leading axes, and lines and values at the last.
   *
   * @example
   * tensor([1, 3, 5]).searchsorted(tensor([3, 0, 9])); // [1, 0, 3]
   */
  searchsorted<V extends Shape>(values: Tensor<V>, options?: { readonly right?: boolean }): Tensor<V>;
  /**
   * How many elements are 0, 1, … length − 1, int32; or the sums of their weights.
   *
   * @param length how many numbers there are: the shape of a result cannot depend on data
   * @throws DataError when the result is read, if an element is outside
   * @example
   * tensor([0, 2, 2], { dtype: "int32" }).bincount(4); // [1, 0, 2, 0]
   */
  bincount<const Length extends number>(length: Length, weights?: Tensor | null): Tensor<[Length]>;
  /**
   * How many elements lie in each of some equal parts of a range, int32. Both ends belong to the range; without one it goes
   * from the smallest to the largest element. What is outside is not counted.
   *
   * @example
   * tensor([0, 1, 1.5, 4]).histogram(2, [0, 4]); // [3, 1]
   */
  histogram<const Bins extends number>(bins: Bins, range?: readonly [low: number, high: number] | null): Tensor<[Bins]>;
}
