// Losses of numbers and probabilities: how far predictions are from what they should be. Means over all elements unless asked.
import type { Tensor } from "../tensor.ts";
import { type LossOptions, reduced, sameShapes } from "./reduction.ts";

/**
 * (x − y)².
 *
 * @example
 * nn.mseLoss(tensor([1, 2]), tensor([1, 4])); // 2
 */
export function mseLoss(x: Tensor, y: Tensor, options: LossOptions = {}): Tensor {
  sameShapes("mseLoss", x, y);
  return reduced(x.sub(y).square(), options);
}
/** |x − y|. */
export function l1Loss(x: Tensor, y: Tensor, options: LossOptions = {}): Tensor {
  sameShapes("l1Loss", x, y);
  return reduced(x.sub(y).abs(), options);
}
/**
 * (x − y)² / 2 where |x − y| < delta, else delta · (|x − y| − delta / 2) (Huber 1964).
 *
 * @example
 * nn.huberLoss(tensor([0, 0]), tensor([1, 3]), { reduction: "none" }); // [0.5, 2.5]
 */
export function huberLoss(
  x: Tensor,
  y: Tensor,
  { delta = 1, ...options }: LossOptions & { readonly delta?: number } = {},
): Tensor {
  sameShapes("huberLoss", x, y);
  const far = x.sub(y).abs();
  const near = far.minimum(delta);
  return reduced(near.mul(far.sub(near.mul(0.5))), options); // both branches are min(d, δ) · (d − min(d, δ) / 2)
}
/** Huber's loss divided by beta: PyTorch's smooth L1. */
export const smoothL1Loss = (
  x: Tensor,
  y: Tensor,
  { beta = 1, ...options }: LossOptions & { readonly beta?: number } = {},
): Tensor => (beta === 0 ? l1Loss(x, y, options) : huberLoss(x, y, { ...options, delta: beta }).div(beta));

/**
 * −y log p − (1 − y) log(1 − p) for probabilities p; logs are cut at −100, as in PyTorch.
 *
 * @example
 * nn.bceLoss(tensor([0.5]), tensor([1])); // 0.693147
 */
export function bceLoss(
  p: Tensor,
  y: Tensor,
  { weight, ...options }: LossOptions & { readonly weight?: Tensor } = {},
): Tensor {
  sameShapes("bceLoss", p, y);
  const yes = p.log().maximum(-100);
  const no = p.neg().log1p().maximum(-100);
  const each = y.mul(yes).add(y.neg().add(1).mul(no)).neg();
  return reduced(weight === undefined ? each : each.mul(weight), options);
}
/**
 * The same for logits z with p = sigmoid(z), stable for any size.
 *
 * @param options `positiveWeight` counts the positive examples of a class more
 * @example
 * nn.bceWithLogitsLoss(tensor([0]), tensor([1])); // 0.693147
 */
export function bceWithLogitsLoss(
  z: Tensor,
  y: Tensor,
  {
    weight,
    positiveWeight,
    ...options
  }: LossOptions & { readonly weight?: Tensor; readonly positiveWeight?: Tensor } = {},
): Tensor {
  sameShapes("bceWithLogitsLoss", z, y);
  const softplusNegative = z.abs().neg().exp().log1p().add(z.neg().maximum(0)); // log(1 + e^−z)
  const scale = positiveWeight === undefined ? null : y.mul(positiveWeight.sub(1)).add(1);
  const each = z.mul(y.neg().add(1)).add(scale === null ? softplusNegative : softplusNegative.mul(scale));
  return reduced(weight === undefined ? each : each.mul(weight), options);
}
/**
 * y · (log y − x) for log probabilities x: the Kullback–Leibler divergence of what x says from y. `batchMean` divides the
 * sum by the number of rows, which is the divergence; the mean divides by the number of elements.
 *
 * @example
 * nn.klDivLoss(tensor([[-1, -1]]), tensor([[0.5, 0.5]]), { reduction: "sum" }); // 0.306853
 */
export function klDivLoss(
  x: Tensor,
  y: Tensor,
  {
    reduction = "mean",
    logTarget = false,
  }: { readonly reduction?: LossOptions["reduction"] | "batchMean"; readonly logTarget?: boolean } = {},
): Tensor {
  sameShapes("klDivLoss", x, y);
  const each = logTarget ? y.exp().mul(y.sub(x)) : y.gt(0).where(y.mul(y.gt(0).where(y, 1).log().sub(x)), 0);
  return reduction === "batchMean" ? each.sum().div(x.shape[0] ?? 1) : reduced(each, { reduction });
}
