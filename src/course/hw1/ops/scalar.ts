// Functions of a tensor and a number, element by element. The number takes the tensor's dtype: float32 stays float32.
import { inputOf, TensorOp } from "../op.ts";
import type { Tensor } from "../tensor.ts";
import type { NDArray } from "../value.ts";

/** An operation that remembers a number. */
abstract class ScalarOp extends TensorOp {
  readonly scalar: number;
  constructor(scalar: number) {
    super();
    this.scalar = scalar;
  }
}

/** a + scalar. */
export class AddScalar extends ScalarOp {
  override compute(a: NDArray): NDArray {
    return a.add(this.scalar);
  }
  override gradient(outGrad: Tensor): Tensor {
    return outGrad;
  }
}

/** a · scalar. */
export class MulScalar extends ScalarOp {
  override compute(a: NDArray): NDArray {
    return a.mul(this.scalar);
  }
  override gradient(outGrad: Tensor): Tensor {
    return outGrad.mul(this.scalar);
  }
}

/** a / scalar. */
export class DivScalar extends ScalarOp {
  override compute(a: NDArray): NDArray {
    return a.div(this.scalar);
  }
  override gradient(outGrad: Tensor): Tensor {
    return outGrad.div(this.scalar);
  }
}

/** a to the power of scalar. */
export class PowerScalar extends ScalarOp {
  override compute(a: NDArray): NDArray {
    return a.pow(this.scalar);
  }
  override gradient(outGrad: Tensor, node: Tensor): Tensor {
    if (this.scalar === 0) return outGrad.mul(0); // 0·a⁻¹ would be NaN at 0
    return outGrad.mul(
      inputOf(node)
        .pow(this.scalar - 1)
        .mul(this.scalar),
    );
  }
}

/**
 * a + scalar.
 *
 * @param a any shape
 * @example
 * addScalar(new Tensor([1, 2]), 3); // [4, 5]
 */
export const addScalar = (a: Tensor, scalar: number): Tensor => new AddScalar(scalar).call(a);

/**
 * a · scalar.
 *
 * @param a any shape
 * @example
 * mulScalar(new Tensor([1, 2]), 3); // [3, 6]
 */
export const mulScalar = (a: Tensor, scalar: number): Tensor => new MulScalar(scalar).call(a);

/**
 * a / scalar.
 *
 * @param a any shape
 * @example
 * divideScalar(new Tensor([1, 2]), 4); // [0.25, 0.5]
 */
export const divideScalar = (a: Tensor, scalar: number): Tensor => new DivScalar(scalar).call(a);

/**
 * a to the power of a real number.
 *
 * @param a any shape
 * @example
 * powerScalar(new Tensor([1, 4]), 0.5); // [1, 2]
 */
export const powerScalar = (a: Tensor, scalar: number): Tensor => new PowerScalar(scalar).call(a);
