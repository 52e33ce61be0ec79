// Parts of a tensor, by position or by other tensors.
import type { Tensor } from "../../tensor.ts";
import type { IndexAt, IndexAtCheck } from "../indexing.ts";
import type { Shape } from "../shape.ts";

export interface IndexMethods {
  /** The i-th slice along the first axis; negative i counts from the end. */
  at<A extends Shape>(this: Tensor<A> & IndexAtCheck<A>, index: number): Tensor<IndexAt<A>>;
  /**
   * The rows `start` to `end` (exclusive) along one axis. Of a stored tensor along axis 0 the offset is a run-time number:
   * all batches of a data set share one plan.
   *
   * @throws AxisError if the range is not within the axis
   * @example
   * tensor([[1, 2, 3], [4, 5, 6]]).slice(1, 3, 1); // [[2, 3], [5, 6]]
   */
  slice(start: number, end: number, axis?: number): Tensor;
  /**
   * The rows that `ids` names: (rows, rest…) and ids (picks…) give (picks…, rest…). Along another axis, slices of it:
   * (before…, size, after…) gives (before…, picks…, after…).
   *
   * @throws DataError when the result is read, if an id is outside
   * @example
   * const table = tensor([[1, 2], [3, 4], [5, 6]]);
   * table.take(tensor([2, 0], { dtype: "int32" })); // [[5, 6], [1, 2]]
   */
  take(ids: Tensor, axis?: number): Tensor;
  /**
   * `a` where this is true, else `b`; the three broadcast.
   *
   * @example
   * tensor([1, -2]).gt(0).where(1, 0); // [1, 0]
   */
  where(a: Tensor | number, b: Tensor | number): Tensor;
  /**
   * 1 at the class and 0 elsewhere: (…) of classes gives (…, classes) of float32.
   *
   * @example
   * tensor([2, 0], { dtype: "int32" }).oneHot(3); // [[0, 0, 1], [1, 0, 0]]
   */
  oneHot(classes: number): Tensor;
}
