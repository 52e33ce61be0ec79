// Batch normalisation (Ioffe & Szegedy 2015): each channel gets mean 0 and variance 1 over the batch, then a scale and a shift.
import { noGrad } from "../autograd.ts";
import { parameter, variable } from "../create.ts";
import { ShapeError } from "../errors.ts";
import { constant, type InitOptions } from "../init/index.ts";
import { show } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import type { ChannelRule, OutputOf } from "../types/layers.ts";
import type { Shape } from "../types/shape.ts";
import type { Variable } from "../variable.ts";
import { Layer } from "./layer.ts";

export interface BatchNormOptions extends InitOptions {
  /** Added to the variance. Default 1e-5. */
  readonly eps?: number;
  /** How much of a batch's statistics goes into the running ones; null: as much as of each batch before. Default 0.1. */
  readonly momentum?: number | null;
  /** With a scale and a shift that are learned. Default true. */
  readonly affine?: boolean;
  /** The running variance divides by n − 1, as in PyTorch. Default true. */
  readonly unbiased?: boolean;
}

/** Over every axis but the second, the channels. In `eval()` with the running statistics, which never enter a graph. */
class BatchNorm<C extends number> extends Layer<ChannelRule<C>> {
  weight: Variable<[C]> | null;
  bias: Variable<[C]> | null;
  runningMean: Variable<[C]>;
  runningVariance: Variable<[C]>;
  /** How many batches are in the running statistics; counted where `momentum` is null. */
  batches: Variable<[]> | null;
  readonly eps: number;
  readonly momentum: number | null;
  readonly #unbiased: boolean;
  readonly #ranks: readonly number[];

  constructor(channels: C, ranks: readonly number[], options: BatchNormOptions) {
    super();
    const { eps = 1e-5, momentum = 0.1, affine = true, unbiased = true, ...place } = options;
    const fill = (value: number) => constant([channels], value, place) as Tensor as Tensor<[C]>;
    this.weight = affine ? parameter(fill(1)) : null;
    this.bias = affine ? parameter(fill(0)) : null;
    this.runningMean = variable(fill(0));
    this.runningVariance = variable(fill(1));
    this.batches = momentum === null ? variable(constant([], 0, place)) : null;
    this.eps = eps;
    this.momentum = momentum;
    this.#unbiased = unbiased;
    this.#ranks = ranks;
  }

  forward<S extends Shape>(x: Tensor<S>): Tensor<OutputOf<ChannelRule<C>, S>> {
    return this.#normalize(x as Tensor) as never;
  }
  #normalize(x: Tensor): Tensor {
    const channels = this.runningMean.size;
    if (!this.#ranks.includes(x.rank) || x.shape[1] !== channels)
      throw new ShapeError(
        `${this.constructor.name}: needs ${this.#ranks.join(" or ")} axes and ${channels} channels in the second, not ${show(x.shape)}`,
      );
    const axes = x.shape.map((_, i) => i).filter((i) => i !== 1);
    const perChannel = (t: Tensor): Tensor => t.reshape([channels, ...axes.slice(1).map(() => 1)]); // (C, 1, …)
    const [mean, variance] = this.training
      ? this.#observed(x, axes)
      : [perChannel(this.runningMean), perChannel(this.runningVariance)];
    const y = x.sub(mean).mul(variance.add(this.eps).sqrt().reciprocal());
    return this.weight === null ? y : y.mul(perChannel(this.weight)).add(perChannel(this.bias!));
  }
  /** Mean and variance of a batch, which go into the running ones. */
  #observed(x: Tensor, axes: readonly number[]): [mean: Tensor, variance: Tensor] {
    const count = x.size / this.runningMean.size;
    if (count < 2)
      throw new ShapeError(
        `${this.constructor.name}: one value a channel has no variance; train with more than ${show(x.shape)}, or call eval()`,
      );
    const mean = x.mean(axes, { keepdim: true });
    const variance = x.sub(mean).square().mean(axes, { keepdim: true });
    this.#remember(mean, variance.mul(this.#unbiased ? count / (count - 1) : 1));
    return [mean, variance];
  }
  #remember(mean: Tensor, variance: Tensor): void {
    noGrad(() => {
      const count = this.batches?.assign(this.batches.add(1)) ?? null;
      const part: Tensor | number = count === null ? this.momentum! : count.reciprocal();
      for (const [running, observed] of [
        [this.runningMean, mean],
        [this.runningVariance, variance],
      ] as [Variable, Tensor][])
        running.assign(running.lerp(observed.detach().reshape(running.shape), part));
    });
  }
  override describe(): string {
    return `${this.runningMean.size}, eps=${this.eps}, momentum=${this.momentum}`;
  }
}

/**
 * (N, C) or (N, C, L): each of the C channels normalised over the rest.
 *
 * @example
 * const norm = new nn.BatchNorm1d(2);
 * norm(tensor([[1, 10], [3, 30]])); // [[-0.999995, -1], [0.999995, 1]]
 * norm.runningMean; // [0.2, 2]
 */
export class BatchNorm1d<const C extends number = number> extends BatchNorm<C> {
  constructor(channels: C, options: BatchNormOptions = {}) {
    super(channels, [2, 3], options);
  }
}
/** (N, C, H, W): each of the C channels normalised over batch, rows and columns. */
export class BatchNorm2d<const C extends number = number> extends BatchNorm<C> {
  constructor(channels: C, options: BatchNormOptions = {}) {
    super(channels, [4], options);
  }
}
