// In which order a pass goes through a data set.
import { ArgumentError } from "../errors.ts";
import type { RandomState } from "../random.ts";
import { freshGenerator, permutation } from "./generator.ts";

/** An order of indices, made anew for each pass. */
export interface Sampler {
  /** The number of indices in a pass. */
  readonly length: number;
  /** The indices of pass 0, 1, 2 … */
  order(pass: number): Int32Array;
  /** What the order is drawn with. A loader keeps its state, so that a training resumes with the same order. */
  readonly generator?: RandomState;
}
/** The same for whole batches. */
export interface BatchesSampler {
  /** The number of batches in a pass. */
  readonly length: number;
  batches(pass: number): Iterable<Int32Array>;
  readonly generator?: RandomState;
}

/** 0, 1, 2 … */
export class SequentialSampler implements Sampler {
  readonly length: number;
  constructor(length: number) {
    this.length = length;
  }
  order(): Int32Array {
    return Int32Array.from({ length: this.length }, (_, i) => i);
  }
}

/**
 * A new order in each pass: what NumPy's `permutation(length)` draws.
 *
 * @example
 * const sampler = new RandomSampler(5, new RandomState(0));
 * sampler.order(); // [2, 0, 1, 3, 4]
 * sampler.order(); // [0, 2, 1, 4, 3]
 */
export class RandomSampler implements Sampler {
  readonly length: number;
  readonly generator: RandomState;
  constructor(length: number, generator: RandomState = freshGenerator()) {
    this.length = length;
    this.generator = generator;
  }
  order(): Int32Array {
    return permutation(this.generator, this.length);
  }
}

/**
 * Indices drawn with probabilities in proportion to weights: rare classes as often as common ones, for instance.
 *
 * @param weights one of 0 or more for each item
 * @param count how many are drawn in a pass
 * @throws ArgumentError where a weight is negative, all are 0, or, without replacement, there are too few items
 * @example
 * new WeightedSampler([0, 1, 0], 4, { generator: new RandomState(0) }).order(); // [1, 1, 1, 1]
 */
export class WeightedSampler implements Sampler {
  readonly length: number;
  readonly generator: RandomState;
  readonly #shares: Float64Array;
  readonly #replacement: boolean;
  constructor(
    weights: ArrayLike<number>,
    count: number,
    { replacement = true, generator = freshGenerator() }: { replacement?: boolean; generator?: RandomState } = {},
  ) {
    const given = Float64Array.from(weights);
    const sum = given.reduce((a, b) => a + b, 0);
    const bad = given.findIndex((w) => !(w >= 0));
    if (bad >= 0) throw new ArgumentError(`WeightedSampler: weight ${bad} is ${given[bad]}; each must be 0 or more`);
    if (!(sum > 0 && sum < Infinity)) throw new ArgumentError(`WeightedSampler: the weights add up to ${sum}`);
    const possible = given.filter((w) => w > 0).length;
    if (!replacement && count > possible)
      throw new ArgumentError(
        `WeightedSampler: ${count} different ones, but only ${possible} have a weight above 0; allow { replacement: true }`,
      );
    this.length = checkCount("WeightedSampler: the count", count);
    this.generator = generator;
    this.#shares = given.map((w) => w / sum);
    this.#replacement = replacement;
  }
  order(): Int32Array {
    const drawn = this.generator.choice(this.#shares.length, [this.length], {
      replace: this.#replacement,
      p: this.#shares,
      device: "js",
    });
    return drawn.dataSync() as Int32Array;
  }
}

/**
 * The order of another sampler, cut into batches.
 *
 * @example
 * const sampler = new BatchSampler(new SequentialSampler(5), 2);
 * sampler.length; // 3
 * [...sampler.batches(0)].map((batch) => [...batch]); // [[0, 1], [2, 3], [4]]
 */
export class BatchSampler implements BatchesSampler {
  readonly length: number;
  readonly generator?: RandomState;
  readonly #sampler: Sampler;
  readonly #size: number;
  constructor(sampler: Sampler, size: number, dropLast = false) {
    this.#sampler = sampler;
    this.#size = checkCount("the batch size", size);
    this.length = dropLast ? Math.floor(sampler.length / size) : Math.ceil(sampler.length / size);
    if (sampler.generator !== undefined) this.generator = sampler.generator;
  }
  *batches(pass: number): Generator<Int32Array> {
    const order = this.#sampler.order(pass);
    for (let i = 0; i < this.length; i++) yield order.subarray(i * this.#size, (i + 1) * this.#size);
  }
}

/** Checks a number of things, of which there must be one at least. */
export function checkCount(what: string, count: number): number {
  if (!Number.isSafeInteger(count) || count < 1)
    throw new ArgumentError(`${what} is ${count}; it must be a whole number from 1`);
  return count;
}
