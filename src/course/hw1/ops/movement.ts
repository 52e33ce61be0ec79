// The same numbers in another arrangement.
import type { Shape } from "../../../shape.ts";
import { inputOf, TensorOp } from "../op.ts";
import { sumTo } from "../sum-to.ts";
import type { Tensor } from "../tensor.ts";
import type { NDArray } from "../value.ts";

/** Two axes. */
export type AxisPair = readonly [number, number];

/** Swaps two axes, by default the last two. */
export class Transpose extends TensorOp {
  readonly axes: AxisPair | null;
  constructor(axes: AxisPair | null = null) {
    super();
    this.axes = axes;
  }
  override compute(a: NDArray): NDArray {
    return this.axes === null ? a.transpose() : a.transpose(this.axes[0], this.axes[1]);
  }
  override gradient(outGrad: Tensor): Tensor {
    return outGrad.transpose(this.axes);
  }
}

/** The same numbers in the same order with other sizes. */
export class Reshape extends TensorOp {
  readonly shape: Shape;
  constructor(shape: Shape) {
    super();
    this.shape = shape;
  }
  override compute(a: NDArray): NDArray {
    return a.reshape(this.shape);
  }
  override gradient(outGrad: Tensor, node: Tensor): Tensor {
    return outGrad.reshape(inputOf(node).shape);
  }
}

/** Repeats along new axes in front and axes of size 1. */
export class BroadcastTo extends TensorOp {
  readonly shape: Shape;
  constructor(shape: Shape) {
    super();
    this.shape = shape;
  }
  override compute(a: NDArray): NDArray {
    return a.expand(this.shape);
  }
  override gradient(outGrad: Tensor, node: Tensor): Tensor {
    return sumTo(outGrad, inputOf(node).shape);
  }
}

/**
 * Swaps two axes. This is not NumPy's permutation of all axes.
 *
 * @param a two axes or more
 * @param axes the two to swap; negative ones count from the end; null: the last two
 * @throws ShapeError where there are fewer than two axes; AxisError where one does not exist
 * @example
 * const a = new Tensor([[1, 2], [3, 4]]);
 * transpose(a); // [[1, 3], [2, 4]]
 * transpose(a, [0, 1]); // [[1, 3], [2, 4]]
 */
export const transpose = (a: Tensor, axes: AxisPair | null = null): Tensor => new Transpose(axes).call(a);

/**
 * The same numbers, row by row, in another shape.
 *
 * @param a any shape
 * @param shape as many elements; one size may be −1
 * @throws ShapeError where the number of elements differs
 * @example
 * reshape(new Tensor([[1, 2], [3, 4]]), [4]); // [1, 2, 3, 4]
 */
export const reshape = (a: Tensor, shape: Shape): Tensor => new Reshape(shape).call(a);

/**
 * Repeats along axes of size 1 and along new axes in front.
 *
 * @param a any shape that broadcasts to `shape`
 * @throws ShapeError where it does not
 * @example
 * broadcastTo(new Tensor([1, 2]), [2, 2]); // [[1, 2], [1, 2]]
 */
export const broadcastTo = (a: Tensor, shape: Shape): Tensor => new BroadcastTo(shape).call(a);
