// Layers without statistics, and what puts layers together.
import { ArgumentError } from "../../../errors.ts";
import { relu } from "../../hw1/ops/unary.ts";
import type { Tensor } from "../../hw1/tensor.ts";
import { type InitOptions, randb } from "../init/basic.ts";
import { kaimingUniform } from "../init/scaled.ts";
import { tanh } from "../ops/tanh.ts";
import { Layer, Parameter } from "./module.ts";

/** How to make a layer's parameters. */
export type LayerOptions = Omit<InitOptions, "requiresGrad">;

/** Gives back what it gets. */
export class Identity extends Layer {
  override forward(x: Tensor): Tensor {
    return x;
  }
}

/**
 * x W + b. The weight (in, out) is drawn first, from `kaimingUniform(in, out)`; then the bias (1, out), from
 * `kaimingUniform(out, 1)`.
 *
 * @example
 * const layer = new nn.Linear(784, 10);
 * layer(init.zeros([32, 784])).shape; // [32, 10]
 * layer.bias!.shape; // [1, 10]
 */
export class Linear extends Layer {
  readonly weight: Parameter;
  readonly bias: Parameter | null;
  constructor(
    inFeatures: number,
    outFeatures: number,
    { bias = true, ...options }: LayerOptions & { readonly bias?: boolean } = {},
  ) {
    super();
    this.weight = new Parameter(kaimingUniform(inFeatures, outFeatures, options));
    this.bias = bias ? new Parameter(kaimingUniform(outFeatures, 1, options).reshape([1, outFeatures])) : null;
  }
  override forward(x: Tensor): Tensor {
    const y = x.matmul(this.weight); // (…, out)
    return this.bias === null ? y : y.add(this.bias.broadcastTo(y.shape));
  }
}

/** (N, …) → (N, everything else). */
export class Flatten extends Layer {
  override forward(x: Tensor): Tensor {
    const [batch = 1, ...rest] = x.shape;
    return x.reshape([batch, rest.reduce((n, d) => n * d, 1)]);
  }
}

/** max(x, 0). */
export class ReLU extends Layer {
  override forward(x: Tensor): Tensor {
    return relu(x);
  }
}

/** 1 / (1 + exp(−x)). */
export class Sigmoid extends Layer {
  override forward(x: Tensor): Tensor {
    return tanh(x.mul(0.5)).mul(0.5).add(0.5); // the same function, and no exponential overflows
  }
}

/** tanh x. */
export class Tanh extends Layer {
  override forward(x: Tensor): Tensor {
    return tanh(x);
  }
}

/** One layer after the other. */
export class Sequential extends Layer {
  readonly modules: readonly Layer[];
  constructor(...modules: Layer[]) {
    super();
    this.modules = modules;
  }
  override forward(x: Tensor): Tensor {
    return this.modules.reduce((y, layer) => layer(y), x);
  }
}

/** x + fn(x). */
export class Residual extends Layer {
  readonly fn: Layer;
  constructor(fn: Layer) {
    super();
    this.fn = fn;
  }
  override forward(x: Tensor): Tensor {
    return this.fn(x).add(x);
  }
}

/**
 * In training, zeros with probability p, and what is left times 1 / (1 − p); after `eval()`, x.
 *
 * @example
 * random.seed(0);
 * new nn.Dropout(0.5)(init.ones([4])); // [0, 0, 0, 0]
 * new nn.Dropout(0.5).eval()(init.ones([4])); // [1, 1, 1, 1]
 */
export class Dropout extends Layer {
  readonly p: number;
  constructor(p = 0.5) {
    super();
    if (!(p >= 0 && p < 1)) throw new ArgumentError(`Dropout: p is from 0 to below 1, not ${p}`);
    this.p = p;
  }
  override forward(x: Tensor): Tensor {
    if (!this.training) return x;
    const kept = randb(x.shape, { p: 1 - this.p, dtype: x.dtype, device: x.device });
    return x.mul(kept).div(1 - this.p);
  }
}
