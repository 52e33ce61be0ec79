// The softmax loss as a module.
import { ShapeError } from "../../../errors.ts";
import { show } from "../../../shape.ts";
import { Tensor } from "../../hw1/tensor.ts";
import { oneHot } from "../init/basic.ts";
import { logsumexp } from "../ops/logarithmic.ts";
import { Module } from "./module.ts";

/**
 * The mean over the batch of ln Σ exp(logits) − logits[label].
 *
 * @example
 * new nn.SoftmaxLoss()(new Tensor([[0, 0], [0, 0]]), [0, 1]); // 0.693147: ln 2
 */
export class SoftmaxLoss extends Module {
  /**
   * @param logits (batch, classes)
   * @param y labels (batch)
   * @throws ShapeError where the counts differ; DataError on a label outside the classes
   */
  override forward(logits: Tensor, y: Tensor | ArrayLike<number>): Tensor {
    const [batch, classes] = logits.shape;
    const count = y instanceof Tensor ? y.shape : [y.length];
    if (logits.shape.length !== 2 || count.length !== 1 || count[0] !== batch)
      throw new ShapeError(`SoftmaxLoss: logits ${show(logits.shape)} and labels ${show(count)} differ`);
    const { dtype, device } = logits;
    const picked = logits.mul(oneHot(classes!, y, { dtype, device })).sum(1); // (batch)
    return logsumexp(logits, 1).sub(picked).sum().div(batch!);
  }
}
