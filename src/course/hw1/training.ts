// Homework 0's network once more: the forward pass is all there is to write.
import { ShapeError } from "../../errors.ts";
import { show } from "../../shape.ts";
import { checkLabels, checkSteps, type Labels } from "../hw0/softmax.ts";
import { lossErr as lossErrOfMatrix } from "../hw0/training.ts";
import { type Floats, HostMatrix } from "../matrix.ts";
import { softmaxLoss } from "./loss.ts";
import { Tensor } from "./tensor.ts";

/**
 * One pass of minibatch gradient descent on the softmax loss of ReLU(X · W1) · W2, in the order given. The last batch may be
 * short. Updates are made on arrays, outside the graph, so the graph of a step ends with it. Each step runs at once, which
 * needs a device that can be read at once.
 *
 * @param X inputs (n, features)
 * @param y labels (n)
 * @param W1 weights (features, hidden)
 * @param W2 weights (hidden, classes)
 * @param lr learning rate
 * @param batch samples per step
 * @returns the new weights; those given stay as they are
 * @throws ShapeError where sizes do not fit; DataError on a label outside the classes; ArgumentError on a batch below 1 or a
 * rate that is not finite
 * @example
 * const X = HostMatrix.from([[1, 0], [0, 1]], "float32"); // (n, features)
 * const W1 = new Tensor([[1, 0], [0, 1]]); // (features, hidden)
 * const W2 = new Tensor([[0, 0], [0, 0]]); // (hidden, classes)
 * nnEpoch(X, [0, 1], W1, W2, 0.1, 2)[1]; // [[0.025, -0.025], [-0.025, 0.025]]
 */
export function nnEpoch(
  X: HostMatrix,
  y: Labels,
  W1: Tensor,
  W2: Tensor,
  lr = 0.1,
  batch = 100,
): [W1: Tensor, W2: Tensor] {
  checkSteps("nnEpoch", lr, batch);
  if (W1.shape.length !== 2 || W2.shape.length !== 2 || X.columns !== W1.shape[0] || W1.shape[1] !== W2.shape[0])
    throw new ShapeError(
      `nnEpoch: inner sizes differ in X ${show(X.shape)} @ W1 ${show(W1.shape)} @ W2 ${show(W2.shape)}`,
    );
  const classes = W2.shape[1]!;
  checkLabels("nnEpoch", [X.rows, classes], y);
  for (let start = 0; start < X.rows; start += batch) {
    const rows = X.slice(start, start + batch);
    const x = new Tensor(rows, { requiresGrad: false }); // (b, features)
    const yOneHot = new Tensor(oneHot(y, start, rows.rows, classes, rows.dtype), { requiresGrad: false }); // (b, classes)
    const loss = softmaxLoss(x.matmul(W1).relu().matmul(W2), yOneHot);
    loss.backward();
    W1 = descended(W1, lr);
    W2 = descended(W2, lr);
    W2.toTypedArray(); // runs the step, with W1: needle's own graph ends here too
  }
  return [W1, W2];
}

/** The next weights: a leaf without history, made of arrays. */
const descended = (W: Tensor, lr: number): Tensor =>
  new Tensor(W.realizeCachedData().sub(W.grad!.realizeCachedData().mul(lr)));

/** Rows with a 1 at the label: (count, classes). */
function oneHot(y: Labels, start: number, count: number, classes: number, dtype: HostMatrix["dtype"]): HostMatrix {
  const table = HostMatrix.zeros(count, classes, dtype);
  for (let i = 0; i < count; i++) table.data[i * classes + y[start + i]!] = 1;
  return table;
}

/**
 * Mean loss of logits and the share of rows whose largest logit is not the label's: homework 0's `lossErr` for tensors.
 *
 * @param h logits (n, classes)
 * @param y labels (n)
 * @returns [loss in nats, error in 0 … 1]
 * @throws ShapeError where the counts differ; DataError on a label outside the classes
 * @example
 * lossErr(new Tensor([[2, 1], [0, 3]]), [0, 0])[1]; // 0.5: the second row's largest logit is not the label's
 */
export function lossErr(h: Tensor, y: Labels): [loss: number, error: number] {
  const [rows, classes] = h.shape;
  if (rows === undefined || classes === undefined || h.shape.length !== 2)
    throw new ShapeError(`lossErr: logits are (n, classes), not ${show(h.shape)}`);
  return lossErrOfMatrix(new HostMatrix(h.toTypedArray() as Floats, [rows, classes]), y);
}
