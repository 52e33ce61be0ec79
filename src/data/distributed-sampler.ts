// One process's share of a data set that several train on together.
import { ArgumentError } from "../errors.ts";
import { RandomState } from "../random.ts";
import { permutation } from "./generator.ts";
import { checkCount, type Sampler } from "./samplers.ts";

export interface DistributedSamplerOptions {
  /** The number of this process, from 0. */
  readonly rank: number;
  /** The number of processes. */
  readonly world: number;
  /** Default: true. */
  readonly shuffle?: boolean;
  /** The same in all processes: each pass is ordered by it and by the number of the pass. Default: 0. */
  readonly seed?: number;
  /** Leaves out what does not divide among the processes; else some items come twice. Default: false. */
  readonly dropLast?: boolean;
}

/**
 * Every `world`-th index of a common order, from `rank` on, so that each process has as many as the others.
 *
 * @throws ArgumentError where the rank is not one of the world
 * @example
 * const share = (rank: number) => [...new DistributedSampler(5, { rank, world: 2, shuffle: false }).order(0)];
 * share(0); // [0, 2, 4]
 * share(1); // [1, 3, 0]
 */
export class DistributedSampler implements Sampler {
  readonly length: number;
  readonly #items: number;
  readonly #options: Required<DistributedSamplerOptions>;
  constructor(items: number, options: DistributedSamplerOptions) {
    const { rank, world, dropLast } = (this.#options = { shuffle: true, seed: 0, dropLast: false, ...options });
    checkCount("DistributedSampler: the number of items", items);
    checkCount("DistributedSampler: the number of processes", world);
    if (!Number.isInteger(rank) || rank < 0 || rank >= world)
      throw new ArgumentError(`DistributedSampler: rank ${rank} is none of 0 to ${world - 1}`);
    this.#items = items;
    this.length = dropLast ? Math.floor(items / world) : Math.ceil(items / world);
  }
  order(pass: number): Int32Array {
    const { rank, world, shuffle, seed } = this.#options;
    const all = shuffle ? permutation(new RandomState([seed, pass]), this.#items) : null;
    return Int32Array.from({ length: this.length }, (_, i) => {
      const at = (rank + i * world) % this.#items; // beyond the end it goes on from the start
      return all === null ? at : all[at]!;
    });
  }
}
