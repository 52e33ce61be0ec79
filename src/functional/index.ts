// Functions of tensors that are no methods: losses, element-wise functions with a number on the left, keeping values.

import { ShapeError } from "../errors.ts";
import { weakNumber } from "../graph/compose/elementwise.ts";
import { crossEntropy, mean } from "../graph/compose/reductions.ts";
import { isRealized } from "../graph/node.ts";
import { indexLabel, take } from "../graph/ops/gather.ts";
import { reshape } from "../graph/ops/movement.ts";
import type { Timeline } from "../runtime/timeline.ts";
import { type Shape, sameShape, show } from "../shape.ts";
import { Tensor } from "../tensor.ts";
import type { Broadcast, BroadcastCheck } from "../types/broadcast.ts";

export { cat, concat, hstack, meshgrid, stack, vstack } from "./joining.ts";

const label = indexLabel("softmaxLoss", "label");

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
  const each = crossEntropy(logits.node, take(logits.node, labels.node, logits.rank - 1, label)); // (…, 1)
  return new Tensor(
    reshape(
      mean(
        each,
        shape.map((_, i) => i),
      ),
      [],
    ),
  );
}

/**
 * `a` where the condition holds, else `b`; the three broadcast.
 *
 * @example
 * const x = tensor([-1, 2]);
 * where(x.gt(0), x, 0); // [0, 2]
 */
export const where = <S extends Shape, A extends Shape = [], B extends Shape = []>(
  condition: Tensor<S>,
  a: (Tensor<A> | number) & BroadcastCheck<"where", S, A>,
  b: (Tensor<B> | number) & BroadcastCheck<"where", Broadcast<S, A>, B>,
): Tensor<Broadcast<Broadcast<S, A>, B>> => condition.where(a as Tensor, b as Tensor) as never;

/** A method whose first operand may be a number as well. */
const numberFirst =
  <Op extends "sub" | "div" | "pow">(op: Op) =>
  <B extends Shape, A extends Shape = []>(
    a: Tensor<A> | number,
    b: Tensor<B> & BroadcastCheck<Op, A, B>,
  ): Tensor<Broadcast<A, B>> => {
    const first: Tensor = typeof a === "number" ? new Tensor(weakNumber(a, b.node)) : a;
    return first[op](b as Tensor) as never;
  };
/**
 * a − b, where a may be a number.
 *
 * @example
 * sub(1, tensor([0.25])); // [0.75]
 */
export const sub = numberFirst("sub");
/**
 * a / b, where a may be a number.
 *
 * @example
 * div(1, tensor([2, 4])); // [0.5, 0.25]
 */
export const div = numberFirst("div");
/**
 * a to the power of b, where a may be a number.
 *
 * @example
 * pow(2, tensor([0, 3])); // [1, 8]
 */
export const pow = numberFirst("pow");

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
