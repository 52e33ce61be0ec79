// Numbers to begin with: one value, uniform, normal.
import { full } from "../create.ts";
import type { DType } from "../dtype.ts";
import { ArgumentError } from "../errors.ts";
import { erf } from "../ir/special.ts";
import { defaultGenerator } from "../random.ts";
import type { DeviceLike } from "../runtime/devices.ts";
import type { Shape } from "../shape.ts";
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
export type Of<S extends Shape> = Tensor<{ -readonly [K in keyof S]: S[K] }>;

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
 * Normal, but within [low, high]: the inverse of the distribution function at uniform numbers.
 *
 * @throws ArgumentError if there is nothing between the limits
 * @example
 * init.truncatedNormal([100], 0, 1, -1, 1).abs().max().le(1); // 1
 */
export function truncatedNormal<const S extends Shape>(
  shape: S,
  mean = 0,
  std = 1,
  low = mean - 2 * std,
  high = mean + 2 * std,
  options: InitOptions = {},
): Of<S> {
  if (!(std > 0 && low < high))
    throw new ArgumentError(`truncatedNormal: no numbers lie between ${low} and ${high} with deviation ${std}`);
  const [from, to] = [low, high].map((x) => erf((x - mean) / (std * Math.SQRT2))) as [number, number];
  return (uniform(shape, from, to, options) as Tensor)
    .erfinv()
    .mul(std * Math.SQRT2)
    .add(mean)
    .clamp(low, high) as Of<S>;
}
/** What of some options says where numbers come from and go. */
export const placed = ({ generator, dtype, device }: InitOptions): InitOptions => ({
  ...(generator === undefined ? {} : { generator }),
  ...(dtype === undefined ? {} : { dtype }),
  ...(device === undefined ? {} : { device }),
});
