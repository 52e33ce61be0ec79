// Random numbers by counter: a random tensor captures a key and an offset when it is created, so the forward pass, the
// backward pass and any later computation see the same numbers, on every device.
import { tensor } from "../create/data.ts";
import { type DType, isFloat } from "../dtype.ts";
import { ArgumentError, DTypeError } from "../errors.ts";
import type { Node } from "../graph/node.ts";
import { indexLabel, take } from "../graph/ops/gather.ts";
import { map, named } from "../graph/ops/map.ts";
import { reshape } from "../graph/ops/movement.ts";
import { coordinate, uniform } from "../graph/ops/source.ts";
import { call, type Formula, formula, type Term } from "../ir/formula.ts";
import { add, mul, sub } from "../ir/scalar.ts";
import { threefry } from "../ir/threefry.ts";
import { type DeviceLike, defaultDevice, device } from "../runtime/devices.ts";
import type { Timeline } from "../runtime/timeline.ts";
import { checkShape, type Shape, sizeOf } from "../shape.ts";
import { Tensor } from "../tensor.ts";

const word = 2 ** 32;
const bits = (i: Term, base: Term, key0: Term, key1: Term) =>
  call("threefry", key0, key1, call("add", call("uint32", i), base));
const unit = (i: Term, base: Term, key0: Term, key1: Term) => call("unit", bits(i, base, key0, key1));
const uniformNumbers = named(
  "rand",
  formula((i, base, key0, key1) => unit(i, base, key0, key1)),
);
/** Box & Muller 1958: two uniform numbers, from two keys, make a normal one. */
const normalNumbers = named(
  "randn",
  formula((i, base, key0, key1, other) =>
    mul(
      call("sqrt", mul(-2, call("log", sub(1, unit(i, base, key0, key1))))),
      call("cos", mul(2 * Math.PI, unit(i, base, key0, other))),
    ),
  ),
);

/** The upper 16 of 32 bits. */
const upper = (x: Term) => call("uint32", mul(65536, call("unit", x)));
const lower = (x: Term) => sub(x, mul(upper(x), 65536));
/** bits · range / 2³², rounded down: the upper word of a product of 64 bits. `high` and `low` are the halves of range. */
const wholeNumbers = named(
  "randint",
  formula((i, base, key0, key1, high, low) => {
    const x = bits(i, base, key0, key1);
    const right = add(mul(upper(x), low), upper(mul(lower(x), low)));
    const left = add(mul(lower(x), high), lower(right));
    return add(add(mul(upper(x), high), upper(right)), upper(left));
  }),
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

  /**
   * Whole numbers from `low` up to but not including `high`, within int32; each as likely as the next to within range / 2³².
   *
   * @example
   * new Generator(1).randint(1, 7, [5]); // [5, 1, 1, 6, 3]
   */
  randint<const S extends Shape>(
    low: number,
    high: number,
    shape: S,
    { dtype = "int32", device: where }: RandomOptions = {},
  ): Tensor<Mutable<S>> {
    if (low !== (low | 0) || high - 1 !== ((high - 1) | 0) || low >= high)
      throw new ArgumentError(`randint: there is no int32 from ${low} up to ${high}`);
    const place = device(where ?? defaultDevice());
    const range = high - low;
    const halves = [Math.floor(range / 65536), range % 65536].map((half) => uniform(half, "uint32", place));
    const drawn = new Tensor(this.#numbers("randint", shape, wholeNumbers, place, halves)).to("int32");
    return (low === 0 ? drawn : drawn.add(low)).to(dtype) as Tensor<Mutable<S>>;
  }
  /**
   * 1 with the probability that each element gives, else 0: of `p`'s shape, dtype and device.
   *
   * @example
   * new Generator(0).bernoulli(full([4], 0.5)); // [1, 1, 1, 0]
   */
  bernoulli<S extends Shape>(p: Tensor<S>): Tensor<S> {
    if (!isFloat(p.dtype)) throw new DTypeError(`bernoulli: probabilities are floats, not ${p.dtype}`);
    return this.rand(p.shape, { device: p.device }).lt(p.detach()).to(p.dtype) as Tensor as Tensor<S>;
  }
  /**
   * The numbers below n in random order, int32. Made at once, on the host.
   *
   * @example
   * new Generator(0).randperm(5); // [4, 0, 1, 2, 3]
   */
  randperm(n: number, { dtype = "int32", device: where }: RandomOptions = {}): Tensor<[number]> {
    const order = Int32Array.from({ length: sizeOf(checkShape("randperm", [n])) }, (_, i) => i);
    const [base, key0, key1] = this.#words();
    for (let i = n - 1; i > 0; i--) {
      const j = Math.floor((threefry(key0, key1, base + i) * (i + 1)) / word); // Durstenfeld 1964
      const moved = order[i]!;
      order[i] = order[j]!;
      order[j] = moved;
    }
    this.#drawn += n;
    return tensor(order, where === undefined ? { dtype } : { dtype, device: where });
  }
  /**
   * Classes drawn with probabilities in proportion to weights: (…, classes) gives (…, count), int32. Without replacement all
   * are different, and in the order of drawing.
   *
   * A race: a class whose weight is w arrives after an exponential time of rate w, and who comes first is drawn.
   *
   * @param weights from 0; they need not add up to 1
   * @throws ArgumentError where `count` different classes are more than there are; DataError when the result is read, where
   * fewer than `count` (with replacement: none) have a weight above 0
   * @example
   * new Generator(0).multinomial(tensor([0, 3, 1]), 2); // [1, 2]
   * new Generator(0).multinomial(tensor([0, 3, 1]), 6, { replacement: true }); // [1, 1, 1, 1, 2, 1]
   */
  multinomial(
    weights: Tensor,
    count: number,
    { replacement = false }: { readonly replacement?: boolean } = {},
  ): Tensor {
    const classes = weights.shape.at(-1) ?? 0;
    if (!isFloat(weights.dtype)) throw new DTypeError(`multinomial: weights are floats, not ${weights.dtype}`);
    if (!Number.isInteger(count) || count < 1 || classes === 0 || (!replacement && count > classes))
      throw new ArgumentError(
        `multinomial: ${count} of ${classes} classes cannot be drawn${replacement ? "" : " without { replacement: true }"}`,
      );
    const each = weights.detach().unsqueeze(-2); // (…, 1, classes)
    const races = [...weights.shape.slice(0, -1), replacement ? count : 1, classes];
    const time = this.rand(races, { device: weights.device }).neg().log1p().neg().maximum(1e-30);
    let speed = each.div(time); // (…, count or 1, classes)
    let drawn = winner(speed);
    if (replacement) return drawn;
    const around = (i: number) =>
      weights.shape.map((_, axis) => (axis < weights.rank - 1 ? [0, 0] : [i, count - 1 - i]) as [number, number]);
    let order = drawn.pad(around(0)); // (…, count)
    for (let i = 1; i < count; i++) {
      speed = drawn.oneHot(classes).gt(0).where(-1, speed);
      drawn = winner(speed);
      order = order.add(drawn.pad(around(i)));
    }
    return order;
  }

  #draw(shape: Shape, numbers: Formula, { dtype = "float32", device: where }: RandomOptions): Tensor {
    const place = device(where ?? defaultDevice());
    const other = numbers === normalNumbers ? [uniform((this.#words()[2] ^ 0x5851f42d) >>> 0, "uint32", place)] : [];
    return new Tensor(this.#numbers("rand", shape, numbers, place, other)).to(dtype);
  }
  /** One number for each element of a shape, made of its position in the sequence. */
  #numbers(op: string, shape: Shape, numbers: Formula, place: Timeline, more: readonly Node[]): Node {
    const size = sizeOf(checkShape(op, shape));
    const [base, key0, key1] = this.#words().map((x) => uniform(x, "uint32", place));
    this.#drawn += size;
    return map(numbers, reshape(coordinate(place, [size], 0), shape), base!, key0!, key1!, ...more);
  }
  /** Where the sequence stands: the counter, and two words of key from the seed and the counter's overflow. */
  #words(): readonly [counter: number, key0: number, key1: number] {
    const [seed, drawn] = [this.#seed, this.#drawn];
    const key1 = (Math.floor(seed / word) + Math.floor(drawn / word) * 0x9e3779b1) % word;
    return [drawn % word, seed % word, key1];
  }
}

const choice = indexLabel("multinomial", "choice");
/** The class with the largest number, (…, classes) → (…). Where none is above 0 there is no such class, and the run fails. */
function winner(speed: Tensor): Tensor {
  const classes = speed.shape.at(-1)!;
  const id = speed.max(-1).gt(0).where(speed.argmax(-1), classes);
  return new Tensor(take(coordinate(speed.node.type.place, [classes], 0), id.node, 0, choice));
}

function check(seed: number): number {
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new ArgumentError(`seed: ${seed} is not a whole number from 0 to 2^53 - 1`);
  return seed;
}
