// Functions of tensors that are no methods: losses, element-wise functions with a number on the left, keeping values.

import { full } from "./create.ts";
import { ShapeError } from "./errors.ts";
import { crossEntropy } from "./graph/compose/reductions.ts";
import { isRealized } from "./graph/node.ts";
import { indexLabel, take } from "./graph/ops/gather.ts";
import { map } from "./graph/ops/map.ts";
import { reshape } from "./graph/ops/movement.ts";
import { fold } from "./graph/ops/reduce.ts";
import { numberLike } from "./graph/ops/source.ts";
import { call, formula } from "./ir/formula.ts";
import type { Timeline } from "./runtime/timeline.ts";
import { sameShape, show } from "./shape.ts";
import { Tensor } from "./tensor.ts";

const label = indexLabel("softmaxLoss", "label");
const scaled = formula((x, by) => call("mul", x, by));

/**
 * Mean over the batch of log Σ exp z − z[label]: the cross entropy of softmax(logits) against whole-number labels.
 *
 * @param logits (…, classes), float
 * @param labels (…), integers in [0, classes); one outside fails the run and no update of it is published
 * @example
 * softmaxLoss(tensor([[0, 0], [0, 0]]), tensor([0, 1], { dtype: "int32" })); // 0.693147: log 2
 */
export function softmaxLoss(logits: Tensor, labels: Tensor): Tensor<[]> {
  const { shape } = logits;
  if (logits.rank === 0 || !sameShape(labels.shape, shape.slice(0, -1)))
    throw new ShapeError(
      `softmaxLoss: logits ${show(shape)} need labels of shape ${show(shape.slice(0, -1))}, not ${show(labels.shape)}`,
    );
  const last = logits.rank - 1;
  const each = crossEntropy(logits.node, take(logits.node, labels.node, last, label));
  const sum = fold("sum", each, (2 << last) - 1);
  return new Tensor(reshape(map(scaled, sum, numberLike(1 / labels.size, sum)), []));
}

/**
 * `a` where the condition holds, else `b`; the three broadcast.
 *
 * @example
 * const x = tensor([-1, 2]);
 * where(x.gt(0), x, 0); // [0, 2]
 */
export const where = (condition: Tensor, a: Tensor | number, b: Tensor | number): Tensor => condition.where(a, b);

const beside = (x: number, like: Tensor): Tensor =>
  full([], x, {
    dtype:
      Number.isInteger(x) || like.dtype.startsWith("float")
        ? like.dtype === "bool"
          ? "int32"
          : like.dtype
        : "float32",
    device: like.device,
  });
/**
 * a − b, where a may be a number.
 *
 * @example
 * sub(1, tensor([0.25])); // [0.75]
 */
export const sub = (a: Tensor | number, b: Tensor): Tensor => (typeof a === "number" ? beside(a, b).sub(b) : a.sub(b));
/**
 * a / b, where a may be a number.
 *
 * @example
 * div(1, tensor([2, 4])); // [0.5, 0.25]
 */
export const div = (a: Tensor | number, b: Tensor): Tensor => (typeof a === "number" ? beside(a, b).div(b) : a.div(b));
/**
 * a to the power of b, where a may be a number.
 *
 * @example
 * pow(2, tensor([0, 3])); // [1, 8]
 */
export const pow = (a: Tensor | number, b: Tensor): Tensor => (typeof a === "number" ? beside(a, b).pow(b) : a.pow(b));

/**
 * Has the next run compute and keep a tensor, though others are made of it: it can be read at any later time, also after
 * the variables it was made of have changed.
 *
 * @example
 * const w = parameter(tensor([1, 2]));
 * const hidden = keep(w.mul(10));
 * hidden.sum().backward();
 * w.assign(w.sub(w.gradient!));
 * w; // [-9, -8]
 * hidden; // [10, 20]
 */
export function keep<T extends Tensor>(t: T): T {
  if (!isRealized(t.node)) (t.node.type.place as Timeline).pending.kept.push(t.node);
  return t;
}
