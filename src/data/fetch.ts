// One batch of a data set, with arrays on the host: what a loader does itself, and its workers do for it.
import { stackItems } from "./collate.ts";
import { checkIndex, type Dataset } from "./dataset.ts";

/** The batch of the items with these indices: as the data set makes it, else put together of its items. */
export async function fetchBatch(
  dataset: Dataset,
  indices: Int32Array,
  collate?: (items: never[]) => unknown,
): Promise<unknown> {
  for (const index of indices) checkIndex("DataLoader", index, dataset.length);
  if (collate === undefined && dataset.batch !== undefined) return dataset.batch(indices);
  const items = await Promise.all(Array.from(indices, async (index) => dataset.at(index)));
  return collate === undefined ? stackItems(items) : collate(items as never[]);
}

/** So many items of an iterable data set at a time, from batch `from` on. */
export async function* chunks<Item>(
  items: Iterable<Item> | AsyncIterable<Item>,
  size: number,
  dropLast: boolean,
  from: number,
): AsyncGenerator<Item[]> {
  let [chunk, skipped]: [Item[], number] = [[], 0];
  for await (const item of items) {
    chunk.push(item);
    if (chunk.length < size) continue;
    if (skipped++ >= from) yield chunk;
    chunk = [];
  }
  if (chunk.length > 0 && !dropLast && skipped >= from) yield chunk;
}
