// What is measured while a network learns.
import { stack } from "../functional/index.ts";
import type { Tensor } from "../tensor.ts";

/** A measure of one batch, 0-d: the mean over its samples. */
export type Metric = (output: Tensor, target: Tensor) => Tensor;
export type Metrics = { readonly [name: string]: Metric };
/** Values by name: `{ loss: 0.1, accuracy: 0.97 }`. */
export type Measured = { [name: string]: number };

/**
 * The part of samples whose largest logit is that of their class: logits (N, classes), classes (N).
 *
 * @example
 * accuracy(tensor([[1, 2], [3, 0]]), tensor([1, 1], { dtype: "int32" })); // 0.5
 */
export const accuracy: Metric = (output, target) => output.argmax(-1).eq(target).to(output.dtype).mean();

/** Means over samples, of batches that may differ in size. */
export class Means {
  #sums: Measured = {};
  /** Samples so far. */
  samples = 0;

  add(values: Measured, samples: number): void {
    this.samples += samples;
    for (const [name, value] of Object.entries(values)) this.#sums[name] = (this.#sums[name] ?? 0) + value * samples;
  }
  means(): Measured {
    return Object.fromEntries(Object.entries(this.#sums).map(([name, sum]) => [name, sum / this.samples]));
  }
  stateDict() {
    return { sums: { ...this.#sums }, samples: this.samples };
  }
  loadStateDict({ sums, samples }: { readonly sums: Measured; readonly samples: number }): void {
    this.#sums = { ...sums };
    this.samples = samples;
  }
}

/** All metrics of a batch in one tensor, so that one run computes them and one read brings them. */
export const together = (values: readonly Tensor[]): Tensor =>
  stack(values.map((v) => (v.dtype === values[0]!.dtype ? v.detach() : v.detach().to(values[0]!.dtype))));
export const named = (metrics: Metrics, values: ArrayLike<number>): Measured =>
  Object.fromEntries(Object.keys(metrics).map((name, i) => [name, values[i]!]));
