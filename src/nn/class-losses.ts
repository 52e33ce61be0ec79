// Losses of classifiers: how likely the right classes are.
import { ArgumentError, ShapeError } from "../errors.ts";
import { crossEntropy as logOdds } from "../graph/compose/reductions.ts";
import { indexLabel, take } from "../graph/ops/gather.ts";
import { sameShape, show } from "../shape.ts";
import { Tensor } from "../tensor.ts";
import { type LossOptions, reduced } from "./reduction.ts";

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
