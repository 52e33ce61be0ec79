// A network of two layers, ReLU(X · W1) · W2, with its backward pass written by hand.
import { ShapeError } from "../../errors.ts";
import { show } from "../../shape.ts";
import type { HostMatrix } from "../matrix.ts";
import { matmul, matmulTransposedLeft, matmulTransposedRight } from "../products.ts";
import { checkLabels, checkSteps, descend, type Labels, lossGradient } from "./softmax.ts";

/** max(x, 0) in place; NaN stays NaN. */
export function reluInPlace(matrix: HostMatrix): HostMatrix {
  const { data } = matrix;
  for (let i = 0; i < data.length; i++) if (data[i]! < 0) data[i] = 0;
  return matrix;
}

/**
 * One pass of minibatch gradient descent on the softmax loss of ReLU(X · W1) · W2, in the order given; both weights are
 * updated in place. The last batch may be short: its gradient is divided by its own size.
 *
 * @param X inputs (n, features)
 * @param y labels (n)
 * @param W1 weights (features, hidden)
 * @param W2 weights (hidden, classes)
 * @param lr learning rate
 * @param batch samples per step
 * @throws ShapeError where sizes do not fit; DataError on a label outside the classes; ArgumentError on a batch below 1 or a
 * rate that is not finite
 * @example
 * const X = HostMatrix.from([[1, 0], [0, 1]]); // (n, features)
 * const W1 = HostMatrix.from([[1, 0], [0, 1]]); // (features, hidden)
 * const W2 = HostMatrix.zeros(2, 2, "float64"); // (hidden, classes)
 * nnEpoch(X, [0, 1], W1, W2, 0.1, 2);
 * W2.data; // [0.025, -0.025, -0.025, 0.025]
 */
export function nnEpoch(X: HostMatrix, y: Labels, W1: HostMatrix, W2: HostMatrix, lr = 0.1, batch = 100): void {
  checkSteps("nnEpoch", lr, batch);
  if (X.columns !== W1.rows || W1.columns !== W2.rows)
    throw new ShapeError(
      `nnEpoch: inner sizes differ in X ${show(X.shape)} @ W1 ${show(W1.shape)} @ W2 ${show(W2.shape)}`,
    );
  checkLabels("nnEpoch", [X.rows, W2.columns], y);
  for (let start = 0; start < X.rows; start += batch) {
    const x = X.slice(start, start + batch); // (b, features)
    const hidden = reluInPlace(matmul(x, W1)); // (b, hidden)
    const g = matmul(hidden, W2); // (b, classes)
    lossGradient(g, y, start);
    const gHidden = matmulTransposedRight(g, W2); // (b, hidden), with the weights from before the step
    for (let i = 0; i < gHidden.data.length; i++) if (hidden.data[i] === 0) gHidden.data[i] = 0;
    descend(W2, matmulTransposedLeft(hidden, g), lr);
    descend(W1, matmulTransposedLeft(x, gHidden), lr);
  }
}
