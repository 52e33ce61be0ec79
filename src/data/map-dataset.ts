// A data set whose items go through a function on their way out.
import type { Dataset, ItemOf } from "./dataset.ts";

/**
 * The items of a data set, each changed by a function when it is asked for.
 *
 * @example
 * const squares = new MapDataset([1, 2, 3], (x) => x * x);
 * squares.at(2); // 9
 */
export class MapDataset<D extends Dataset, Item> implements Dataset<Item> {
  readonly of: D;
  readonly #change: (item: ItemOf<D>) => Item | Promise<Item>;
  constructor(of: D, change: (item: ItemOf<D>) => Item | Promise<Item>) {
    this.of = of;
    this.#change = change;
  }
  get length(): number {
    return this.of.length;
  }
  at(index: number): Item | Promise<Item> {
    const item = this.of.at(index);
    return item instanceof Promise ? item.then(this.#change as never) : this.#change(item as ItemOf<D>);
  }
}
