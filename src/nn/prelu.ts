// A leaky ReLU that learns its slope (He et al. 2015).
import { parameter } from "../create.ts";
import { ShapeError } from "../errors.ts";
import { constant, type InitOptions } from "../init/index.ts";
import { show } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import type { OutputOf, SameRule } from "../types/layers.ts";
import type { Shape } from "../types/shape.ts";
import type { Variable } from "../variable.ts";
import { Layer } from "./layer.ts";

export interface PReLUOptions extends InitOptions {
  /** Slopes: 1 for all, or as many as the second axis is long. Default 1. */
  readonly count?: number;
  /** What they begin with. Default 0.25. */
  readonly initial?: number;
}

/**
 * x where it is positive, else slope · x.
 *
 * @throws ShapeError if there are several slopes and not as many channels
 * @example
 * new nn.PReLU()(tensor([-2, 2])); // [-0.5, 2]
 */
export class PReLU extends Layer<SameRule> {
  weight: Variable<[number]>;
  constructor({ count = 1, initial = 0.25, ...place }: PReLUOptions = {}) {
    super();
    this.weight = parameter(constant([count], initial, place)) as Tensor as Variable<[number]>;
  }
  forward<S extends Shape>(x: Tensor<S>): Tensor<OutputOf<SameRule, S>> {
    const t: Tensor = x;
    return t.gt(0).where(t, t.mul(this.#slopes(t))) as never;
  }
  #slopes(x: Tensor): Tensor {
    const count = this.weight.size;
    if (count === 1) return this.weight;
    if (x.shape[1] !== count)
      throw new ShapeError(`PReLU: needs ${count} channels in the second axis, not ${show(x.shape)}`);
    return this.weight.reshape([count, ...x.shape.slice(2).map(() => 1)]); // (C, 1, …)
  }
  override describe(): string {
    return `${this.weight.size}`;
  }
}
