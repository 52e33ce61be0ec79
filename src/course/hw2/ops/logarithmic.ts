// Logarithms of sums of exponentials, with each maximum subtracted first: stable for logits of 1e10.
import { normalizeAxes } from "../../../shape.ts";
import { inputOf, TensorOp } from "../../hw1/op.ts";
import type { Axes } from "../../hw1/ops/contraction.ts";
import { exp } from "../../hw1/ops/unary.ts";
import type { Tensor } from "../../hw1/tensor.ts";
import type { NDArray } from "../../hw1/value.ts";

/** ln Σ exp over axes, which disappear. */
export class LogSumExp extends TensorOp {
  readonly axes: Axes;
  constructor(axes: Axes = null) {
    super();
    this.axes = axes;
  }
  override compute(Z: NDArray): NDArray {
    return Z.logSumExp(normalizeAxes("logsumexp", this.axes, Z.rank, Z.shape));
  }
  override gradient(outGrad: Tensor, node: Tensor): Tensor {
    const Z = inputOf(node);
    const { shape } = Z;
    const summed = normalizeAxes("logsumexp", this.axes, shape.length, shape);
    const kept = shape.map((size, i) => (summed.includes(i) ? 1 : size));
    const wide = (x: Tensor): Tensor => x.reshape(kept).broadcastTo(shape);
    return wide(outGrad).mul(exp(Z.sub(wide(node))));
  }
}

/** Z − ln Σ exp(Z) over the last axis. */
export class LogSoftmax extends TensorOp {
  override compute(Z: NDArray): NDArray {
    return Z.logSoftmax(-1);
  }
  override gradient(outGrad: Tensor, node: Tensor): Tensor {
    const total = outGrad.sum(-1).reshape([...node.shape.slice(0, -1), 1]);
    return outGrad.sub(exp(node).mul(total.broadcastTo(node.shape)));
  }
}

/**
 * ln Σ exp over axes.
 *
 * @param Z any shape
 * @param axes one, a list, or null for all; they disappear from the shape
 * @throws AxisError where an axis does not exist or is named twice
 * @example
 * logsumexp(new Tensor([[0, 0], [1e10, 0]]), 1); // [0.693147, 1e10]
 */
export const logsumexp = (Z: Tensor, axes: Axes = null): Tensor => new LogSumExp(axes).call(Z);

/**
 * The logarithms of softmax probabilities over the last axis.
 *
 * @param Z logits (…, classes)
 * @example
 * logsoftmax(new Tensor([[0, 0]])); // [[-0.693147, -0.693147]]
 */
export const logsoftmax = (Z: Tensor): Tensor => new LogSoftmax().call(Z);
