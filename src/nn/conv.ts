// Filters that slide over (N, C, …): convolutions of one, two and three spatial axes, and their transposes.
import { parameter } from "../create.ts";
import { ArgumentError } from "../errors.ts";
import * as functional from "../functional/convolution.ts";
import { each } from "../graph/compose/sliding.ts";
import { type InitOptions, uniform } from "../init/index.ts";
import { sizeOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import type { OutputOf, Rule } from "../types/layers.ts";
import type { Shape } from "../types/shape.ts";
import type { Padding, PerAxis } from "../types/sliding.ts";
import type { Variable } from "../variable.ts";
import { Layer } from "./layer.ts";
import { optionsAsText } from "./print.ts";
import type { ConvRule, ConvTransposeRule } from "./sliding-rules.ts";

export interface ConvLayerOptions<S extends PerAxis = PerAxis, P extends Padding = Padding, D extends PerAxis = PerAxis>
  extends InitOptions,
    Omit<functional.ConvOptions<S, P, D>, "bias" | "channelsLast"> {
  /** Default true. */
  readonly bias?: boolean;
}
export interface ConvTransposeLayerOptions<
  S extends PerAxis = PerAxis,
  P extends Padding = Padding,
  D extends PerAxis = PerAxis,
  O extends PerAxis = PerAxis,
> extends ConvLayerOptions<S, P, D> {
  /** More elements at the high ends, of which a strided convolution would not have seen a window. Default 0. */
  readonly outputPadding?: O;
}
type Slide = (x: Tensor, weight: Tensor, options: functional.ConvTransposeOptions) => Tensor;

interface Kind {
  readonly slide: unknown;
  readonly axes: number;
  /** Weights have the channels that come in first. */
  readonly isTransposed: boolean;
}

/** Weights and a bias (F) begin uniform within ±1/√fan-in, as PyTorch's. */
export abstract class Filters<R extends Rule> extends Layer<R> {
  /** (F, C / groups, kernel…), or of a transposed convolution (C, F / groups, kernel…). */
  weight: Variable;
  bias: Variable | null;
  readonly #slide: Slide;
  readonly #options: functional.ConvTransposeOptions;
  readonly #title: string;
  constructor(kind: Kind, channels: number, filters: number, kernel: PerAxis, given: ConvTransposeLayerOptions) {
    super();
    const { name } = this.constructor;
    const { bias = true, generator, dtype, device, ...options } = given;
    const { groups = 1 } = options;
    if (![channels, filters].every((n) => Number.isInteger(n / groups)))
      throw new ArgumentError(`${name}: ${groups} groups do not divide ${channels} and ${filters} channels`);
    const [first, second] = kind.isTransposed ? [channels, filters] : [filters, channels];
    const shape = [first, second / groups, ...each(name, "kernel", kernel, kind.axes)];
    const bound = 1 / Math.sqrt(sizeOf(shape.slice(1)));
    const draw = (sizes: Shape) =>
      parameter(uniform(sizes, -bound, bound, { generator, dtype, device } as InitOptions));
    this.weight = draw(shape);
    this.bias = bias ? draw([filters]) : null;
    this.#slide = kind.slide as Slide;
    this.#options = options;
    this.#title = `${channels}, ${filters}${optionsAsText({ kernel, ...options, ...(bias ? {} : { bias }) })}`;
  }
  forward<S extends Shape>(x: Tensor<S>): Tensor<OutputOf<R, S>> {
    return this.#slide(x as Tensor, this.weight, { ...this.#options, bias: this.bias }) as never;
  }
  override describe(): string {
    return this.#title;
  }
}

/** What `new` makes of sizes and options: a layer that knows the shapes. */
interface ConvClass {
  new <
    const C extends number,
    const F extends number,
    const K extends PerAxis,
    const S extends PerAxis = 1,
    const P extends Padding = 0,
    const D extends PerAxis = 1,
  >(
    inChannels: C,
    outChannels: F,
    kernel: K,
    options?: ConvLayerOptions<S, P, D>,
  ): Filters<ConvRule<C, F, K, S, P, D>>;
}
interface ConvTransposeClass {
  new <
    const C extends number,
    const F extends number,
    const K extends PerAxis,
    const S extends PerAxis = 1,
    const P extends Padding = 0,
    const D extends PerAxis = 1,
    const O extends PerAxis = 0,
  >(
    inChannels: C,
    outChannels: F,
    kernel: K,
    options?: ConvTransposeLayerOptions<S, P, D, O>,
  ): Filters<ConvTransposeRule<C, F, K, S, P, D, O>>;
}
const named = (name: string, kind: Kind): unknown =>
  ({
    [name]: class extends Filters<Rule> {
      constructor(channels: number, filters: number, kernel: PerAxis, options: ConvTransposeLayerOptions = {}) {
        super(kind, channels, filters, kernel, options);
      }
    },
  })[name];
const conv = (name: string, axes: number, slide: unknown) =>
  named(name, { slide, axes, isTransposed: false }) as ConvClass;
const convTranspose = (name: string, axes: number, slide: unknown) =>
  named(name, { slide, axes, isTransposed: true }) as ConvTransposeClass;

/**
 * (N, C, L) → (N, F, L′); the weight is (F, C / groups, K).
 *
 * @throws ArgumentError if the groups do not divide the channels
 * @example
 * new nn.Conv1d(2, 4, 3, { padding: "same" })(zeros([1, 2, 9])).shape; // [1, 4, 9]
 */
export const Conv1d = conv("Conv1d", 1, functional.conv1d);
/**
 * (N, C, H, W) → (N, F, H′, W′); the weight is (F, C / groups, KH, KW).
 *
 * @throws ArgumentError if the groups do not divide the channels
 * @example
 * new nn.Conv2d(3, 8, 3, { stride: 2, padding: 1 })(zeros([1, 3, 32, 32])).shape; // [1, 8, 16, 16]
 */
export const Conv2d = conv("Conv2d", 2, functional.conv2d);
/**
 * (N, C, D, H, W) → (N, F, D′, H′, W′); the weight is (F, C / groups, KD, KH, KW).
 *
 * @throws ArgumentError if the groups do not divide the channels
 * @example
 * new nn.Conv3d(1, 2, 2)(zeros([1, 1, 4, 4, 4])).shape; // [1, 2, 3, 3, 3]
 */
export const Conv3d = conv("Conv3d", 3, functional.conv3d);
/**
 * The way back from a {@link Conv1d}: (N, C, L) → (N, F, L′); the weight is (C, F / groups, K).
 *
 * @throws ArgumentError if the groups do not divide the channels
 * @example
 * new nn.ConvTranspose1d(4, 2, 2, { stride: 2 })(zeros([1, 4, 5])).shape; // [1, 2, 10]
 */
export const ConvTranspose1d = convTranspose("ConvTranspose1d", 1, functional.convTranspose1d);
/**
 * The way back from a {@link Conv2d}: (N, C, H, W) → (N, F, H′, W′); the weight is (C, F / groups, KH, KW).
 *
 * @throws ArgumentError if the groups do not divide the channels
 * @example
 * new nn.ConvTranspose2d(8, 3, 4, { stride: 2, padding: 1 })(zeros([1, 8, 4, 4])).shape; // [1, 3, 8, 8]
 */
export const ConvTranspose2d = convTranspose("ConvTranspose2d", 2, functional.convTranspose2d);
/**
 * The way back from a {@link Conv3d}: (N, C, D, H, W) → (N, F, D′, H′, W′); the weight is (C, F / groups, KD, KH, KW).
 *
 * @throws ArgumentError if the groups do not divide the channels
 * @example
 * new nn.ConvTranspose3d(2, 1, 2, { stride: 2 })(zeros([1, 2, 2, 2, 2])).shape; // [1, 1, 4, 4, 4]
 */
export const ConvTranspose3d = convTranspose("ConvTranspose3d", 3, functional.convTranspose3d);
