// The loop over a data set: batches in a sampler's order, as tensors, pass after pass, and how to go on in the middle of one.
import { ArgumentError, DataError, StateError } from "../errors.ts";
import type { RandomState, RandomStateData } from "../random.ts";
import { inAdvance, oneAfterAnother } from "./ahead.ts";
import { type Collated, stackItems } from "./collate.ts";
import type { Dataset, ItemOf, IterableDataset } from "./dataset.ts";
import { chunks, fetchBatch } from "./fetch.ts";
import { type DataLoaderOptions, samplerOf } from "./loader-options.ts";
import { toTensors } from "./parts.ts";
import type { BatchesSampler } from "./samplers.ts";
import { startWorkers, type WorkerPool } from "./workers/pool.ts";

/** Where a loader is, as plain data (also as JSON). */
export interface DataLoaderState {
  /** The pass that is under way, from 0, or the next one where none is. */
  readonly pass: number;
  /** The batches of it that have been given out. */
  readonly batches: number;
  /** The generator: as it was when the pass began, and as it is. */
  readonly generator?: { readonly start: RandomStateData; readonly now: RandomStateData };
}

type Task<Item> = Int32Array | Item[];
/** Makes a batch of indices or of items; `now` is the generator after it, where that is remembered. */
type Maker<Item> = (task: Task<Item>) => Promise<{ readonly batch: unknown; readonly now: RandomStateData | null }>;

/**
 * Goes through a data set in batches, as often as it is iterated.
 *
 * With `shuffle` each pass has the order that NumPy's `permutation(length)` gives. Where the data set has arrays, a batch is
 * made in one go, without a loop over its items.
 *
 * @throws ArgumentError where options do not go together; DataError for an empty data set; what the data set throws
 * @example
 * const set = new TensorDataset(tensor([[1, 2], [3, 4], [5, 6]]), tensor([0, 1, 0]));
 * const loader = new DataLoader(set, { batchSize: 2 });
 * loader.length; // 2
 * for await (const [x, y] of loader) console.log(x.shape, y.shape); // first [2, 2] [2], then [1, 2] [1]
 */
export class DataLoader<D extends Dataset | IterableDataset, Batch = Collated<ItemOf<D>>> {
  readonly dataset: D;
  readonly #options: DataLoaderOptions<ItemOf<D>, Batch>;
  readonly #sampler: BatchesSampler | null;
  readonly #generator: RandomState | undefined;
  #pass = 0;
  #batches = 0;
  #start: RandomStateData | null = null;
  /** The generator as the batch given out last has left it, where more have been made since. */
  #now: RandomStateData | null = null;
  #resumes = false;
  #pool: WorkerPool | null = null;

  constructor(dataset: D, options: DataLoaderOptions<ItemOf<D>, Batch> = {}) {
    this.dataset = dataset;
    this.#options = options;
    this.#sampler = samplerOf(dataset, options as DataLoaderOptions<never, unknown>);
    this.#generator = this.#sampler?.generator ?? options.generator;
  }

  /** The number of batches in a pass. */
  get length(): number {
    if (this.#sampler === null) throw new ArgumentError("DataLoader: the length of an iterable data set is not known");
    return this.#sampler.length;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Batch, void, void> {
    const { workers = 0, prefetch = 2 * workers, device, collate } = this.#options;
    const tasks = this.#tasks();
    const make = workers > 0 ? await this.#byWorkers(workers) : this.#oneByOne(prefetch > 0);
    for await (const { batch, now } of inAdvance(tasks, make, prefetch)) {
      this.#batches++;
      this.#now = now;
      yield toTensors(batch, device, collate === undefined) as Batch;
    }
    if (this.#batches === 0) throw new DataError("DataLoader: the data set is empty, or it can be iterated only once");
    this.#pass++;
    this.#batches = 0;
    this.#now = null;
  }

  /** Where this loader is. Another one with this state goes on with the batch that comes next. */
  stateDict(): DataLoaderState {
    const [pass, batches] = [this.#pass, this.#batches];
    const generator = this.#generator;
    if (generator === undefined) return { pass, batches };
    const now = this.#now ?? generator.getState();
    return { pass, batches, generator: { start: batches === 0 ? now : this.#start!, now } };
  }
  /**
   * Goes on where a state was taken: the next pass gives the batches that were still missing of that one.
   *
   * @throws StateError where one of the two loaders has a generator and the other has none
   */
  loadStateDict({ pass, batches, generator }: DataLoaderState): void {
    const own = this.#generator;
    if ((generator === undefined) !== (own === undefined))
      throw new StateError(
        `DataLoader: the state is of a loader ${generator ? "with" : "without"} a generator, this one has ${own ? "one" : "none"}`,
      );
    this.#pass = pass;
    this.#batches = batches;
    this.#start = generator?.start ?? null;
    this.#now = generator?.now ?? null;
    this.#resumes = true;
  }

  /** What is to be made in the pass that begins: indices, or the items themselves. */
  #tasks(): Iterable<Int32Array> | AsyncIterable<ItemOf<D>[]> {
    if (!this.#resumes) {
      if (this.#batches > 0) this.#pass++; // the loop before was left in its middle
      this.#batches = 0;
    }
    const [done, generator, now] = [this.#batches, this.#generator, this.#now];
    if (this.#resumes && generator !== undefined) generator.setState(this.#start!);
    this.#start = generator?.getState() ?? null;
    const batches = this.#sampler === null ? null : [...this.#sampler.batches(this.#pass)];
    if (this.#resumes && done > 0 && now !== null) generator!.setState(now);
    this.#now = null;
    this.#resumes = false;
    if (batches !== null) return batches.slice(done);
    const { batchSize = 1, dropLast = false } = this.#options;
    return chunks(this.dataset as IterableDataset<ItemOf<D>>, batchSize, dropLast, done);
  }

  /** Ends the workers. The next pass starts others. */
  async close(): Promise<void> {
    await this.#pool?.close();
    this.#pool = null;
  }

  /** Makes batches one after the other, so that what is drawn for them is drawn in order. */
  #oneByOne(remembers: boolean): Maker<ItemOf<D>> {
    const { collate } = this.#options as DataLoaderOptions<never, unknown>;
    const { random, seed = 0 } = (this.dataset as Dataset).recipe ?? {};
    const generator = remembers ? this.#generator : undefined;
    const [pass, first] = [this.#pass, this.#batches];
    return oneAfterAnother(async (task, i) => {
      random?.seed([seed, pass, first + i]);
      const batch = ArrayBuffer.isView(task)
        ? await fetchBatch(this.dataset as Dataset, task, collate)
        : await (collate ?? stackItems)(task as never[]);
      return { batch, now: generator?.getState() ?? null };
    });
  }

  /** Has batches made by whoever is free. What is drawn for a batch depends on its number alone. */
  async #byWorkers(count: number): Promise<Maker<ItemOf<D>>> {
    const recipe = (this.dataset as Dataset).recipe!;
    if (this.#pool?.works !== true) {
      await this.#pool?.close();
      this.#pool = await startWorkers(recipe, count);
      forgotten.register(this, this.#pool);
    }
    const pool = this.#pool;
    const now = this.#generator?.getState() ?? null; // no batch draws from it
    const pass = this.#pass;
    let next = this.#batches;
    return async (task) => {
      const batch = next++;
      const order = { indices: (task as Int32Array).slice(), seed: [recipe.seed, pass, batch] };
      return { batch: await pool.fetch(order, batch), now };
    };
  }
}

/** Ends the workers of loaders that nobody holds any more. */
const forgotten = new FinalizationRegistry<WorkerPool>((pool) => void pool.close());
