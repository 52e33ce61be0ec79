// needle-ts/init: how weights begin. Each function draws from a generator: the global one, one of your own, or NumPy's
// (`new RandomState(seed)`) where the same numbers are wanted as in Python.
import { full } from "../create.ts";
import type { DType } from "../dtype.ts";
import { ArgumentError, ShapeError } from "../errors.ts";
import { defaultGenerator } from "../random.ts";
import type { DeviceLike } from "../runtime/devices.ts";
import { type Shape, show } from "../shape.ts";
import type { Tensor } from "../tensor.ts";

/** Where random numbers come from. */
export interface Source {
  /** Uniform in [0, 1). */
  rand(shape: Shape, options?: Place): Tensor;
  /** Normal, mean 0, standard deviation 1. */
  randn(shape: Shape, options?: Place): Tensor;
}
interface Place {
  readonly dtype?: DType;
  readonly device?: DeviceLike;
}
export interface InitOptions extends Place {
  readonly generator?: Source;
}
/** How many inputs make one output, and how many outputs one input goes into; found from the shape unless given. */
export interface FanOptions extends InitOptions {
  readonly fanIn?: number;
  readonly fanOut?: number;
}
type Of<S extends Shape> = Tensor<{ -readonly [K in keyof S]: S[K] }>;

/** One value everywhere. */
export function constant<const S extends Shape>(shape: S, value: number, options: InitOptions = {}): Of<S> {
  return full(shape, value, { dtype: "float32", ...placed(options) }) as Of<S>;
}
/** Uniform in [low, high). */
export function uniform<const S extends Shape>(shape: S, low = 0, high = 1, options: InitOptions = {}): Of<S> {
  const { generator = defaultGenerator, ...place } = options;
  return generator
    .rand(shape, place)
    .mul(high - low)
    .add(low) as Of<S>;
}
/** Normal with this mean and standard deviation. */
export function normal<const S extends Shape>(shape: S, mean = 0, std = 1, options: InitOptions = {}): Of<S> {
  const { generator = defaultGenerator, ...place } = options;
  return generator.randn(shape, place).mul(std).add(mean) as Of<S>;
}
/**
 * Fan-in and fan-out of a weight: (in, out), or (out, in, kernel…) with more axes.
 *
 * @throws ShapeError for fewer than two axes
 */
export function fansOf(shape: Shape): { readonly fanIn: number; readonly fanOut: number } {
  if (shape.length < 2) throw new ShapeError(`init: ${show(shape)} has no fans; give { fanIn, fanOut }`);
  if (shape.length === 2) return { fanIn: shape[0]!, fanOut: shape[1]! };
  const kernel = shape.slice(2).reduce((n, d) => n * d, 1);
  return { fanIn: shape[1]! * kernel, fanOut: shape[0]! * kernel };
}
const fans = (shape: Shape, { fanIn, fanOut }: FanOptions) =>
  fanIn !== undefined && fanOut !== undefined
    ? { fanIn, fanOut }
    : fanIn !== undefined
      ? { fanIn, fanOut: fanIn }
      : { ...fansOf(shape), ...(fanOut === undefined ? {} : { fanOut }) };

/** What a nonlinearity does to the size of values, to be made up for by the weights before it. */
export function gainOf(nonlinearity: string, slope = 0.01): number {
  const gains: Record<string, number> = {
    linear: 1,
    sigmoid: 1,
    tanh: 5 / 3,
    relu: Math.SQRT2,
    leakyRelu: Math.sqrt(2 / (1 + slope ** 2)),
    selu: 3 / 4,
  };
  const gain = gains[nonlinearity];
  if (gain === undefined)
    throw new ArgumentError(`gainOf: '${nonlinearity}' is not known; there are ${Object.keys(gains).join(", ")}`);
  return gain;
}

/**
 * Uniform within ±gain √(6 / (fanIn + fanOut)) (Glorot & Bengio 2010).
 *
 * @example
 * init.xavierUniform([4, 2]).abs().max().lt(1.01); // 1
 */
export function xavierUniform<const S extends Shape>(
  shape: S,
  { gain = 1, ...options }: FanOptions & { readonly gain?: number } = {},
): Of<S> {
  const { fanIn, fanOut } = fans(shape, options);
  const bound = gain * Math.sqrt(6 / (fanIn + fanOut));
  return uniform(shape, -bound, bound, placed(options));
}
/** Normal with standard deviation gain √(2 / (fanIn + fanOut)) (Glorot & Bengio 2010). */
export function xavierNormal<const S extends Shape>(
  shape: S,
  { gain = 1, ...options }: FanOptions & { readonly gain?: number } = {},
): Of<S> {
  const { fanIn, fanOut } = fans(shape, options);
  return normal(shape, 0, gain * Math.sqrt(2 / (fanIn + fanOut)), placed(options));
}

export interface KaimingOptions extends FanOptions {
  /** What comes after the weights. Default "relu". */
  readonly nonlinearity?: string;
  /** The slope of a leaky relu. */
  readonly slope?: number;
}
/**
 * Uniform within ±gain √(3 / fanIn) (He et al. 2015).
 *
 * @example
 * init.kaimingUniform([6, 2]).abs().max().le(1); // 1
 */
export function kaimingUniform<const S extends Shape>(shape: S, options: KaimingOptions = {}): Of<S> {
  const bound = gainOf(options.nonlinearity ?? "relu", options.slope) * Math.sqrt(3 / fans(shape, options).fanIn);
  return uniform(shape, -bound, bound, placed(options));
}
/** Normal with standard deviation gain / √fanIn (He et al. 2015). */
export function kaimingNormal<const S extends Shape>(shape: S, options: KaimingOptions = {}): Of<S> {
  const std = gainOf(options.nonlinearity ?? "relu", options.slope) / Math.sqrt(fans(shape, options).fanIn);
  return normal(shape, 0, std, placed(options));
}

const placed = ({ generator, dtype, device }: InitOptions): InitOptions => ({
  ...(generator === undefined ? {} : { generator }),
  ...(dtype === undefined ? {} : { dtype }),
  ...(device === undefined ? {} : { device }),
});
