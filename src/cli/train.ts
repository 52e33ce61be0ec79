// `needle train mnist`: trains, shows the course's table, and writes the weights in one piece at the end.
import { Command } from "commander";
import { checkWritable } from "../io/atomic.ts";
import { saveSafetensors } from "../io/files.ts";
import { type EpochRow, trainMnist } from "../models/mnist.ts";
import { interruptible } from "./interrupt.ts";
import { dataOption, deviceOption, examples, jsonOption, positiveNumber, wholeNumber } from "./options.ts";
import { type Progress, startProgress } from "./progress.ts";
import { type Column, Table } from "./table.ts";

/** What the command line says. */
export interface TrainFlags {
  readonly epochs: number;
  readonly batch: number;
  readonly lr: number;
  readonly hidden: number;
  readonly seed: number;
  readonly out: string;
  readonly data?: string;
  readonly device?: string;
  readonly json?: boolean;
}

const columns: readonly Column<EpochRow>[] = [
  { field: "epoch", title: "Epoch", digits: 0 },
  { field: "trainLoss", title: "Train Loss", digits: 5 },
  { field: "trainErr", title: "Train Err", digits: 5 },
  { field: "testLoss", title: "Test Loss", digits: 5 },
  { field: "testErr", title: "Test Err", digits: 5 },
];

/** The command `train` with one sub-command for each data set. */
export function trainCommand(): Command {
  const mnist = new Command("mnist")
    .description("train a network of two layers on the MNIST digits")
    .option("-e, --epochs <n>", "passes over the training images", wholeNumber(1), 6)
    .option("-b, --batch <n>", "images per step", wholeNumber(1), 100)
    .option("--lr <rate>", "learning rate of the first step; it falls to zero", positiveNumber, 0.1)
    .option("--hidden <n>", "width of the hidden layer", wholeNumber(1), 128)
    .option("--seed <n>", "seed of the first weights", wholeNumber(0, 2 ** 32 - 1), 0)
    .option("-o, --out <file>", "where to write the weights (safetensors)", "runs/mnist.safetensors")
    .addOption(dataOption())
    .addOption(deviceOption())
    .addOption(jsonOption("print one JSON object per line and no progress"))
    .addHelpText("after", examples("needle train mnist", "needle train mnist --epochs 1 --hidden 32 --out runs/small.safetensors", "needle train mnist --json | tee runs/log.jsonl")) // biome-ignore format: one line
    .action(runMnist);
  return new Command("train").description("train a model and save its weights").addCommand(mnist);
}

async function runMnist({ json = false, out, ...options }: TrainFlags): Promise<void> {
  checkWritable(out);
  const table = new Table(columns, { json });
  let progress: Progress | undefined;
  let shown = -1;
  const close = () => {
    progress?.stop();
    progress = undefined;
  };
  try {
    await interruptible(async (signal) => {
      if (!json)
        console.log(
          `MNIST: ${options.hidden} hidden units, ${options.epochs} epochs, batches of ${options.batch}, learning rate ${options.lr}`,
        );
      const weights = await trainMnist(
        { ...options, signal },
        {
          progress(epoch, done, total, loss) {
            if (epoch !== shown) close();
            progress ??= startProgress(`epoch ${epoch + 1}/${options.epochs}`, total, { silent: json });
            shown = epoch;
            progress.update(done, loss);
          },
          epoch(row) {
            close();
            table.row(row);
          },
        },
      );
      saveSafetensors(out, weights, { model: "relu(x W1 + b1) W2 + b2", dataset: "mnist" });
    });
  } finally {
    close();
  }
  console.log(json ? JSON.stringify({ event: "saved", path: out }) : `saved ${out}`);
}
