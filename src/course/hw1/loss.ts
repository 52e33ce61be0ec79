// The softmax loss as a sentence of operations.
import { ShapeError } from "../../errors.ts";
import { sameShape, show } from "../../shape.ts";
import { TensorOp } from "./op.ts";
import type { Tensor } from "./tensor.ts";
import type { NDArray } from "./value.ts";

/**
 * Mean softmax cross-entropy over the batch: log Σⱼ exp(Z[i, j]) − Σⱼ Z[i, j] · yOneHot[i, j]. Each row's maximum is subtracted
 * first, so large logits do not overflow.
 *
 * @param Z logits (batch, classes)
 * @param yOneHot 1 at the label, 0 elsewhere (batch, classes)
 * @returns the loss in nats, ()
 * @throws ShapeError where the shapes differ or are no matrices
 * @example
 * softmaxLoss(new Tensor([[0, 0]]), new Tensor([[1, 0]], { requiresGrad: false })).numpy(); // 0.693147: ln 2
 */
export function softmaxLoss(Z: Tensor, yOneHot: Tensor): Tensor {
  const [batch] = Z.shape;
  if (Z.shape.length !== 2 || batch === undefined || !sameShape(Z.shape, yOneHot.shape))
    throw new ShapeError(`softmaxLoss: logits ${show(Z.shape)} and one-hot labels ${show(yOneHot.shape)} differ`);
  const shifted = Z.sub(new RowMaximum().call(Z)); // (batch, classes)
  const total = shifted.exp().sum(1).log(); // (batch)
  const picked = shifted.mul(yOneHot).sum(1); // (batch)
  return total.sub(picked).sum().div(batch);
}

/** The maximum of each row, (n, 1). The loss does not depend on what is subtracted, so no gradient goes through. */
class RowMaximum extends TensorOp {
  override compute(a: NDArray): NDArray {
    return a.max(1, { keepdim: true });
  }
  override gradient(): null {
    return null;
  }
}
