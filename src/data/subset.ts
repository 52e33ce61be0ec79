// Some of the items of a data set.
import { ArgumentError } from "../errors.ts";
import type { RandomState } from "../random.ts";
import { checkIndex, type Dataset, type ItemOf, type Recipe } from "./dataset.ts";
import { freshGenerator, permutation } from "./generator.ts";

/**
 * The items of a data set with some indices, in their order.
 *
 * @throws AxisError where an index is not in the data set
 * @example
 * const odd = new Subset(["a", "b", "c", "d"], [1, 3]);
 * odd.length; // 2
 * odd.at(1); // "d"
 */
export class Subset<D extends Dataset> implements Dataset<ItemOf<D>> {
  readonly of: D;
  readonly indices: Int32Array;
  readonly batch?: (indices: Int32Array) => unknown;
  constructor(of: D, indices: ArrayLike<number>) {
    for (let i = 0; i < indices.length; i++) checkIndex("Subset", indices[i]!, of.length);
    this.of = of;
    this.indices = Int32Array.from(indices);
    if (of.batch !== undefined) this.batch = (ids) => of.batch!(ids.map((i) => this.indices[i]!));
  }
  get length(): number {
    return this.indices.length;
  }
  get recipe(): Recipe | undefined {
    const recipe = this.of.recipe;
    if (recipe === undefined) return undefined;
    const { indices } = recipe;
    return { ...recipe, indices: indices === undefined ? this.indices : this.indices.map((i) => indices[i]!) };
  }
  at(index: number): ItemOf<D> | Promise<ItemOf<D>> {
    return this.of.at(this.indices[checkIndex("Subset", index, this.length)]!) as never;
  }
}

/**
 * Splits a data set at random into parts that share no item.
 *
 * @param sizes how many items each part gets; or what share of them, where all are below 1 and add up to 1. What rounding
 * leaves over goes to the first parts, one each
 * @throws ArgumentError where the sizes do not add up
 * @example
 * const [train, held] = randomSplit([10, 20, 30, 40, 50], [0.8, 0.2], new RandomState(0));
 * train!.indices; // [2, 0, 1, 3]
 * held!.at(0); // 50
 */
export function randomSplit<D extends Dataset>(
  dataset: D,
  sizes: readonly number[],
  generator: RandomState = freshGenerator(),
): Subset<D>[] {
  const counts = countsOf(sizes, dataset.length);
  const order = permutation(generator, dataset.length);
  let start = 0;
  return counts.map((count) => new Subset(dataset, order.subarray(start, (start += count))));
}

function countsOf(sizes: readonly number[], length: number): readonly number[] {
  const sum = sizes.reduce((a, b) => a + b, 0);
  const arePositive = sizes.every((size) => size >= 0);
  if (arePositive && sizes.every(Number.isInteger) && sum === length) return sizes;
  if (!arePositive || sizes.some((size) => size > 1) || Math.abs(sum - 1) > 1e-9)
    throw new ArgumentError(
      `randomSplit: the sizes [${sizes.join(", ")}] must add up to the ${length} items, or as shares to 1`,
    );
  const counts = sizes.map((share) => Math.floor(share * length + 1e-9));
  const rest = length - counts.reduce((a, b) => a + b, 0);
  return counts.map((count, i) => count + +(i < rest));
}
