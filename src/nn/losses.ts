// Losses as functions: how far predictions are from what they should be. Means over all elements unless asked otherwise.
import { ArgumentError, ShapeError } from "../errors.ts";
import { crossEntropy as logOdds } from "../graph/compose/reductions.ts";
import { indexLabel, take } from "../graph/ops/gather.ts";
import { sameShape, show } from "../shape.ts";
import { Tensor } from "../tensor.ts";

export interface LossOptions {
  /** What becomes of the losses of the elements. Default "mean". */
  readonly reduction?: "mean" | "sum" | "none";
}

function reduced(each: Tensor, { reduction = "mean" }: LossOptions): Tensor {
  return reduction === "none" ? each : reduction === "sum" ? each.sum() : each.mean();
}
function sameShapes(name: string, a: Tensor, b: Tensor): void {
  if (!sameShape(a.shape, b.shape))
    throw new ShapeError(`${name}: predictions ${show(a.shape)} and targets ${show(b.shape)} must have one shape`);
}

export interface ClassLossOptions extends LossOptions {
  /** A weight for each class. */
  readonly weight?: Tensor;
  /** This label does not count. */
  readonly ignoreIndex?: number;
}
export interface CrossEntropyOptions extends ClassLossOptions {
  /** How much of the target is spread over all classes (Szegedy et al. 2016). Default 0. */
  readonly labelSmoothing?: number;
}

/**
 * −log softmax(logits)[label].
 *
 * @param logits (N, classes) or (N, classes, …), float
 * @param target labels (N, …) of whole numbers, or probabilities of the shape of the logits
 * @throws DataError when the loss is read, if a label is outside the classes
 * @example
 * nn.crossEntropy(tensor([[0, 0], [0, 0]]), tensor([0, 1], { dtype: "int32" })); // 0.693147: log 2
 */
export function crossEntropy(logits: Tensor, target: Tensor, options: CrossEntropyOptions = {}): Tensor {
  const { labelSmoothing: smooth = 0, ...others } = options;
  const z = classesLast("crossEntropy", logits); // (N, …, classes)
  if (sameShape(target.shape, logits.shape) && target.rank > 0 && target.dtype.startsWith("float")) {
    const wanted = classesLast("crossEntropy", target)
      .mul(1 - smooth)
      .add(smooth / z.shape.at(-1)!);
    const each = z
      .logSoftmax(-1)
      .mul(others.weight === undefined ? wanted : wanted.mul(others.weight))
      .sum(-1)
      .neg();
    return reduced(each, options);
  }
  const picked = likelihoods("crossEntropy", z, target, others, (picked) =>
    new Tensor(logOdds(z.node, picked.node)).squeeze(-1),
  );
  if (smooth === 0) return averaged(picked, options);
  const logs = z.logSoftmax(-1);
  const { weight } = others;
  const everywhere = (weight === undefined ? logs : logs.mul(weight)).mean(-1).neg();
  const spread = picked.counts === null ? everywhere : everywhere.mul(picked.counts);
  const mix = (a: Tensor, b: Tensor): Tensor => a.mul(1 - smooth).add(b.mul(smooth));
  return averaged({ ...picked, each: mix(picked.each, spread) }, options);
}

/**
 * −logs[label]: the negative log likelihood of labels under log probabilities (N, classes, …).
 *
 * @example
 * nn.nllLoss(tensor([[-1, -2]]), tensor([1], { dtype: "int32" })); // 2
 */
export function nllLoss(logs: Tensor, labels: Tensor, options: ClassLossOptions = {}): Tensor {
  return averaged(
    likelihoods("nllLoss", classesLast("nllLoss", logs), labels, options, (picked) => picked.neg()),
    options,
  );
}

interface Picked {
  /** Of every label, weighted; 0 where it does not count. */
  readonly each: Tensor;
  /** 1 where the label counts, else 0; null: all do. */
  readonly counts: Tensor | null;
  /** The weight of every label, 0 where it does not count; null: all are 1. */
  readonly weights: Tensor | null;
}
/** `lossOf` makes a loss of the elements at the labels. */
function likelihoods(
  name: string,
  logs: Tensor,
  labels: Tensor,
  { weight, ignoreIndex }: ClassLossOptions,
  lossOf: (picked: Tensor) => Tensor,
): Picked {
  const classes = logs.shape.at(-1)!;
  if (!sameShape(labels.shape, logs.shape.slice(0, -1)))
    throw new ShapeError(
      `${name}: ${show(logs.shape)} (classes last) needs labels ${show(logs.shape.slice(0, -1))}, not ${show(labels.shape)}`,
    );
  if (labels.dtype.startsWith("float"))
    throw new ArgumentError(`${name}: labels are whole numbers, not ${labels.dtype}; convert them with to("int32")`);
  if (weight !== undefined && !sameShape(weight.shape, [classes]))
    throw new ShapeError(`${name}: ${classes} classes need weights [${classes}], not ${show(weight.shape)}`);
  const isCounted = ignoreIndex === undefined ? null : labels.ne(ignoreIndex);
  const safe = isCounted === null ? labels : isCounted.where(labels, 0);
  const counts = isCounted?.to(logs.dtype) ?? null;
  const ofLabels = weight?.take(safe) ?? null;
  const weights = ofLabels === null || counts === null ? (ofLabels ?? counts) : ofLabels.mul(counts);
  const negative = lossOf(new Tensor(take(logs.node, safe.node, logs.rank - 1, indexLabel(name, "label"))));
  return { each: weights === null ? negative : negative.mul(weights), counts, weights };
}
/** A mean divides by the weights of the labels, as in PyTorch: NaN where none counts, and then without a gradient. */
function averaged({ each, weights }: Picked, options: LossOptions): Tensor {
  const { reduction = "mean" } = options;
  if (reduction !== "mean" || weights === null) return reduced(each, options);
  const total = weights.sum();
  const isEmpty = total.eq(0);
  return isEmpty.where(Number.NaN, each.sum().div(isEmpty.where(1, total)));
}
/** (N, classes, …) → (N, …, classes). */
function classesLast(name: string, x: Tensor): Tensor {
  if (x.rank === 0) throw new ShapeError(`${name}: a 0-d tensor has no classes`);
  if (x.rank <= 2) return x;
  return x.permute(0, ...x.shape.slice(2).map((_, i) => i + 2), 1);
}

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
