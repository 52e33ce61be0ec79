// Pooling and resizing of (N, C, …) as layers.

import { type InterpolateOptions, interpolate } from "../functional/interpolation.ts";
import * as functional from "../functional/pooling.ts";
import type { Tensor } from "../tensor.ts";
import type { OutputOf, Rule } from "../types/layers.ts";
import type { Shape } from "../types/shape.ts";
import type { Padding, PerAxis } from "../types/sliding.ts";
import { Layer } from "./layer.ts";
import { optionsAsText } from "./print.ts";
import type { PoolRule, ResizeRule } from "./sliding-rules.ts";

type Pool = (x: Tensor, size: PerAxis, options: object) => Tensor;
/** A function of (N, C, …), a size and options, as a layer. */
abstract class Pooling<R extends Rule> extends Layer<R> {
  readonly #pool: Pool;
  readonly #size: PerAxis;
  readonly #options: object;
  constructor(pool: Pool, size: PerAxis, options: object) {
    super();
    this.#pool = pool;
    this.#size = size;
    this.#options = options;
  }
  forward<S extends Shape>(x: Tensor<S>): Tensor<OutputOf<R, S>> {
    return this.#pool(x as Tensor, this.#size, this.#options) as never;
  }
  override describe(): string {
    return optionsAsText({ size: this.#size, ...this.#options }).slice(2);
  }
}

interface MaxPoolClass {
  new <
    const K extends PerAxis,
    const S extends PerAxis = K,
    const P extends Padding = 0,
    const D extends PerAxis = 1,
    Ceil extends boolean = false,
  >(
    kernel: K,
    options?: Omit<functional.PoolOptions<S, P, D, Ceil>, "channelsLast">,
  ): Pooling<PoolRule<K, S, P, D, Ceil>>;
}
interface AvgPoolClass {
  new <const K extends PerAxis, const S extends PerAxis = K, const P extends Padding = 0, Ceil extends boolean = false>(
    kernel: K,
    options?: Omit<functional.AvgPoolOptions<S, P, Ceil>, "channelsLast">,
  ): Pooling<PoolRule<K, S, P, 1, Ceil>>;
}
interface AdaptivePoolClass {
  new <const Size extends PerAxis>(size: Size): Pooling<ResizeRule<Size>>;
}
const pooling = (name: string, pool: unknown): unknown =>
  ({
    [name]: class extends Pooling<Rule> {
      constructor(size: PerAxis, options: object = {}) {
        super(pool as Pool, size, options);
      }
    },
  })[name];

/**
 * The largest element of each window of (N, C, L).
 *
 * @example
 * new nn.MaxPool1d(2)(tensor([[[1, 3, 2, 0]]])); // [[[3, 2]]]
 */
export const MaxPool1d = pooling("MaxPool1d", functional.maxPool1d) as MaxPoolClass;
/**
 * The largest element of each window of (N, C, H, W).
 *
 * @example
 * new nn.MaxPool2d(3, { stride: 2, padding: 1 })(ones([1, 8, 9, 9])).shape; // [1, 8, 5, 5]
 */
export const MaxPool2d = pooling("MaxPool2d", functional.maxPool2d) as MaxPoolClass;
/**
 * The largest element of each window of (N, C, D, H, W).
 *
 * @example
 * new nn.MaxPool3d(2)(ones([1, 2, 4, 4, 4])).shape; // [1, 2, 2, 2, 2]
 */
export const MaxPool3d = pooling("MaxPool3d", functional.maxPool3d) as MaxPoolClass;
/**
 * The mean of each window of (N, C, L).
 *
 * @example
 * new nn.AvgPool1d(2)(tensor([[[1, 3, 2, 0]]])); // [[[2, 1]]]
 */
export const AvgPool1d = pooling("AvgPool1d", functional.avgPool1d) as AvgPoolClass;
/**
 * The mean of each window of (N, C, H, W).
 *
 * @example
 * new nn.AvgPool2d([2, 3])(ones([1, 8, 6, 6])).shape; // [1, 8, 3, 2]
 */
export const AvgPool2d = pooling("AvgPool2d", functional.avgPool2d) as AvgPoolClass;
/**
 * The mean of each window of (N, C, D, H, W).
 *
 * @example
 * new nn.AvgPool3d([1, 2, 2])(ones([1, 2, 4, 4, 4])).shape; // [1, 2, 4, 2, 2]
 */
export const AvgPool3d = pooling("AvgPool3d", functional.avgPool3d) as AvgPoolClass;
/**
 * Means over `size` stretches of (N, C, L).
 *
 * @example
 * new nn.AdaptiveAvgPool1d(2)(tensor([[[1, 2, 3, 4]]])); // [[[1.5, 3.5]]]
 */
export const AdaptiveAvgPool1d = pooling("AdaptiveAvgPool1d", functional.adaptiveAvgPool1d) as AdaptivePoolClass;
/**
 * Means over a grid of patches of (N, C, H, W).
 *
 * @example
 * new nn.AdaptiveAvgPool2d(1)(ones([1, 512, 7, 7])).shape; // [1, 512, 1, 1]
 */
export const AdaptiveAvgPool2d = pooling("AdaptiveAvgPool2d", functional.adaptiveAvgPool2d) as AdaptivePoolClass;
/**
 * Means over a grid of blocks of (N, C, D, H, W).
 *
 * @example
 * new nn.AdaptiveAvgPool3d(1)(ones([1, 2, 4, 4, 4])).shape; // [1, 2, 1, 1, 1]
 */
export const AdaptiveAvgPool3d = pooling("AdaptiveAvgPool3d", functional.adaptiveAvgPool3d) as AdaptivePoolClass;

/**
 * (N, C, …) with other spatial sizes.
 *
 * @example
 * new nn.Upsample({ scaleFactor: 2 })(tensor([[[1, 2]]])); // [[[1, 1, 2, 2]]]
 */
export class Upsample<const Size extends PerAxis = number> extends Layer<ResizeRule<Size>> {
  readonly #options: Omit<InterpolateOptions<Size>, "channelsLast">;
  constructor(options: Omit<InterpolateOptions<Size>, "channelsLast">) {
    super();
    this.#options = options;
  }
  forward<S extends Shape>(x: Tensor<S>): Tensor<OutputOf<ResizeRule<Size>, S>> {
    return interpolate(x, this.#options) as never;
  }
  override describe(): string {
    return optionsAsText(this.#options).slice(2);
  }
}
