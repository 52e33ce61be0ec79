// Reading and writing along an axis at indices, which are tensors of integers.
import type { Tensor } from "../../tensor.ts";
import type { AxisCheck } from "../axes.ts";
import type { Replace } from "../edit.ts";
import type { TakeAlong } from "../indexing.ts";
import type { Shape } from "../shape.ts";

export interface GatherMethods {
  /**
   * The rows of an axis that `ids` names: (…, rows, …) and ids (picks…) give (…, picks…, …).
   *
   * @throws DataError when the result is read, if an id is outside
   * @example
   * const table = tensor([[1, 2], [3, 4], [5, 6]]);
   * table.take(tensor([2, 0], { dtype: "int32" })); // [[5, 6], [1, 2]]
   */
  take<A extends Shape, I extends Shape, const Axis extends number = 0>(
    this: Tensor<A>,
    ids: Tensor<I>,
    axis?: Axis & AxisCheck<"take", Axis, A>,
  ): Tensor<Replace<A, Axis, I>>;
  /**
   * The same with the axis first, as in PyTorch.
   *
   * @example
   * tensor([[1, 2, 3]]).indexSelect(1, tensor([2, 2], { dtype: "int32" })); // [[3, 3]]
   */
  indexSelect<A extends Shape, I extends Shape, const Axis extends number>(
    this: Tensor<A>,
    axis: Axis & AxisCheck<"indexSelect", Axis, A>,
    ids: Tensor<I>,
  ): Tensor<Replace<A, Axis, I>>;
  /**
   * For each id the element that it names along the axis, at the id's own other coordinates. As in PyTorch `ids` may be
   * smaller than this tensor along the other axes.
   *
   * @throws DataError when the result is read, if an id is outside
   * @example
   * tensor([[1, 2], [3, 4]]).gather(1, tensor([[1], [0]], { dtype: "int32" })); // [[2], [3]]
   */
  gather<A extends Shape, I extends Shape, const Axis extends number>(
    this: Tensor<A>,
    axis: Axis & AxisCheck<"gather", Axis, A>,
    ids: Tensor<I>,
  ): Tensor<I>;
  /**
   * The same where the other axes broadcast, as in NumPy's `take_along_axis`.
   *
   * @example
   * tensor([[1, 2], [3, 4]]).takeAlong(tensor([[1]], { dtype: "int32" }), 1); // [[2], [4]]
   */
  takeAlong<A extends Shape, I extends Shape, const Axis extends number>(
    this: Tensor<A>,
    ids: Tensor<I>,
    axis: Axis & AxisCheck<"takeAlong", Axis, A>,
  ): Tensor<TakeAlong<A, I, Axis>>;
  /**
   * This tensor with values put where `ids` says along an axis: out[ids[i, j], j] = values[i, j] for axis 0. Of several for
   * one place the last one stays.
   *
   * @throws DataError when the result is read, if an id is outside
   * @example
   * zeros([3]).scatter(0, tensor([2, 0], { dtype: "int32" }), tensor([5, 6])); // [6, 0, 5]
   */
  scatter<A extends Shape, const Axis extends number>(
    this: Tensor<A>,
    axis: Axis & AxisCheck<"scatter", Axis, A>,
    ids: Tensor,
    values: Tensor | number,
  ): Tensor<A>;
  /**
   * This tensor with values added where `ids` says along an axis, in a fixed order.
   *
   * @throws DataError when the result is read, if an id is outside
   * @example
   * zeros([3]).scatterAdd(0, tensor([2, 2], { dtype: "int32" }), tensor([5, 6])); // [0, 0, 11]
   */
  scatterAdd<A extends Shape, const Axis extends number>(
    this: Tensor<A>,
    axis: Axis & AxisCheck<"scatterAdd", Axis, A>,
    ids: Tensor,
    values: Tensor | number,
  ): Tensor<A>;
  /**
   * This tensor with the rows of `values` added to the rows of an axis that `ids` names.
   *
   * @throws DataError when the result is read, if an id is outside
   * @example
   * ones([3, 2]).indexAdd(0, tensor([0, 0], { dtype: "int32" }), ones([2, 2])); // [[3, 3], [1, 1], [1, 1]]
   */
  indexAdd<A extends Shape, const Axis extends number>(
    this: Tensor<A>,
    axis: Axis & AxisCheck<"indexAdd", Axis, A>,
    ids: Tensor,
    values: Tensor,
  ): Tensor<A>;
}
