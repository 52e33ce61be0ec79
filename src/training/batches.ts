// What a training needs of its data and its network.
import type { Module } from "../nn/index.ts";
import type { Tensor } from "../tensor.ts";
import type { Stateful } from "./checkpoint.ts";

/** Inputs and targets of some samples; the first axis counts them. */
export type Batch = readonly [input: Tensor, target: Tensor];
/**
 * Batches, pass after pass: a `DataLoader`, or a list. What has a `stateDict` goes on in the middle of a pass after
 * `loadStateDict`; of anything else the batches that were done are skipped.
 */
export type Batches = (AsyncIterable<Batch> | Iterable<Batch>) & Partial<Stateful> & { readonly length?: number };
/** A network of one input and one output. */
export interface Network extends Pick<Module, "training" | "train" | "eval" | "parameters"> {
  (x: Tensor): Tensor;
  stateDict(): { [name: string]: Tensor };
  loadStateDict(state: { readonly [name: string]: Tensor }): unknown;
}

/** One pass, or the rest of it. */
export async function* pass(data: Batches, done: number): AsyncGenerator<Batch> {
  let skip = data.loadStateDict === undefined ? done : 0;
  for await (const batch of data) if (skip-- <= 0) yield batch;
}
