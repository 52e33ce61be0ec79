// The hyperbolic tangent.
import { TensorOp } from "../../hw1/op.ts";
import type { Tensor } from "../../hw1/tensor.ts";
import type { NDArray } from "../../hw1/value.ts";

/** tanh a. */
export class Tanh extends TensorOp {
  override compute(a: NDArray): NDArray {
    return a.tanh();
  }
  override gradient(outGrad: Tensor, node: Tensor): Tensor {
    return outGrad.mul(node.mul(node).rsub(1));
  }
}

/**
 * The hyperbolic tangent, element by element.
 *
 * @param a any shape
 * @example
 * tanh(new Tensor([0, 1])); // [0, 0.761594]
 */
export const tanh = (a: Tensor): Tensor => new Tanh().call(a);
