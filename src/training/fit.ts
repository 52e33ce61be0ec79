// A training loop to be read: batches, loss, gradients, step; and at the end of an epoch validation and a row of history.
import { ArgumentError } from "../errors.ts";
import { clipGradNorm, type MovingAverage, type Optimizer } from "../optim/index.ts";
import { defaultGenerator } from "../random.ts";
import type { Tensor } from "../tensor.ts";
import { compile } from "../transforms/compile.ts";
import { type Batches, type Network, pass } from "./batches.ts";
import { breathe } from "./breathe.ts";
import { loadCheckpoint, type Parts, type Stateful, saveCheckpoint } from "./checkpoint.ts";
import { type EvaluateOptions, evaluate } from "./evaluate.ts";
import { type Metrics, named, together } from "./metrics.ts";
import { type EpochRow, TrainingRecord } from "./record.ts";

/** How {@link fit} trains. */
export interface FitOptions extends EvaluateOptions {
  readonly train: Batches;
  readonly optimizer: Optimizer;
  /** Passes over the data. */
  readonly epochs: number;
  /** Steps after each of the optimizer's. */
  readonly schedule?: (Stateful & { step(): void }) | undefined;
  /** Measured after each epoch. */
  readonly validation?: Batches | undefined;
  /** Batches to a step, whose gradients are averaged. Default 1. */
  readonly accumulate?: number | undefined;
  /** The largest norm of all gradients together. */
  readonly clipNorm?: number | undefined;
  /** Takes in the weights after each step, and is what is validated. */
  readonly average?: MovingAverage | undefined;
  /** Ends after so many epochs without a better `valLoss` (`loss` without validation), and puts back the best weights. */
  readonly patience?: number | undefined;
  /** Traces the step once and replays it: faster, and what the model decides in JavaScript is decided once. See docs/compile.md. */
  readonly compile?: boolean | undefined;
  readonly checkpoint?: CheckpointOptions | undefined;
  /** After every step: batches done of this epoch, and the newest loss. */
  readonly onStep?: ((epoch: number, batches: number, loss: number) => void) | undefined;
  readonly onEpoch?: ((row: EpochRow) => void) | undefined;
}
/** Where a training saves what it needs to go on: after every epoch, and when the signal stops it. */
export interface CheckpointOptions {
  readonly folder: string;
  /** Steps between two, besides. */
  readonly every?: number | undefined;
  /** Goes on from the checkpoint in the folder, if there is one: bit for bit as if it had never stopped. */
  readonly resume?: boolean | undefined;
  /** More to save: generators of your own, for example. The default generator is always saved. */
  readonly parts?: Parts | undefined;
}

/**
 * Trains a network.
 *
 * @param model one input, one output
 * @returns a row for each epoch
 * @throws ArgumentError where the data is empty; the signal's reason when it is aborted, after saving; FileError, StateError
 * where a checkpoint can't be written or does not fit
 * @example
 * const model = new nn.Sequential(new nn.Linear(2, 8), new nn.Tanh(), new nn.Linear(8, 2));
 * const xor = [[tensor([[0, 0], [0, 1], [1, 0], [1, 1]]), tensor([0, 1, 1, 0], { dtype: "int32" })]] as const;
 * const optimizer = new optim.Adam(model.parameters(), { lr: 0.05 });
 * const rows = await fit(model, { train: xor, loss: nn.crossEntropy, metrics: { accuracy }, optimizer, epochs: 200 });
 * rows.at(-1)!["accuracy"]; // 1
 */
export async function fit(model: Network, options: FitOptions): Promise<EpochRow[]> {
  const { train, validation, optimizer, schedule, average, epochs, accumulate = 1, clipNorm, patience } = options;
  const { loss, metrics = {}, signal, checkpoint, onStep, onEpoch } = options;
  const all: Metrics = { loss, ...metrics };
  const record = new TrainingRecord();
  const parameters = model.parameters();

  /** Gradients of one batch; the last one to a step changes the weights. */
  const learn = (input: Tensor, target: Tensor, isLast: boolean): Tensor => {
    const output = model(input);
    const values = Object.values(all).map((metric) => metric(output, target));
    (accumulate === 1 ? values[0]! : values[0]!.div(accumulate)).backward();
    if (isLast) update();
    return together(values);
  };
  const update = (): void => {
    if (clipNorm !== undefined) clipGradNorm(parameters, clipNorm);
    optimizer.step();
    optimizer.zeroGrad();
    average?.update();
  };
  const step = options.compile ? compile(learn) : learn;

  const parts = { model, optimizer, record, random: defaultGenerator, ...checkpoint?.parts };
  const optional = { schedule, average, train };
  for (const [name, part] of Object.entries(optional)) if (isStateful(part)) Object.assign(parts, { [name]: part });
  const save = async (): Promise<void> => {
    if (checkpoint !== undefined) await saveCheckpoint(checkpoint.folder, parts);
  };
  if (checkpoint?.resume) await loadCheckpoint(checkpoint.folder, parts);

  while (record.epoch < epochs && record.stale < (patience ?? Number.POSITIVE_INFINITY)) {
    model.train();
    for await (const [input, target] of pass(train, record.batches)) {
      const isLast = ++record.batches % accumulate === 0;
      const values = named(all, await step(input, target, isLast).data());
      record.means.add(values, input.shape[0]!);
      onStep?.(record.epoch, record.batches, values["loss"]!);
      if (!isLast) continue;
      schedule?.step();
      if (++record.steps % (checkpoint?.every ?? Number.POSITIVE_INFINITY) === 0) await save();
      await breathe(); // in which a signal may come
      if (signal?.aborted) await save();
      signal?.throwIfAborted();
    }
    if (record.batches === 0) throw new ArgumentError("fit: there are no batches in the training data");
    if (record.batches % accumulate !== 0) update(); // what is left over makes a step of its own
    average?.swap();
    const validated = validation === undefined ? {} : await evaluate(model, validation, options);
    const row = record.close(validated);
    if (patience !== undefined) record.judge(row["valLoss"] ?? row.loss, () => model.stateDict());
    average?.swap();
    await save();
    onEpoch?.(row);
  }
  if (record.best !== null) model.loadStateDict(record.best.weights);
  return record.history;
}

const isStateful = (x: object | undefined): x is Stateful => x !== undefined && "stateDict" in x;
