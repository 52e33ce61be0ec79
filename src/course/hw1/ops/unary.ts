// Functions of one tensor, element by element.
import { inputOf, TensorOp } from "../op.ts";
import type { Tensor } from "../tensor.ts";
import type { NDArray } from "../value.ts";

/** −a. */
export class Negate extends TensorOp {
  override compute(a: NDArray): NDArray {
    return a.neg();
  }
  override gradient(outGrad: Tensor): Tensor {
    return outGrad.neg();
  }
}

/** ln a. */
export class Log extends TensorOp {
  override compute(a: NDArray): NDArray {
    return a.log();
  }
  override gradient(outGrad: Tensor, node: Tensor): Tensor {
    return outGrad.div(inputOf(node));
  }
}

/** e to the power of a. */
export class Exp extends TensorOp {
  override compute(a: NDArray): NDArray {
    return a.exp();
  }
  override gradient(outGrad: Tensor, node: Tensor): Tensor {
    return outGrad.mul(node);
  }
}

/** max(a, 0). */
export class ReLU extends TensorOp {
  override compute(a: NDArray): NDArray {
    return a.relu();
  }
  override gradient(outGrad: Tensor, node: Tensor): Tensor {
    return outGrad.mul(new Positive().call(inputOf(node)));
  }
}

/** 1 where a > 0, 0 elsewhere: steps, so no gradient goes through. */
class Positive extends TensorOp {
  override compute(a: NDArray): NDArray {
    return a.gt(0).to(a.dtype);
  }
  override gradient(): null {
    return null;
  }
}

/**
 * −a.
 *
 * @param a any shape
 * @example
 * negate(new Tensor([1, -2])); // [-1, 2]
 */
export const negate = (a: Tensor): Tensor => new Negate().call(a);

/**
 * The natural logarithm.
 *
 * @param a any shape
 * @example
 * log(new Tensor([1, Math.E])); // [0, 1]
 */
export const log = (a: Tensor): Tensor => new Log().call(a);

/**
 * e to the power of a.
 *
 * @param a any shape
 * @example
 * exp(new Tensor([0, 1])); // [1, 2.718…]
 */
export const exp = (a: Tensor): Tensor => new Exp().call(a);

/**
 * max(a, 0). The gradient is 1 where a > 0, and 0 at 0.
 *
 * @param a any shape
 * @example
 * relu(new Tensor([-1, 0, 2])); // [0, 0, 2]
 */
export const relu = (a: Tensor): Tensor => new ReLU().call(a);
