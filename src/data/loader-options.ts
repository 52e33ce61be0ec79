// What a loader can be told, and the order of batches that follows from it.
import { ArgumentError, DataError } from "../errors.ts";
import type { RandomState } from "../random.ts";
import type { DeviceLike } from "../runtime/devices.ts";
import { type Dataset, type IterableDataset, isIndexed } from "./dataset.ts";
import {
  type BatchesSampler,
  BatchSampler,
  checkCount,
  RandomSampler,
  type Sampler,
  SequentialSampler,
} from "./samplers.ts";

export interface DataLoaderOptions<Item, Batch> {
  /** Items in a batch. Default: 1. */
  readonly batchSize?: number;
  /** A new order in each pass. Default: false. */
  readonly shuffle?: boolean;
  /** What shuffles; its state is kept with the place. Default: one that `manualSeed` seeds. */
  readonly generator?: RandomState;
  /** Leaves out a last batch with fewer items. Default: false. */
  readonly dropLast?: boolean;
  /** The order, in the place of `shuffle`. */
  readonly sampler?: Sampler;
  /** The batches, in the place of `batchSize`, `shuffle`, `sampler` and `dropLast`. */
  readonly batchSampler?: BatchesSampler;
  /** Makes a batch of items, in the place of the function `collate`. Arrays on the host become tensors. */
  readonly collate?: (items: Item[]) => Batch | Promise<Batch>;
  /** Where host data go. Default: the default device. */
  readonly device?: DeviceLike;
  /** Batches made ahead while the loop works on one. Default: 0; with workers two for each of them. */
  readonly prefetch?: number;
  /** Threads that make the batches, for a data set of `loadDataset` or a part of one. Default: 0. */
  readonly workers?: number;
}

/** Checks that workers can make this data set. */
function checkWorkers(
  dataset: Dataset | IterableDataset,
  { workers = 0, collate }: DataLoaderOptions<never, unknown>,
): void {
  checkCount("DataLoader: the number of workers", workers + 1);
  if (workers === 0) return;
  if ((dataset as Dataset).recipe === undefined)
    throw new ArgumentError(
      "DataLoader: functions do not cross between threads, so workers need a data set that a module makes: " +
        "await loadDataset(new URL('./digits.js', import.meta.url), options)",
    );
  if (collate !== undefined)
    throw new ArgumentError(
      "DataLoader: functions do not cross between threads; in the place of collate give the module's data set a method batch(indices)",
    );
}

/** The batches of an indexed data set; null for an iterable one, whose order is its own. */
export function samplerOf(
  dataset: Dataset | IterableDataset,
  options: DataLoaderOptions<never, unknown>,
): BatchesSampler | null {
  const { batchSize = 1, shuffle = false, generator, dropLast = false, sampler, batchSampler, prefetch = 0 } = options;
  checkCount("DataLoader: the batch size", batchSize);
  checkCount("DataLoader: prefetch", prefetch + 1);
  checkWorkers(dataset, options);
  if (!isIndexed(dataset)) {
    if (shuffle || sampler !== undefined || batchSampler !== undefined)
      throw new ArgumentError("DataLoader: an iterable data set has its own order; leave out shuffle and samplers");
    return null;
  }
  const { length } = dataset;
  if (length === 0) throw new DataError("DataLoader: the data set is empty");
  if (batchSampler !== undefined) {
    refuse("batchSampler", options, ["batchSize", "shuffle", "sampler", "dropLast"]);
    return batchSampler;
  }
  if (sampler !== undefined) refuse("sampler", options, ["shuffle"]);
  const order = sampler ?? (shuffle ? new RandomSampler(length, generator) : new SequentialSampler(length));
  const batches = new BatchSampler(order, batchSize, dropLast);
  if (batches.length === 0)
    throw new ArgumentError(
      `DataLoader: ${order.length} items make no batch of ${batchSize}; take smaller ones or leave out dropLast`,
    );
  return batches;
}

function refuse(given: string, options: object, others: readonly string[]): void {
  const both = others.filter((name) => (options as Record<string, unknown>)[name]);
  if (both.length > 0)
    throw new ArgumentError(`DataLoader: ${given} decides over ${both.join(" and ")} too; leave that out`);
}
