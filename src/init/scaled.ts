// Weights scaled so that values and gradients keep their size from layer to layer.
import { ArgumentError, ShapeError } from "../errors.ts";
import { type Shape, show } from "../shape.ts";
import { type InitOptions, normal, type Of, placed, uniform } from "./draw.ts";

/** How many inputs make one output, and how many outputs one input goes into; found from the shape unless given. */
export interface FanOptions extends InitOptions {
  readonly fanIn?: number;
  readonly fanOut?: number;
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
  /** Whether values keep their size on the way forward, or gradients on the way back. Default "fanIn". */
  readonly mode?: "fanIn" | "fanOut";
}
const gainOverRoot = (shape: Shape, { nonlinearity = "relu", slope, mode = "fanIn", ...options }: KaimingOptions) =>
  gainOf(nonlinearity, slope) / Math.sqrt(fans(shape, options)[mode]);

/**
 * Uniform within ±gain √(3 / fanIn) (He et al. 2015).
 *
 * @example
 * init.kaimingUniform([6, 2]).abs().max().le(1); // 1
 */
export function kaimingUniform<const S extends Shape>(shape: S, options: KaimingOptions = {}): Of<S> {
  const bound = Math.sqrt(3) * gainOverRoot(shape, options);
  return uniform(shape, -bound, bound, placed(options));
}
/** Normal with standard deviation gain / √fanIn (He et al. 2015). */
export function kaimingNormal<const S extends Shape>(shape: S, options: KaimingOptions = {}): Of<S> {
  return normal(shape, 0, gainOverRoot(shape, options), placed(options));
}
