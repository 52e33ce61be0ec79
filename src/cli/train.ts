// `needle train mnist`: trains, shows the course's table, and writes the weights in one piece at the end.
import { Command, Option } from "commander";
import { ArgumentError } from "../errors.ts";
import type { HostArray } from "../host.ts";
import { checkWritable } from "../io/atomic.ts";
import { saveSafetensors } from "../io/files.ts";
import { classifierNames, describeClassifier, norms } from "../models/classifiers.ts";
import { type MnistRow, optimizerNames, type TrainMnistOptions, trainMnist } from "../models/mnist.ts";
import { interruptible } from "./interrupt.ts";
import { chosenDevice, dataOption, deviceOption, examples, jsonOption, notNegative, positiveNumber, probability, wholeNumber } from "./options.ts"; // biome-ignore format: one line
import { type Progress, startProgress } from "./progress.ts";
import { type Column, Table } from "./table.ts";

/** What the command line says. */
export interface TrainFlags extends Omit<TrainMnistOptions, "checkpoint" | "signal" | "device"> {
  readonly out: string;
  readonly device?: string;
  readonly checkpoint?: string;
  readonly checkpointEvery?: number;
  readonly resume?: boolean;
  readonly json?: boolean;
}

const columns: readonly Column<MnistRow>[] = [
  { field: "epoch", title: "Epoch", digits: 0 },
  { field: "trainLoss", title: "Train Loss", digits: 5 },
  { field: "trainErr", title: "Train Err", digits: 5 },
  { field: "testLoss", title: "Test Loss", digits: 5 },
  { field: "testErr", title: "Test Err", digits: 5 },
];

/** The command `train` with one sub-command for each data set. */
export function trainCommand(): Command {
  const mnist = new Command("mnist")
    .description("train a classifier of the MNIST digits")
    .addOption(new Option("-m, --model <name>", "which network").choices(classifierNames).default("mlp"))
    .option("-e, --epochs <n>", "passes over the training images", wholeNumber(1), 6)
    .option("-b, --batch <n>", "images per step", wholeNumber(1), 100)
    .addOption(new Option("--optimizer <name>", "how weights change").choices(optimizerNames).default("sgd"))
    .option("--lr <rate>", "learning rate of the first step; it falls to zero", positiveNumber, 0.1)
    .option("--weight-decay <rate>", "how much of the weights each step takes away", notNegative, 0)
    .option("--hidden <n>", "width of the hidden layers", wholeNumber(1), 128)
    .option("--blocks <n>", "residual blocks of mlp-resnet", wholeNumber(0), 3)
    .option("--drop <p>", "dropout of mlp-resnet and cnn", probability, 0.1)
    .addOption(new Option("--norm <name>", "normalisation of mlp-resnet").choices(Object.keys(norms)).default("batch"))
    .option("--seed <n>", "seed of weights, order and dropout", wholeNumber(0, 2 ** 32 - 1), 0)
    .option("-o, --out <file>", "where to write the weights (safetensors)", "runs/mnist.safetensors")
    .option("--checkpoint <folder>", "save there what it takes to go on: after each epoch, and at Ctrl-C")
    .option("--checkpoint-every <n>", "steps between two checkpoints, besides", wholeNumber(1))
    .option("--resume", "go on from the checkpoint, if there is one")
    .addOption(dataOption())
    .addOption(deviceOption())
    .addOption(jsonOption("print one JSON object per line and no progress"))
    .addHelpText("after", examples("needle train mnist", "needle train mnist --model mlp-resnet --optimizer adam --lr 0.003 --epochs 10", "needle train mnist --checkpoint runs/mnist --resume", "needle train mnist --json | tee runs/log.jsonl")) // biome-ignore format: one line
    .action(runMnist);
  return new Command("train").description("train a model and save its weights").addCommand(mnist);
}

async function runMnist(flags: TrainFlags): Promise<void> {
  const { json = false, out, checkpoint: folder, checkpointEvery: every, resume, ...options } = flags;
  if (folder === undefined && (resume || every !== undefined))
    throw new ArgumentError("--resume and --checkpoint-every need a place: --checkpoint <folder>");
  checkWritable(out);
  const device = await chosenDevice(options.device);
  const table = new Table(columns, { json });
  let progress: Progress | undefined;
  let shown = -1;
  const close = () => {
    progress?.stop();
    progress = undefined;
  };
  const report = {
    progress(epoch: number, done: number, total: number, loss: number) {
      if (epoch !== shown) close();
      progress ??= startProgress(`epoch ${epoch + 1}/${options.epochs}`, total, { silent: json });
      shown = epoch;
      progress.update(done, loss);
    },
    epoch(row: MnistRow) {
      close();
      table.row(row);
    },
  };
  try {
    await interruptible(async (signal) => {
      if (!json) console.log(`MNIST on ${device.name}: ${whatFor(flags)}`);
      const checkpoint = folder === undefined ? undefined : { folder, every, resume };
      const model = await trainMnist({ ...options, device, checkpoint, signal }, report);
      const weights = new Map<string, HostArray>();
      for (const [name, t] of Object.entries(model.stateDict()))
        weights.set(name, { dtype: t.dtype, shape: t.shape, data: await t.data() });
      saveSafetensors(out, weights, { network: describeClassifier(options), dataset: "mnist" });
    }, folder && `its checkpoint is in ${folder}; add --resume to go on`);
  } finally {
    close();
  }
  console.log(json ? JSON.stringify({ event: "saved", path: out }) : `saved ${out}`);
}

const whatFor = ({ model, hidden, epochs, batch, optimizer, lr }: TrainFlags): string =>
  `${model}${model === "softmax" || model === "cnn" ? "" : `, ${hidden} hidden units`}, ${epochs} epochs, batches of ${batch}, ${optimizer} from a learning rate of ${lr}`;
