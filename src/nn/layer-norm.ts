// Normalisation inside each example: LayerNorm (Ba, Kiros & Hinton 2016), RMSNorm (Zhang & Sennrich 2019) over the last
// axes, GroupNorm (Wu & He 2018) over groups of channels.
import { parameter } from "../create.ts";
import { ArgumentError, ShapeError } from "../errors.ts";
import { constant, type InitOptions } from "../init/index.ts";
import { sameShape, show } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import type { ChannelRule, OutputOf, SameRule } from "../types/layers.ts";
import type { Shape } from "../types/shape.ts";
import type { Variable } from "../variable.ts";
import { Layer } from "./layer.ts";

export interface NormOptions extends InitOptions {
  /** Added to the variance. Default 1e-5. */
  readonly eps?: number;
  /** With a scale (and a shift) that are learned. Default true. */
  readonly affine?: boolean;
}

/** (x − mean) / √(variance + eps) over some axes, with the biased variance. */
export function normalized(x: Tensor, axes: readonly number[], eps: number): Tensor {
  const centered = x.sub(x.mean(axes, { keepdim: true }));
  return centered.mul(centered.square().mean(axes, { keepdim: true }).add(eps).sqrt().reciprocal());
}

/** The axes at the end that have these sizes. */
function lastAxes(name: string, x: Tensor, sizes: Shape): number[] {
  if (!sameShape(x.shape.slice(x.rank - sizes.length), sizes))
    throw new ShapeError(`${name}: the last axes of ${show(x.shape)} are not ${show(sizes)}`);
  return sizes.map((_, i) => x.rank - sizes.length + i);
}

/**
 * Over the last axis, or the last axes: give their sizes.
 *
 * @example
 * const norm = new nn.LayerNorm(2);
 * norm(tensor([[1, 3], [10, 30]])); // [[-0.999995, 0.999995], [-1, 1]]
 */
export class LayerNorm extends Layer<SameRule> {
  weight: Variable | null;
  bias: Variable | null;
  readonly eps: number;
  readonly #sizes: Shape;
  constructor(sizes: number | Shape, { eps = 1e-5, affine = true, ...place }: NormOptions = {}) {
    super();
    this.#sizes = typeof sizes === "number" ? [sizes] : sizes;
    this.eps = eps;
    this.weight = affine ? parameter(constant(this.#sizes, 1, place)) : null;
    this.bias = affine ? parameter(constant(this.#sizes, 0, place)) : null;
  }
  forward<S extends Shape>(x: Tensor<S>): Tensor<OutputOf<SameRule, S>> {
    const y = normalized(x, lastAxes("LayerNorm", x, this.#sizes), this.eps);
    return (this.weight === null ? y : y.mul(this.weight).add(this.bias!)) as never;
  }
  override describe(): string {
    return `${this.#sizes.join(", ")}, eps=${this.eps}`;
  }
}

/**
 * x / √(mean x² + eps), times a learned scale, over the last axis or axes.
 *
 * @example
 * new nn.RMSNorm(2, { eps: 0 })(tensor([[3, 3]])); // [[1, 1]]
 */
export class RMSNorm extends Layer<SameRule> {
  weight: Variable | null;
  readonly eps: number;
  readonly #sizes: Shape;
  constructor(sizes: number | Shape, { eps = 1e-6, affine = true, ...place }: NormOptions = {}) {
    super();
    this.#sizes = typeof sizes === "number" ? [sizes] : sizes;
    this.eps = eps;
    this.weight = affine ? parameter(constant(this.#sizes, 1, place)) : null;
  }
  forward<S extends Shape>(x: Tensor<S>): Tensor<OutputOf<SameRule, S>> {
    const t: Tensor = x;
    const axes = lastAxes("RMSNorm", t, this.#sizes);
    const y = t.mul(t.square().mean(axes, { keepdim: true }).add(this.eps).sqrt().reciprocal());
    return (this.weight === null ? y : y.mul(this.weight)) as never;
  }
  override describe(): string {
    return `${this.#sizes.join(", ")}, eps=${this.eps}`;
  }
}

/**
 * (N, C, …): the channels in groups, each normalised over its channels and the rest.
 *
 * @throws ArgumentError if the groups do not divide the channels
 * @example
 * new nn.GroupNorm(1, 2)(tensor([[1, 3], [10, 30]])); // [[-0.999995, 0.999995], [-1, 1]]
 */
export class GroupNorm<const C extends number = number> extends Layer<ChannelRule<C>> {
  weight: Variable | null;
  bias: Variable | null;
  readonly eps: number;
  readonly #groups: number;
  readonly #channels: number;
  constructor(groups: number, channels: C, { eps = 1e-5, affine = true, ...place }: NormOptions = {}) {
    super();
    if (channels % groups !== 0)
      throw new ArgumentError(`GroupNorm: ${groups} groups do not divide ${channels} channels`);
    this.#groups = groups;
    this.#channels = channels;
    this.eps = eps;
    this.weight = affine ? parameter(constant([channels], 1, place)) : null;
    this.bias = affine ? parameter(constant([channels], 0, place)) : null;
  }
  forward<S extends Shape>(x: Tensor<S>): Tensor<OutputOf<ChannelRule<C>, S>> {
    const { shape } = x as Tensor;
    if (shape[1] !== this.#channels)
      throw new ShapeError(`GroupNorm: needs ${this.#channels} channels in the second axis, not ${show(shape)}`);
    const grouped = (x as Tensor).reshape([shape[0]!, this.#groups, -1]); // (N, G, C/G · rest)
    const y = normalized(grouped, [2], this.eps).reshape(shape);
    const perChannel = (t: Tensor): Tensor => t.reshape([this.#channels, ...shape.slice(2).map(() => 1)]);
    return (this.weight === null ? y : y.mul(perChannel(this.weight)).add(perChannel(this.bias!))) as never;
  }
  override describe(): string {
    return `${this.#groups}, ${this.#channels}, eps=${this.eps}`;
  }
}
