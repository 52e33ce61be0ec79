// Normalisation: of each feature over the batch, or of each sample over its features.
import { ShapeError } from "../../../errors.ts";
import { show } from "../../../shape.ts";
import type { Tensor } from "../../hw1/tensor.ts";
import { ones, zeros } from "../init/basic.ts";
import type { LayerOptions } from "./basic.ts";
import { Layer, Parameter } from "./module.ts";

/** How to normalise. */
export interface NormOptions extends LayerOptions {
  /** Added to the variance; default 1e-5. */
  readonly eps?: number;
}
/** How to normalise over batches. */
export interface BatchNormOptions extends NormOptions {
  /** How much of a batch's statistics goes into the running ones; default 0.1. */
  readonly momentum?: number;
}

/**
 * (N, dim): each feature normalised over the batch (Ioffe & Szegedy 2015). The running variance takes the biased variance of a
 * batch, as in the course; PyTorch and the library itself take the unbiased one.
 *
 * @example
 * const norm = new nn.BatchNorm1d(1);
 * norm(new Tensor([[1], [3]])); // [[-0.999995], [0.999995]]
 * norm.runningMean; // [0.2]
 * norm.runningVar; // [1]
 */
export class BatchNorm1d extends Layer {
  readonly weight: Parameter;
  readonly bias: Parameter;
  runningMean: Tensor;
  runningVar: Tensor;
  readonly eps: number;
  readonly momentum: number;
  constructor(dim: number, { eps = 1e-5, momentum = 0.1, ...options }: BatchNormOptions = {}) {
    super();
    this.weight = new Parameter(ones([dim], options));
    this.bias = new Parameter(zeros([dim], options));
    this.runningMean = zeros([dim], options);
    this.runningVar = ones([dim], options);
    this.eps = eps;
    this.momentum = momentum;
  }
  override forward(x: Tensor): Tensor {
    checkMatrix(this, x, this.weight.shape[0]!);
    const [mean, variance] = this.training ? this.#observed(x) : [this.runningMean, this.runningVar]; // (dim)
    return x.sub(mean).div(variance.add(this.eps).pow(0.5)).mul(this.weight).add(this.bias);
  }
  #observed(x: Tensor): [mean: Tensor, variance: Tensor] {
    const mean = x.sum(0).div(x.shape[0]!);
    const variance = x.sub(mean).pow(2).sum(0).div(x.shape[0]!);
    this.runningMean = this.#mixed(this.runningMean, mean);
    this.runningVar = this.#mixed(this.runningVar, variance);
    return [mean, variance];
  }
  /** Detached: running statistics never enter the graph. */
  #mixed(running: Tensor, observed: Tensor): Tensor {
    return running
      .mul(1 - this.momentum)
      .add(observed.detach().mul(this.momentum))
      .detach();
  }
}

/** (N, C, H, W): each channel normalised over batch, rows and columns, otherwise as {@link BatchNorm1d}. */
export class BatchNorm2d extends BatchNorm1d {
  override forward(x: Tensor): Tensor {
    const [batch, channels, height, width] = x.shape;
    if (x.shape.length !== 4) throw new ShapeError(`BatchNorm2d: images are (N, C, H, W), not ${show(x.shape)}`);
    const rows = x
      .transpose([1, 2])
      .transpose([2, 3])
      .reshape([batch! * height! * width!, channels!]);
    return super.forward(rows).reshape([batch!, height!, width!, channels!]).transpose([2, 3]).transpose([1, 2]);
  }
}

/**
 * (N, dim): each sample normalised over its features (Ba, Kiros & Hinton 2016), with the biased variance.
 *
 * @example
 * new nn.LayerNorm1d(2)(new Tensor([[1, 3]])); // [[-0.999995, 0.999995]]
 */
export class LayerNorm1d extends Layer {
  readonly weight: Parameter;
  readonly bias: Parameter;
  readonly eps: number;
  constructor(dim: number, { eps = 1e-5, ...options }: NormOptions = {}) {
    super();
    this.weight = new Parameter(ones([dim], options));
    this.bias = new Parameter(zeros([dim], options));
    this.eps = eps;
  }
  override forward(x: Tensor): Tensor {
    const dim = this.weight.shape[0]!;
    checkMatrix(this, x, dim);
    const mean = (t: Tensor): Tensor => t.sum(1).div(dim).reshape([x.shape[0]!, 1]); // (N, 1)
    const centred = x.sub(mean(x));
    return centred
      .div(mean(centred.pow(2)).add(this.eps).pow(0.5))
      .mul(this.weight)
      .add(this.bias);
  }
}

function checkMatrix(layer: Layer, x: Tensor, dim: number): void {
  if (x.shape.length !== 2 || x.shape[1] !== dim)
    throw new ShapeError(`${layer.constructor.name}: needs (N, ${dim}), not ${show(x.shape)}`);
}
