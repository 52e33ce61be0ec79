// Random numbers by counter: a random tensor captures a key and an offset when it is created, so the forward pass, the
// backward pass and any later computation see the same numbers, on every device.
import type { DType } from "./dtype.ts";
import { ArgumentError } from "./errors.ts";
import { map, named } from "./graph/ops/map.ts";
import { reshape } from "./graph/ops/movement.ts";
import { coordinate, uniform } from "./graph/ops/source.ts";
import { call, formula, type Term } from "./ir/formula.ts";
import { mul, sub } from "./ir/scalar.ts";
import { type DeviceLike, defaultDevice, device } from "./runtime/devices.ts";
import { checkShape, type Shape, sizeOf } from "./shape.ts";
import { Tensor } from "./tensor.ts";

const word = 2 ** 32;
const bits = (i: Term, base: Term, key0: Term, key1: Term) =>
  call("unit", call("threefry", key0, key1, call("add", call("uint32", i), base)));
const uniformNumbers = named(
  "rand",
  formula((i, base, key0, key1) => bits(i, base, key0, key1)),
);
/** Box & Muller 1958: two uniform numbers, from two keys, make a normal one. */
const normalNumbers = named(
  "randn",
  formula((i, base, key0, key1, other) =>
    mul(
      call("sqrt", mul(-2, call("log", sub(1, bits(i, base, key0, key1))))),
      call("cos", mul(2 * Math.PI, bits(i, base, key0, other))),
    ),
  ),
);

export interface RandomOptions {
  readonly dtype?: DType;
  readonly device?: DeviceLike;
}
type Mutable<S extends Shape> = { -readonly [K in keyof S]: S[K] };

/**
 * A source of random tensors with a state of its own: the seed and how many numbers have been drawn.
 *
 * @example
 * const random = new Generator(7);
 * random.randn([2, 3]).shape; // [2, 3]
 * random.state; // how to go on from here: the seed 7, and 6 numbers drawn
 */
export class Generator {
  #seed: number;
  #drawn = 0;
  constructor(seed = 0) {
    this.#seed = check(seed);
  }
  /** Starts again from a seed: a whole number from 0 to 2⁵³ − 1. */
  seed(seed: number): this {
    this.#seed = check(seed);
    this.#drawn = 0;
    return this;
  }
  /** All there is to know: put it back with `state = …` to go on from here. */
  get state(): { readonly seed: number; readonly drawn: number } {
    return { seed: this.#seed, drawn: this.#drawn };
  }
  set state({ seed, drawn }: { readonly seed: number; readonly drawn: number }) {
    this.#seed = check(seed);
    this.#drawn = drawn;
  }

  /** Uniform in [low, high). */
  rand<const S extends Shape>(
    shape: S,
    { low = 0, high = 1, ...options }: RandomOptions & { readonly low?: number; readonly high?: number } = {},
  ): Tensor<Mutable<S>> {
    const x = this.#draw(shape, uniformNumbers, options);
    return (low === 0 && high === 1 ? x : x.mul(high - low).add(low)) as Tensor<Mutable<S>>;
  }
  /** Normally distributed. */
  randn<const S extends Shape>(
    shape: S,
    { mean = 0, std = 1, ...options }: RandomOptions & { readonly mean?: number; readonly std?: number } = {},
  ): Tensor<Mutable<S>> {
    const x = this.#draw(shape, normalNumbers, options);
    return (mean === 0 && std === 1 ? x : x.mul(std).add(mean)) as Tensor<Mutable<S>>;
  }

  #draw(shape: Shape, numbers: typeof uniformNumbers, { dtype = "float32", device: where }: RandomOptions): Tensor {
    const place = device(where ?? defaultDevice());
    const size = sizeOf(checkShape("rand", shape));
    let drawn = 0;
    const base = (): number => {
      drawn = this.#drawn;
      this.#drawn += size;
      return drawn % word;
    };
    const key0 = (): number => this.#seed % word;
    const key1 = (): number => (Math.floor(this.#seed / word) + Math.floor(drawn / word) * 0x9e3779b1) % word;
    const position = reshape(coordinate(place, [size], 0), shape);
    const sources = [
      position,
      uniform(base, "uint32", place),
      uniform(key0, "uint32", place),
      uniform(key1, "uint32", place),
    ];
    if (numbers === normalNumbers) sources.push(uniform(() => (key1() ^ 0x5851f42d) >>> 0, "uint32", place));
    const x = new Tensor(map(numbers, ...sources));
    return dtype === "float32" ? x : x.to(dtype);
  }
}

function check(seed: number): number {
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new ArgumentError(`seed: ${seed} is not a whole number from 0 to 2^53 - 1`);
  return seed;
}

const global = new Generator(0);
/**
 * Seeds the generator behind {@link rand} and {@link randn}.
 *
 * @example
 * manualSeed(1);
 * const a = await rand([3]).data();
 * manualSeed(1);
 * rand([3]).eq(tensor(a)); // [1, 1, 1]
 */
export const manualSeed = (seed: number): void => void global.seed(seed);
/** Uniform numbers in [low, high), default [0, 1), from the global generator. */
export const rand: Generator["rand"] = (shape, options) => global.rand(shape, options);
/** Normally distributed numbers, mean 0 and standard deviation 1 unless asked, from the global generator. */
export const randn: Generator["randn"] = (shape, options) => global.randn(shape, options);
/** The generator behind {@link rand} and {@link randn}. */
export const defaultGenerator = global;
