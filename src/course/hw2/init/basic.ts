// Tensors to begin with: random ones drawn by NumPy's generator in float64, then rounded, as the course does.
import type { DType } from "../../../dtype.ts";
import { ArgumentError, DataError } from "../../../errors.ts";
import { checkShape, type Shape, sizeOf } from "../../../shape.ts";
import { Tensor } from "../../hw1/tensor.ts";
import type { RandomState } from "../../random-state.ts";
import { random } from "../random.ts";

/** What all initialisers can be told. */
export interface InitOptions {
  /** Default: float32. */
  readonly dtype?: DType;
  /** The name of a device. */
  readonly device?: string;
  /** Default: false, as in the course; a `Parameter` requires a gradient whatever it is made of. */
  readonly requiresGrad?: boolean;
  /** Where random numbers come from. Default: the homework's `random`. */
  readonly generator?: RandomState;
}

/**
 * Uniform numbers from `low` to below `high`.
 *
 * @example
 * random.seed(0);
 * init.rand([2], { low: -1, high: 1 }); // [0.0976270, 0.430379]
 */
export function rand(shape: Shape, { low = 0, high = 1, ...options }: InitOptions & Range = {}): Tensor {
  const { generator = random } = options;
  return filled("rand", shape, () => generator.rand() * (high - low) + low, options);
}
/** The limits of uniform numbers: 0 and 1 by default. */
export interface Range {
  readonly low?: number;
  readonly high?: number;
}

/**
 * Normal numbers.
 *
 * @example
 * random.seed(0);
 * init.randn([2], { mean: 1, std: 2 }); // [4.52810, 1.80031]
 */
export function randn(shape: Shape, { mean = 0, std = 1, ...options }: InitOptions & Normal = {}): Tensor {
  const { generator = random } = options;
  return filled("randn", shape, () => generator.randn() * std + mean, options);
}
/** Mean and standard deviation of normal numbers: 0 and 1 by default. */
export interface Normal {
  readonly mean?: number;
  readonly std?: number;
}

/**
 * 1 with probability p, else 0: where `rand() <= p`.
 *
 * @throws ArgumentError where p is no probability
 * @example
 * random.seed(0);
 * init.randb([4], { p: 0.6 }); // [1, 0, 0, 1]
 */
export function randb(shape: Shape, { p = 0.5, ...options }: InitOptions & { readonly p?: number } = {}): Tensor {
  if (!(p >= 0 && p <= 1)) throw new ArgumentError(`randb: p is a probability, from 0 to 1, not ${p}`);
  const { generator = random } = options;
  return filled("randb", shape, () => +(generator.rand() <= p), options);
}

/** One value everywhere. */
export const constant = (shape: Shape, c = 1, options: InitOptions = {}): Tensor =>
  filled("constant", shape, () => c, options);
/** Ones. */
export const ones = (shape: Shape, options: InitOptions = {}): Tensor => constant(shape, 1, options);
/** Zeros. */
export const zeros = (shape: Shape, options: InitOptions = {}): Tensor => constant(shape, 0, options);
/** Ones with the shape, dtype and device of another tensor. */
export const onesLike = ({ shape, dtype, device }: Tensor, options: InitOptions = {}): Tensor =>
  ones(shape, { dtype, device, ...options });
/** Zeros with the shape, dtype and device of another tensor. */
export const zerosLike = ({ shape, dtype, device }: Tensor, options: InitOptions = {}): Tensor =>
  zeros(shape, { dtype, device, ...options });

/**
 * A table with a 1 at each label and 0 elsewhere.
 *
 * @param n number of classes
 * @param labels whole numbers from 0 to n − 1, any shape; a list is one axis
 * @returns (…, n)
 * @throws DataError on a label outside the classes
 * @example
 * init.oneHot(3, [2, 0]); // [[0, 0, 1], [1, 0, 0]]
 */
export function oneHot(n: number, labels: Tensor | ArrayLike<number>, options: InitOptions = {}): Tensor {
  const [list, shape] =
    labels instanceof Tensor ? [labels.toTypedArray(), labels.shape] : [labels, [labels.length] as Shape];
  const table = new Float32Array(list.length * n);
  for (let i = 0; i < list.length; i++) {
    const label = list[i]!;
    if (!Number.isInteger(label) || label < 0 || label >= n)
      throw new DataError(`oneHot: label ${label} at ${i} is outside the ${n} classes 0 … ${n - 1}`);
    table[i * n + label] = 1;
  }
  return made(table, [...shape, n], options);
}

function filled(op: string, shape: Shape, next: () => number, options: InitOptions): Tensor {
  const values = new Float64Array(sizeOf(checkShape(op, shape)));
  for (let i = 0; i < values.length; i++) values[i] = next();
  return made(values, shape, options);
}

const made = (
  values: Float32Array | Float64Array,
  shape: Shape,
  { generator: _, dtype = "float32", requiresGrad = false, ...place }: InitOptions,
): Tensor => new Tensor(values, { shape, dtype, requiresGrad, ...place });
