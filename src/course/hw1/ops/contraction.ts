// Operations that sum: over axes, and the matrix product.
import { ShapeError } from "../../../errors.ts";
import { normalizeAxes, show } from "../../../shape.ts";
import { inputOf, inputsOf, TensorOp } from "../op.ts";
import { sumTo } from "../sum-to.ts";
import type { Tensor } from "../tensor.ts";
import type { NDArray } from "../value.ts";

/** Which axes to sum over: null means all. */
export type Axes = number | readonly number[] | null;

/** The sum over axes, which disappear. */
export class Summation extends TensorOp {
  readonly axes: Axes;
  constructor(axes: Axes = null) {
    super();
    this.axes = axes;
  }
  override compute(a: NDArray): NDArray {
    return a.sum(normalizeAxes("summation", this.axes, a.rank, a.shape));
  }
  override gradient(outGrad: Tensor, node: Tensor): Tensor {
    const { shape } = inputOf(node);
    const summed = normalizeAxes("summation", this.axes, shape.length, shape);
    const kept = shape.map((size, i) => (summed.includes(i) ? 1 : size));
    return outGrad.reshape(kept).broadcastTo(shape);
  }
}

/** The matrix product over the last two axes; the axes before broadcast in both directions. */
export class MatMul extends TensorOp {
  override compute(a: NDArray, b: NDArray): NDArray {
    if (a.rank < 2 || b.rank < 2)
      throw new ShapeError(`matmul: matrices have two axes or more, not ${show(a.shape)} @ ${show(b.shape)}`);
    return a.matmul(b);
  }
  override gradient(outGrad: Tensor, node: Tensor): [Tensor | null, Tensor | null] {
    const [a, b] = inputsOf(node);
    return [
      a.requiresGrad ? sumTo(outGrad.matmul(b.transpose()), a.shape) : null, // a product is worth saving
      b.requiresGrad ? sumTo(a.transpose().matmul(outGrad), b.shape) : null,
    ];
  }
}

/**
 * The sum over axes, which disappear from the shape.
 *
 * @param a any shape
 * @param axes one, a list, or null for all; negative ones count from the end
 * @throws AxisError where an axis does not exist or is named twice
 * @example
 * const a = new Tensor([[1, 2], [3, 4]]);
 * summation(a); // 10
 * summation(a, 1); // [3, 7]
 * summation(a, [0, -1]); // 10
 */
export const summation = (a: Tensor, axes: Axes = null): Tensor => new Summation(axes).call(a);

/**
 * The matrix product. Axes before the last two are batches and broadcast in both directions.
 *
 * @param a (…, m, k)
 * @param b (…, k, n)
 * @returns (…, m, n)
 * @throws ShapeError where the inner sizes differ, or batches do not broadcast
 * @example
 * matmul(new Tensor([[1, 2]]), new Tensor([[3], [4]])); // [[11]]
 * // batches broadcast: (8, 1, 5, 4) @ (3, 4, 2) → (8, 3, 5, 2)
 */
export const matmul = (a: Tensor, b: Tensor): Tensor => new MatMul().call(a, b);
