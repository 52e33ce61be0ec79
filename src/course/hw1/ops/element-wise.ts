// Functions of two tensors, element by element. The course broadcasts only on request; where shapes differ here, they
// broadcast as in NumPy, and gradients are summed back.
import { inputsOf, TensorOp } from "../op.ts";
import { sumTo } from "../sum-to.ts";
import type { Tensor } from "../tensor.ts";
import type { NDArray } from "../value.ts";

/** a + b. */
export class EWiseAdd extends TensorOp {
  override compute(a: NDArray, b: NDArray): NDArray {
    return a.add(b);
  }
  override gradient(outGrad: Tensor, node: Tensor): [Tensor, Tensor] {
    const [a, b] = inputsOf(node);
    return [sumTo(outGrad, a.shape), sumTo(outGrad, b.shape)];
  }
}

/** a · b. */
export class EWiseMul extends TensorOp {
  override compute(a: NDArray, b: NDArray): NDArray {
    return a.mul(b);
  }
  override gradient(outGrad: Tensor, node: Tensor): [Tensor, Tensor] {
    const [a, b] = inputsOf(node);
    return [sumTo(outGrad.mul(b), a.shape), sumTo(outGrad.mul(a), b.shape)];
  }
}

/** a / b. */
export class EWiseDiv extends TensorOp {
  override compute(a: NDArray, b: NDArray): NDArray {
    return a.div(b);
  }
  override gradient(outGrad: Tensor, node: Tensor): [Tensor, Tensor] {
    const [a, b] = inputsOf(node);
    return [sumTo(outGrad.div(b), a.shape), sumTo(outGrad.mul(a).div(b.mul(b)).neg(), b.shape)];
  }
}

/** a to the power of b. */
export class EWisePow extends TensorOp {
  override compute(a: NDArray, b: NDArray): NDArray {
    return a.pow(b);
  }
  override gradient(outGrad: Tensor, node: Tensor): [Tensor, Tensor] {
    const [a, b] = inputsOf(node);
    const byBase = outGrad.mul(b).mul(a.pow(b.sub(1))); // b·a^(b−1)
    const byExponent = outGrad.mul(node).mul(a.log()); // a^b·ln a
    return [sumTo(byBase, a.shape), sumTo(byExponent, b.shape)];
  }
}

/**
 * a + b, element by element.
 *
 * @param a any shape
 * @param b the same, or one that broadcasts with it
 * @example
 * add(new Tensor([1, 2]), new Tensor([3, 4])); // [4, 6]
 */
export const add = (a: Tensor, b: Tensor): Tensor => new EWiseAdd().call(a, b);

/**
 * a · b, element by element.
 *
 * @param a any shape
 * @param b the same, or one that broadcasts with it
 * @example
 * multiply(new Tensor([1, 2]), new Tensor([3, 4])); // [3, 8]
 */
export const multiply = (a: Tensor, b: Tensor): Tensor => new EWiseMul().call(a, b);

/**
 * a / b, element by element.
 *
 * @param a any shape
 * @param b the same, or one that broadcasts with it
 * @example
 * divide(new Tensor([1, 2]), new Tensor([4, 4])); // [0.25, 0.5]
 */
export const divide = (a: Tensor, b: Tensor): Tensor => new EWiseDiv().call(a, b);

/**
 * a to the power of b, element by element. The gradient for `b` has the logarithm of `a`: NaN where `a` is negative.
 *
 * @param a any shape
 * @param b the same, or one that broadcasts with it
 * @example
 * power(new Tensor([2, 3]), new Tensor([3, 2])); // [8, 9]
 */
export const power = (a: Tensor, b: Tensor): Tensor => new EWisePow().call(a, b);
