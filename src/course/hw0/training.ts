// Homework 0's two training loops, which print the course's table.
import { ArgumentError, DataError } from "../../errors.ts";
import { HostMatrix } from "../matrix.ts";
import { matmul } from "../products.ts";
import { RandomState } from "../random-state.ts";
import { checkLabels, type Labels, softmaxLoss, softmaxRegressionEpoch } from "./softmax.ts";
import { softmaxRegressionEpochCpp } from "./softmax-cpp.ts";
import { nnEpoch, reluInPlace } from "./two-layer.ts";

/** How to train; `print` gets the table line by line (console.log by default). */
export interface TrainOptions {
  readonly epochs?: number;
  readonly lr?: number;
  readonly batch?: number;
  readonly print?: (line: string) => void;
}

/**
 * Mean loss of logits and the share of rows whose largest logit is not the label's.
 *
 * @param h logits (n, classes)
 * @param y labels (n)
 * @returns [loss in nats, error in 0 … 1]
 * @throws as {@link softmaxLoss}
 * @example
 * const logits = HostMatrix.from([[2, 1], [0, 3]]);
 * lossErr(logits, [0, 0])[1]; // 0.5: the second row's largest logit is not the label's
 */
export function lossErr(h: HostMatrix, y: Labels): [loss: number, error: number] {
  checkLabels("lossErr", h.shape, y);
  let wrong = 0;
  for (let i = 0; i < h.rows; i++) {
    let best = 0;
    for (let j = 1; j < h.columns; j++) if (h.data[i * h.columns + j]! > h.data[i * h.columns + best]!) best = j;
    if (best !== y[i]) wrong++;
  }
  return [softmaxLoss(h, y), wrong / h.rows];
}

/**
 * Trains softmax regression from zeros and prints a row of losses and errors after every epoch.
 *
 * @param Xtrain inputs (n, features)
 * @param ytrain labels (n)
 * @param Xtest inputs (m, features)
 * @param ytest labels (m)
 * @param options epochs 10, lr 0.5, batch 100; `cpp: true` computes epochs in C++ ({@link softmaxRegressionEpochCpp})
 * @returns the weights (features, classes)
 * @throws as {@link softmaxRegressionEpoch}, or {@link softmaxRegressionEpochCpp}
 * @example
 * const X = HostMatrix.from([[1, 0], [0, 1]]);
 * const theta = trainSoftmax(X, [0, 1], X, [0, 1], { epochs: 3 });
 * lossErr(matmul(X, theta), [0, 1])[1]; // 0
 */
export function trainSoftmax(
  Xtrain: HostMatrix,
  ytrain: Labels,
  Xtest: HostMatrix,
  ytest: Labels,
  options: TrainOptions & { readonly cpp?: boolean } = {},
): HostMatrix {
  const { lr = 0.5, batch = 100, cpp = false } = options;
  const epoch = cpp ? epochInCpp : softmaxRegressionEpoch;
  const theta = HostMatrix.zeros(Xtrain.columns, classesOf(ytrain));
  printTable(options, () => {
    epoch(Xtrain, ytrain, theta, lr, batch);
    return [...lossErr(matmul(Xtrain, theta), ytrain), ...lossErr(matmul(Xtest, theta), ytest)];
  });
  return theta;
}

function epochInCpp(X: HostMatrix, y: Labels, theta: HostMatrix, lr: number, batch: number): void {
  if (!(X.data instanceof Float32Array && y instanceof Uint8Array && theta.data instanceof Float32Array))
    throw new ArgumentError("trainSoftmax: in C++ inputs are float32 and labels a Uint8Array");
  softmaxRegressionEpochCpp(X.data, y, theta.data, X.rows, X.columns, theta.columns, lr, batch);
}

/**
 * Trains ReLU(X · W1) · W2 from the course's weights (seed 0, N(0, 1) / √fan-out) and prints a row after every epoch.
 *
 * @param Xtrain inputs (n, features)
 * @param ytrain labels (n)
 * @param Xtest inputs (m, features)
 * @param ytest labels (m)
 * @param options hidden 500, epochs 10, lr 0.5, batch 100
 * @returns the weights (features, hidden) and (hidden, classes)
 * @throws as {@link nnEpoch}
 * @example
 * const X = HostMatrix.from([[1, 0], [0, 1]]);
 * const [W1, W2] = trainNn(X, [0, 1], X, [0, 1], { hidden: 8, epochs: 20, lr: 0.2 });
 * W1.shape; // [2, 8]
 */
export function trainNn(
  Xtrain: HostMatrix,
  ytrain: Labels,
  Xtest: HostMatrix,
  ytest: Labels,
  options: TrainOptions & { readonly hidden?: number } = {},
): [W1: HostMatrix, W2: HostMatrix] {
  const { hidden = 500, lr = 0.5, batch = 100 } = options;
  const classes = classesOf(ytrain);
  const random = new RandomState(0);
  const W1 = random.normalMatrix(Xtrain.columns, hidden, Math.sqrt(hidden));
  const W2 = random.normalMatrix(hidden, classes, Math.sqrt(classes));
  printTable(options, () => {
    nnEpoch(Xtrain, ytrain, W1, W2, lr, batch);
    return [...lossErr(nnLogits(Xtrain, W1, W2), ytrain), ...lossErr(nnLogits(Xtest, W1, W2), ytest)];
  });
  return [W1, W2];
}

/** ReLU(X · W1) · W2, (n, classes). */
export const nnLogits = (X: HostMatrix, W1: HostMatrix, W2: HostMatrix): HostMatrix =>
  matmul(reluInPlace(matmul(X, W1)), W2);

function classesOf(y: Labels): number {
  let largest = -1;
  for (let i = 0; i < y.length; i++) if (y[i]! > largest) largest = y[i]!;
  if (largest < 0) throw new DataError("training: there are no labels");
  return largest + 1;
}

/**
 * Prints the course's table: a row of losses and errors after every epoch.
 *
 * @param options epochs 10
 * @param epoch trains for one epoch and returns train loss, train error, test loss and test error
 * @example
 * const logits = HostMatrix.from([[2, 1], [0, 3]]);
 * printTable({ epochs: 2 }, () => [...lossErr(logits, [0, 1]), ...lossErr(logits, [0, 0])]);
 */
export function printTable({ epochs = 10, print = console.log }: TrainOptions, epoch: () => readonly number[]): void {
  print("| Epoch | Train Loss | Train Err | Test Loss | Test Err |");
  for (let i = 0; i < epochs; i++) {
    const [trainLoss, trainErr, testLoss, testErr] = epoch().map((value) => value.toFixed(5));
    print(`|  ${String(i).padStart(4)} |    ${trainLoss} |   ${trainErr} |   ${testLoss} |  ${testErr} |`);
  }
}
