// Products of tensors.
import type { Tensor } from "../../tensor.ts";
import type { MatMul, MatMulCheck } from "../matmul.ts";
import type { Shape } from "../shape.ts";

export interface ProductMethods {
  /**
   * The matrix product: (…, m, k) and (…, k, n) give (…, m, n). Batches broadcast; a 1-d operand is a row at the left, a
   * column at the right.
   *
   * @throws ShapeError if the inner sizes differ
   * @example
   * tensor([[1, 2], [3, 4]]).matmul(tensor([1, 1])); // [3, 7]
   */
  matmul<A extends Shape, B extends Shape>(this: Tensor<A>, other: Tensor<B> & MatMulCheck<A, B>): Tensor<MatMul<A, B>>;
}
