// What a data set is: so many items, each of them there under its index. An ordinary array is one.
import { AxisError } from "../errors.ts";
import type { RandomState } from "../random.ts";

/** Items by index. Those that come from a disk or a decoder may come as promises. */
export interface Dataset<Item = unknown> {
  readonly length: number;
  /** Item `index` of 0 … length − 1. */
  at(index: number): Item | Promise<Item>;
  /**
   * Several items at once, put together as `collate` would: what data sets have that need no loop over items for it. Arrays
   * in it are new ones, which the caller may keep.
   */
  batch?(indices: Int32Array): unknown;
  /** How a worker makes this data set for itself; see `loadDataset`. */
  readonly recipe?: Recipe | undefined;
}

/** Items one after another, of which nobody knows how many: a stream, a log. Each pass begins anew. */
export type IterableDataset<Item = unknown> = Iterable<Item> | AsyncIterable<Item>;

/** A data set as plain data: a module whose default export makes it, and what that is called with. */
export interface Recipe {
  readonly url: string;
  readonly options: unknown;
  readonly seed: number;
  /** The generator of the one that was made on this thread. */
  readonly random?: RandomState;
  /** Only these of its items, in this order. */
  readonly indices?: Int32Array;
}

/** The items of a data set, as a type. */
export type ItemOf<D> = D extends readonly (infer Item)[]
  ? Item
  : D extends { at(index: number): infer Item }
    ? Awaited<Item>
    : D extends Iterable<infer Item> | AsyncIterable<infer Item>
      ? Item
      : never;

/** Whether items can be asked for by index. */
export const isIndexed = (data: unknown): data is Dataset =>
  typeof (data as Dataset).length === "number" && typeof (data as Dataset).at === "function";

/** Checks an index from outside. */
export function checkIndex(what: string, index: number, length: number): number {
  if (!Number.isInteger(index) || index < 0 || index >= length)
    throw new AxisError(`${what}: index ${index} is out of range: there are ${length} items, 0 to ${length - 1}`);
  return index;
}

/** The first of consecutive indices; -1 where they are not. */
export function firstOfRun(indices: Int32Array): number {
  for (let i = 1; i < indices.length; i++) if (indices[i] !== indices[0]! + i) return -1;
  return indices[0] ?? -1;
}
