// Several data sets as one.
import { checkIndex, type Dataset, type ItemOf } from "./dataset.ts";

/**
 * Data sets one behind the other.
 *
 * @example
 * const both = new ConcatDataset(["a", "b"], ["c"]);
 * both.length; // 3
 * both.at(2); // "c"
 */
export class ConcatDataset<const D extends readonly Dataset[]> implements Dataset<ItemOf<D[number]>> {
  readonly parts: D;
  readonly length: number;
  /** The index behind the last item of each part. */
  readonly #ends: readonly number[];
  constructor(...parts: D) {
    let end = 0;
    this.#ends = parts.map((part) => (end += part.length));
    this.parts = parts;
    this.length = end;
  }
  at(index: number): ItemOf<D[number]> | Promise<ItemOf<D[number]>> {
    checkIndex("ConcatDataset", index, this.length);
    const part = this.#ends.findIndex((end) => index < end);
    return this.parts[part]!.at(index - (this.#ends[part - 1] ?? 0)) as never;
  }
}
