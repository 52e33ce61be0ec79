// Weights scaled so that values keep their size from layer to layer.
import { ArgumentError } from "../../../errors.ts";
import type { Shape } from "../../../shape.ts";
import type { Tensor } from "../../hw1/tensor.ts";
import { type InitOptions, rand, randn } from "./basic.ts";

/** How {@link xavierUniform} and {@link xavierNormal} draw. */
export interface XavierOptions extends InitOptions {
  /** A factor, 1 by default. */
  readonly gain?: number;
}
/** How {@link kaimingUniform} and {@link kaimingNormal} draw. */
export interface KaimingOptions extends InitOptions {
  /** Default: [fanIn, fanOut]. */
  readonly shape?: Shape;
  /** What comes after the weights; the course knows "relu" alone. */
  readonly nonlinearity?: string;
}

/**
 * Uniform within ±gain √(6 / (fanIn + fanOut)) (Glorot & Bengio 2010).
 *
 * @returns (fanIn, fanOut)
 * @example
 * random.seed(0);
 * init.xavierUniform(1, 2); // [[0.138065, 0.608647]]
 */
export function xavierUniform(fanIn: number, fanOut: number, { gain = 1, ...options }: XavierOptions = {}): Tensor {
  const bound = gain * Math.sqrt(6 / (fanIn + fanOut));
  return rand([fanIn, fanOut], { low: -bound, high: bound, ...options });
}

/** Normal with standard deviation gain √(2 / (fanIn + fanOut)) (Glorot & Bengio 2010). */
export const xavierNormal = (fanIn: number, fanOut: number, { gain = 1, ...options }: XavierOptions = {}): Tensor =>
  randn([fanIn, fanOut], { std: gain * Math.sqrt(2 / (fanIn + fanOut)), ...options });

/**
 * Uniform within ±√2 √(3 / fanIn) (He et al. 2015).
 *
 * @returns (fanIn, fanOut), or the shape asked for
 * @throws ArgumentError for another nonlinearity than "relu"
 * @example
 * init.kaimingUniform(6, 2).shape; // [6, 2]
 */
export function kaimingUniform(fanIn: number, fanOut: number, given: KaimingOptions = {}): Tensor {
  const { shape, gain, options } = settings("kaimingUniform", fanIn, fanOut, given);
  const bound = gain * Math.sqrt(3 / fanIn);
  return rand(shape, { low: -bound, high: bound, ...options });
}

/** Normal with standard deviation √2 / √fanIn (He et al. 2015). */
export function kaimingNormal(fanIn: number, fanOut: number, given: KaimingOptions = {}): Tensor {
  const { shape, gain, options } = settings("kaimingNormal", fanIn, fanOut, given);
  return randn(shape, { std: gain / Math.sqrt(fanIn), ...options });
}

function settings(
  op: string,
  fanIn: number,
  fanOut: number,
  { shape = [fanIn, fanOut], nonlinearity = "relu", ...options }: KaimingOptions,
) {
  if (nonlinearity !== "relu") throw new ArgumentError(`${op}: '${nonlinearity}' is not known; there is only 'relu'`);
  return { shape, gain: Math.SQRT2, options };
}
