// NumPy's legacy generator, number for number: the same seed and the same calls give what numpy.random.RandomState gives.
import { tensor } from "../create/data.ts";
import type { Place } from "../create/place.ts";
import { arrayOf, checkDType, type TypedArray } from "../dtype.ts";
import { ArgumentError } from "../errors.ts";
import { checkShape, type Shape, sizeOf } from "../shape.ts";
import { Tensor } from "../tensor.ts";
import { choose, type Probabilities, shuffle } from "./choice.ts";
import { log } from "./logarithm.ts";
import { Mersenne } from "./mersenne.ts";

/** All there is to know about a {@link RandomState}; plain data, also as JSON. It is what NumPy's `get_state()` gives. */
export interface RandomStateData {
  /** 624 words. */
  readonly key: readonly number[];
  /** The next word to give out. */
  readonly position: number;
  /** The second of two normal numbers, if only one has been given out. */
  readonly spare: number | null;
}

/** How {@link RandomState.choice} chooses. */
export interface ChoiceOptions extends Place {
  /** Whether one thing can be chosen several times. Default: true. */
  readonly replace?: boolean;
  /** How likely each is; the sum is 1. Default: all alike. */
  readonly p?: Probabilities;
}
type Mutable<S extends Shape> = { -readonly [K in keyof S]: S[K] };

/**
 * A generator that gives what `numpy.random.RandomState(seed)` gives, call for call. Without a shape a call gives a number,
 * with one a tensor (float32 unless asked; `{ dtype: "float64" }` are NumPy's very numbers).
 *
 * Whole and uniform numbers are equal in every bit, normal ones in all but about one of 2,000, which differ in the last digit
 * of float64: NumPy takes the C library's logarithm.
 *
 * @example
 * const random = new RandomState(0);
 * random.randn(); // 1.764052345967664
 * random.randint(10, 20); // 13
 * random.rand([2, 3]).shape; // [2, 3]
 */
export class RandomState {
  readonly #bits = new Mersenne();
  #spare: number | null = null;

  /** @param seed a whole number from 0 below 2³², or several; without one every generator is another */
  constructor(seed?: number | ArrayLike<number>) {
    this.seed(seed);
  }

  /** Starts anew from a seed: a whole number from 0 below 2³², or several. */
  seed(seed: number | ArrayLike<number> = crypto.getRandomValues(new Uint32Array(8))): void {
    const words = typeof seed === "number" ? [seed] : Array.from(seed);
    if (words.length === 0) throw new ArgumentError("seed: at least one number is needed");
    for (const word of words)
      if (word !== word >>> 0) throw new ArgumentError(`seed: ${word} is not a whole number from 0 to 2^32 - 1`);
    if (typeof seed === "number") this.#bits.seed(seed);
    else this.#bits.seedWords(words);
    this.#spare = null;
  }
  /** How to go on from here. */
  getState(): RandomStateData {
    return { key: [...this.#bits.key], position: this.#bits.position, spare: this.#spare };
  }
  /**
   * Goes on from where a state was taken.
   *
   * @example
   * const random = new RandomState(7);
   * const state = random.getState();
   * const x = random.rand();
   * random.setState(JSON.parse(JSON.stringify(state)));
   * random.rand() === x; // true
   */
  setState({ key, position, spare }: RandomStateData): void {
    if (key.length !== 624 || !(position >= 0 && position <= 624))
      throw new ArgumentError(
        `setState: 624 words and a position among them are needed, not ${key.length} and ${position}`,
      );
    this.#bits.key.set(key);
    this.#bits.position = position;
    this.#spare = spare;
  }

  /** Uniform in [0, 1). */
  rand(): number;
  rand<const S extends Shape>(shape: S, options?: Place): Tensor<Mutable<S>>;
  rand(shape?: Shape, options?: Place): number | Tensor {
    return this.#draw("rand", () => this.#bits.uniform(), shape, options);
  }
  /** NumPy's other name of {@link RandomState.rand}. */
  readonly randomSample: RandomState["rand"] = this.rand;

  /** Normal with mean 0 and standard deviation 1. */
  randn(): number;
  randn<const S extends Shape>(shape: S, options?: Place): Tensor<Mutable<S>>;
  randn(shape?: Shape, options?: Place): number | Tensor {
    return this.#draw("randn", () => this.#normal(), shape, options);
  }
  /** NumPy's other name of {@link RandomState.randn}. */
  readonly standardNormal: RandomState["randn"] = this.randn;

  /** Uniform in [low, high). */
  uniform(low?: number, high?: number): number;
  uniform<const S extends Shape>(low: number, high: number, shape: S, options?: Place): Tensor<Mutable<S>>;
  uniform(low = 0, high = 1, shape?: Shape, options?: Place): number | Tensor {
    return this.#draw("uniform", () => low + (high - low) * this.#bits.uniform(), shape, options);
  }
  /** Normal with a mean and a standard deviation. */
  normal(mean?: number, std?: number): number;
  normal<const S extends Shape>(mean: number, std: number, shape: S, options?: Place): Tensor<Mutable<S>>;
  normal(mean = 0, std = 1, shape?: Shape, options?: Place): number | Tensor {
    if (std < 0) throw new ArgumentError(`normal: the standard deviation ${std} is negative`);
    return this.#draw("normal", () => mean + std * this.#normal(), shape, options);
  }

  /**
   * Whole numbers from `low` up to but not including `high`; one number alone is `high`. Tensors are int32 unless asked.
   *
   * @throws ArgumentError where nothing lies between, or the dtype does not hold it
   */
  randint(low: number, high?: number | null): number;
  randint<const S extends Shape>(low: number, high: number | null, shape: S, options?: Place): Tensor<Mutable<S>>;
  randint(
    low: number,
    high?: number | null,
    shape?: Shape,
    { dtype = "int32", ...where }: Place = {},
  ): number | Tensor {
    const [from, to] = high == null ? [0, low] : [low, high];
    if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to) || !Number.isSafeInteger(to - from) || from >= to)
      throw new ArgumentError(`randint: there is no whole number from ${from} up to ${to}`);
    if (shape === undefined) return from + this.#bits.upTo(to - 1 - from);
    const held = new (arrayOf(checkDType("randint", dtype)))([from, to - 1]);
    if (held[0] !== from || held[1] !== to - 1 || (dtype === "bool" && to > 2))
      throw new ArgumentError(`randint: ${dtype} does not hold ${from} … ${to - 1}; give another { dtype }`);
    const width = dtype === "bool" ? 1 : dtype === "uint8" ? 8 : 32;
    const upTo = this.#bits.bounded(width);
    return this.#draw("randint", () => from + upTo(to - 1 - from), shape, { dtype, ...where });
  }
  /** Random bytes. */
  bytes(count: number): Uint8Array {
    const words = Uint32Array.from({ length: Math.ceil(count / 4) }, () => this.#bits.bits());
    return new Uint8Array(words.buffer, 0, count);
  }

  /** Puts an array (of numbers, of rows, of anything) into a random order, in place. */
  shuffle(items: unknown[] | TypedArray): void {
    shuffle(this.#bits, items as unknown[]);
  }
  /**
   * A shuffled copy: of the numbers below n as an int32 tensor, of an array, or of the rows of a tensor.
   *
   * @example
   * new RandomState(0).permutation(5); // [2, 0, 1, 3, 4]
   * new RandomState(0).permutation(["a", "b", "c"]); // ["c", "b", "a"]
   */
  permutation(n: number, options?: Place): Tensor<[number]>;
  permutation<S extends Shape>(rows: Tensor<S>): Tensor<S>;
  permutation<T>(items: readonly T[]): T[];
  permutation(of: number | Tensor | readonly unknown[], options: Place = {}): Tensor | unknown[] {
    if (Array.isArray(of)) {
      const copy = [...of];
      this.shuffle(copy);
      return copy;
    }
    const count = of instanceof Tensor ? (of.shape[0] ?? 0) : (of as number);
    const order = Int32Array.from({ length: sizeOf(checkShape("permutation", [count])) }, (_, i) => i);
    this.shuffle(order);
    if (of instanceof Tensor) return of.take(tensor(order, { device: of.device }));
    return tensor(order, options);
  }
  /**
   * Chosen things: numbers below n as a number or an int32 tensor, or elements of an array.
   *
   * @throws ArgumentError where probabilities do not fit or there are too few things to choose from
   * @example
   * new RandomState(0).choice(5, [3], { replace: false }); // [2, 0, 1]
   * new RandomState(0).choice(["heads", "tails"]); // "heads"
   * new RandomState(0).choice(["a", "b", "c"], 4, { p: [0.5, 0.25, 0.25] }); // ["b", "b", "b", "b"]
   */
  choice(n: number): number;
  choice<const S extends Shape>(n: number, shape: S, options?: ChoiceOptions): Tensor<Mutable<S>>;
  choice<T>(items: readonly T[]): T;
  choice<T>(items: readonly T[], count: number, options?: ChoiceOptions): T[];
  choice(
    from: number | readonly unknown[],
    shape?: Shape | number,
    { replace = true, p, ...where }: ChoiceOptions = {},
  ) {
    const sizes = checkShape("choice", typeof shape === "number" ? [shape] : (shape ?? []));
    const ids = choose(this.#bits, typeof from === "number" ? from : from.length, sizeOf(sizes), replace, p);
    if (typeof from === "number")
      return shape === undefined ? ids[0]! : tensor(ids, { shape: sizes, dtype: "int32", ...where });
    return shape === undefined ? from[ids[0]!] : Array.from(ids, (i) => from[i]);
  }

  #normal(): number {
    // The polar method: two at a time (Marsaglia & Bray 1964).
    if (this.#spare !== null) {
      const spare = this.#spare;
      this.#spare = null;
      return spare;
    }
    for (;;) {
      const x = 2 * this.#bits.uniform() - 1;
      const y = 2 * this.#bits.uniform() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const scale = Math.sqrt((-2 * log(square)) / square);
      this.#spare = scale * x;
      return scale * y;
    }
  }
  #draw(op: string, next: () => number, shape: Shape | undefined, options: Place = {}): number | Tensor {
    if (shape === undefined) return next();
    const values = new Float64Array(sizeOf(checkShape(op, shape)));
    for (let i = 0; i < values.length; i++) values[i] = next();
    return tensor(values, { shape, dtype: "float32", ...options });
  }
}
