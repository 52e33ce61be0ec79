// How far a training has come, and how it went.
import type { Tensor } from "../tensor.ts";
import { Means, type Measured } from "./metrics.ts";

/** One epoch: `epoch` from 0, `loss` and the metrics over the training batches, `valLoss` … over the validation. */
export type EpochRow = Measured & { epoch: number; loss: number };
type Weights = { [name: string]: Tensor };

export class TrainingRecord {
  /** The epoch that is running, and how many of its batches and of all steps are done. */
  epoch = 0;
  batches = 0;
  steps = 0;
  /** Of the epoch that is running. */
  readonly means = new Means();
  readonly history: EpochRow[] = [];
  /** The epoch with the best score so far. */
  best: { score: number; epoch: number; weights: Weights } | null = null;

  /** Ends an epoch; what was measured on the validation data is named `valLoss` and so on. */
  close(validated: Measured): EpochRow {
    const row = { epoch: this.epoch, ...this.means.means() } as EpochRow;
    for (const [name, value] of Object.entries(validated)) row[`val${name[0]!.toUpperCase()}${name.slice(1)}`] = value;
    this.history.push(row);
    this.epoch++;
    this.batches = 0;
    this.means.loadStateDict({ sums: {}, samples: 0 });
    return row;
  }
  /** Takes in a score; less is better. */
  judge(score: number, weights: () => Weights): void {
    if (this.best === null || score < this.best.score)
      this.best = { score, epoch: this.history.length - 1, weights: weights() };
  }
  /** Epochs since the best one. */
  get stale(): number {
    return this.best === null ? 0 : this.history.length - 1 - this.best.epoch;
  }

  stateDict() {
    const { epoch, batches, steps, history, best } = this;
    return { epoch, batches, steps, means: this.means.stateDict(), history: [...history], best };
  }
  loadStateDict({ epoch, batches, steps, means, history, best }: ReturnType<TrainingRecord["stateDict"]>): void {
    Object.assign(this, { epoch, batches, steps, best });
    this.means.loadStateDict(means);
    this.history.splice(0, this.history.length, ...history);
  }
}
