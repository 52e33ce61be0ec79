// Reading and writing at indices along an axis.
import type { Tensor } from "../../tensor.ts";
import type { Shape } from "../shape.ts";

export interface GatherMethods<S extends Shape> {
  /**
   * The elements that `ids` names along one axis, all other coordinates being those of the index. The indices have as many
   * axes as the tensor, and no larger sizes but along that axis; the result has their shape.
   *
   * @throws ShapeError if the indices do not fit; DataError when the result is read, if one is outside
   * @example
   * const x = tensor([[1, 2, 3], [4, 5, 6]]);
   * x.takeAlong(tensor([[2], [0]], { dtype: "int32" }), 1); // [[3], [4]]
   */
  takeAlong<I extends Shape>(ids: Tensor<I>, axis: number): Tensor<I>;
  /**
   * `takeAlong` with PyTorch's name and order of arguments.
   *
   * @example
   * tensor([[1, 2], [3, 4]]).gather(0, tensor([[1, 0]], { dtype: "int32" })); // [[3, 2]]
   */
  gather<I extends Shape>(axis: number, ids: Tensor<I>): Tensor<I>;
  /**
   * This tensor with values put at the indices along one axis; of several values for one place the last one stays.
   *
   * @param values of the shape of `ids`, or a number
   * @throws ShapeError if the indices do not fit; DataError when the result is read, if one is outside
   * @example
   * tensor([1, 2, 3]).scatter(0, tensor([2, 0, 2], { dtype: "int32" }), tensor([7, 8, 9])); // [8, 2, 9]
   */
  scatter(axis: number, ids: Tensor, values: Tensor | number): Tensor<S>;
  /**
   * This tensor with values added at the indices along one axis, in a fixed order: the same bits at every run.
   *
   * @param values of the shape of `ids`, or a number
   * @throws ShapeError if the indices do not fit; DataError when the result is read, if one is outside
   * @example
   * tensor([1, 2, 3]).scatterAdd(0, tensor([2, 0, 2], { dtype: "int32" }), 10); // [11, 2, 23]
   */
  scatterAdd(axis: number, ids: Tensor, values: Tensor | number): Tensor<S>;
}
