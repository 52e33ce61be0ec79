// Data sets that workers can make for themselves: functions do not cross between threads, the address of a module does.
import { DataError } from "../../errors.ts";
import { RandomState } from "../../random.ts";
import { type Dataset, isIndexed, type Recipe } from "../dataset.ts";
import { Subset } from "../subset.ts";

/** What the default export of a data set's module is called with, besides the options. */
export interface DatasetContext {
  /** For transforms. A loader seeds it anew for each batch, so what is drawn does not depend on who makes the batch. */
  readonly random: RandomState;
  /** The number of the worker, from 0; null on the main thread. */
  readonly worker: number | null;
}
/** The default export of a data set's module. */
export type MakeDataset<Options, D extends Dataset> = (options: Options, context: DatasetContext) => D | Promise<D>;

/** A data set that a module has made, and how workers make it again. */
export interface LoadedDataset<Item> extends Dataset<Item> {
  readonly recipe: Recipe;
}

/**
 * Makes a data set by a module, so that loaders can have workers for it. The module's default export is called here and in
 * each worker, with the options and a generator for its transforms.
 *
 * @param url `new URL("./digits.js", import.meta.url)`
 * @param options plain data that can be posted to a worker
 * @param seed of the generators; each batch is drawn for by it, the number of the pass and the number of the batch
 * @throws DataError where the module cannot be loaded or makes no data set
 * @example
 * const text = "export default ({ count }) => ({ length: count, at: (i) => i * i })";
 * const squares = await loadDataset<number>(new URL(`data:text/javascript,${text}`), { count: 10 });
 * squares.at(3); // 9
 */
export async function loadDataset<Item>(
  url: URL,
  options: unknown = null,
  { seed = 0 }: { readonly seed?: number } = {},
): Promise<LoadedDataset<Item>> {
  const random = new RandomState(seed);
  const recipe: Recipe = { url: url.href, options, seed };
  const made = (await make(recipe, { random, worker: null })) as Dataset<Item>;
  return {
    recipe: { ...recipe, random },
    length: made.length,
    at: (index) => made.at(index),
    ...(made.batch === undefined ? {} : { batch: (indices) => made.batch!(indices) }),
  };
}

/** Makes the data set of a recipe on this thread. */
export async function make({ url, options, indices }: Recipe, context: DatasetContext): Promise<Dataset> {
  const module = await import(/* @vite-ignore */ url).catch((error: Error) => {
    throw new DataError(`loadDataset: cannot load ${url}: ${error.message}`, { cause: error });
  });
  if (typeof module.default !== "function")
    throw new DataError(`loadDataset: ${url} has no default export that makes a data set`);
  const made: unknown = await (module.default as MakeDataset<unknown, Dataset>)(options, context);
  if (!isIndexed(made))
    throw new DataError(`loadDataset: what ${url} makes is no data set: length and at(index) are needed`);
  return indices === undefined ? made : new Subset(made, indices);
}
