// Softmax cross-entropy and softmax regression, with the gradient written by hand.
import { ArgumentError, DataError, ShapeError } from "../../errors.ts";
import { show } from "../../shape.ts";
import type { HostMatrix } from "../matrix.ts";
import { matmul, matmulTransposedLeft } from "../products.ts";

/** Class numbers, whole and from 0: a Uint8Array as {@link parseMnist} gives it, or any list. */
export type Labels = ArrayLike<number>;

/**
 * Mean softmax cross-entropy over the batch: log Σⱼ exp(Z[i, j]) − Z[i, y[i]], with each row's maximum subtracted first.
 *
 * @param Z logits (batch, classes)
 * @param y labels (batch)
 * @returns the loss, in nats
 * @throws ShapeError where the counts differ; DataError on a label outside the classes; ArgumentError on an empty batch
 * @example
 * softmaxLoss(HostMatrix.zeros(1, 10), [3]); // 2.302585: ln 10
 */
export function softmaxLoss(Z: HostMatrix, y: Labels): number {
  checkLabels("softmaxLoss", Z.shape, y);
  if (Z.rows === 0) throw new ArgumentError("softmaxLoss: the batch is empty, so it has no mean");
  let sum = 0;
  for (let i = 0; i < Z.rows; i++) {
    const row = Z.data.subarray(i * Z.columns, (i + 1) * Z.columns);
    const max = maximum(row);
    let total = 0;
    for (let j = 0; j < row.length; j++) total += Math.exp(row[j]! - max);
    sum += Math.log(total) + max - row[y[i]!]!;
  }
  return sum / Z.rows;
}

/**
 * One pass of minibatch gradient descent on the softmax loss of X · theta, in the order given; `theta` is updated in place.
 * The last batch may be short: its gradient is divided by its own size.
 *
 * @param X inputs (n, features)
 * @param y labels (n)
 * @param theta weights (features, classes)
 * @param lr learning rate
 * @param batch samples per step
 * @throws ShapeError, DataError as {@link softmaxLoss}; ArgumentError on a batch below 1 or a rate that is not finite
 * @example
 * const X = HostMatrix.from([[1, 0], [0, 1]]); // two samples of two features
 * const theta = HostMatrix.zeros(2, 2, "float64");
 * softmaxRegressionEpoch(X, [0, 1], theta, 0.1, 2);
 * theta.data; // [0.025, -0.025, -0.025, 0.025]
 */
export function softmaxRegressionEpoch(X: HostMatrix, y: Labels, theta: HostMatrix, lr = 0.1, batch = 100): void {
  const op = "softmaxRegressionEpoch";
  checkSteps(op, lr, batch);
  if (X.columns !== theta.rows)
    throw new ShapeError(`${op}: X ${show(X.shape)} does not fit theta ${show(theta.shape)}: inner sizes differ`);
  checkLabels(op, [X.rows, theta.columns], y);
  for (let start = 0; start < X.rows; start += batch) {
    const x = X.slice(start, start + batch); // (b, features)
    const g = matmul(x, theta); // (b, classes)
    lossGradient(g, y, start);
    descend(theta, matmulTransposedLeft(x, g), lr);
  }
}

/** Turns logits (b, classes) into the gradient of their mean softmax loss, in place: (softmax − one-hot) / b. */
export function lossGradient(logits: HostMatrix, y: Labels, start: number): void {
  const { data, rows, columns } = logits;
  for (let i = 0; i < rows; i++) {
    const row = data.subarray(i * columns, (i + 1) * columns);
    const max = maximum(row);
    let total = 0;
    for (let j = 0; j < columns; j++) total += row[j] = Math.exp(row[j]! - max);
    const scale = 1 / (total * rows);
    for (let j = 0; j < columns; j++) row[j]! *= scale;
    row[y[start + i]!]! -= 1 / rows;
  }
}

/** weights −= lr · gradient, in place. */
export function descend(weights: HostMatrix, gradient: HostMatrix, lr: number): void {
  for (let i = 0; i < weights.data.length; i++) weights.data[i]! -= lr * gradient.data[i]!;
}

/** Checks that every row has a label and every label a class. */
export function checkLabels(op: string, [rows, classes]: readonly [number, number], y: Labels): void {
  if (y.length !== rows) throw new ShapeError(`${op}: ${rows} rows but ${y.length} labels`);
  for (let i = 0; i < y.length; i++) {
    const label = y[i]!;
    if (!Number.isInteger(label) || label < 0 || label >= classes)
      throw new DataError(`${op}: label ${label} at index ${i} is outside the ${classes} classes 0 … ${classes - 1}`);
  }
}

/** Checks what every epoch takes. */
export function checkSteps(op: string, lr: number, batch: number): void {
  if (!Number.isInteger(batch) || batch < 1)
    throw new ArgumentError(`${op}: batch ${batch} is not a whole number from 1`);
  if (!Number.isFinite(lr)) throw new ArgumentError(`${op}: lr ${lr} is not a finite number`);
}

function maximum(row: ArrayLike<number>): number {
  let max = -Infinity;
  for (let j = 0; j < row.length; j++) if (row[j]! > max) max = row[j]!;
  return max;
}
