// Batches of a data set, as tensors of the course.
import { stackItems } from "../../../data/collate.ts";
import { BatchSampler, RandomSampler, SequentialSampler } from "../../../data/samplers.ts";
import type { HostArray } from "../../../host.ts";
import { Tensor } from "../../hw1/tensor.ts";
import { random } from "../random.ts";

/** Arrays by index: a `Dataset` of the course, or an `ArrayDataset` of the library. */
export interface Items {
  readonly length: number;
  at(index: number): readonly HostArray[];
  batch?(indices: Int32Array): readonly HostArray[];
}

/** How to go through a data set. */
export interface DataLoaderOptions {
  /** Items per batch; default 1. The last batch may be short. */
  readonly batchSize?: number;
  /** Whether each pass has a new order, NumPy's `permutation(length)`; default false. */
  readonly shuffle?: boolean;
}

/**
 * Goes through a data set in batches, as often as it is iterated.
 *
 * @example
 * const set = new data.NDArrayDataset(Float32Array.of(1, 2, 3), Uint8Array.of(7, 8, 9));
 * const loader = new data.DataLoader(set, { batchSize: 2 });
 * const shapes = [...loader].map(([x]) => x!.shape);
 * shapes; // [[2], [1]]
 */
export class DataLoader {
  readonly dataset: Items;
  readonly #batches: BatchSampler;
  constructor(dataset: Items, { batchSize = 1, shuffle = false }: DataLoaderOptions = {}) {
    const { length } = dataset;
    this.dataset = dataset;
    this.#batches = new BatchSampler(shuffle ? new RandomSampler(length, random) : new SequentialSampler(length), batchSize); // biome-ignore format: one line
  }
  /** Batches in a pass. */
  get length(): number {
    return this.#batches.length;
  }
  *[Symbol.iterator](): Generator<Tensor[]> {
    for (const indices of this.#batches.batches(0)) yield this.#batch(indices).map(toTensor);
  }
  #batch(indices: Int32Array): readonly HostArray[] {
    const { dataset } = this;
    return dataset.batch?.(indices) ?? (stackItems(Array.from(indices, (i) => dataset.at(i))) as HostArray[]);
  }
}

const toTensor = ({ data, shape, dtype }: HostArray): Tensor => new Tensor(data, { shape, dtype, requiresGrad: false });
