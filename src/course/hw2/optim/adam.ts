// Adam (Kingma & Ba 2015) as the course has it.
import type { NDArray } from "../../hw1/value.ts";
import type { Parameter } from "../nn/module.ts";
import { Optimizer } from "./optimizer.ts";

/** How {@link Adam} descends. */
export interface AdamOptions {
  /** Learning rate; default 0.01. */
  readonly lr?: number;
  /** How much the mean of gradients remembers; default 0.9. */
  readonly beta1?: number;
  /** How much the mean of their squares remembers; default 0.999. */
  readonly beta2?: number;
  /** Added outside the root; default 1e-8. */
  readonly eps?: number;
  /** How much of a parameter is added to its gradient (L2); default 0. */
  readonly weightDecay?: number;
}

/**
 * Adaptive steps: means of gradients and of their squares, bias corrected, with t from 1.
 *
 * @example
 * const w = new nn.Parameter([1]);
 * const opt = new optim.Adam([w], { lr: 0.1 });
 * w.mul(3).sum().backward();
 * opt.step();
 * w; // [0.9]
 */
export class Adam extends Optimizer {
  lr: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly eps: number;
  readonly weightDecay: number;
  /** Steps so far. */
  t = 0;
  /** Means of gradients. */
  readonly m = new Map<Parameter, NDArray>();
  /** Means of their squares. */
  readonly v = new Map<Parameter, NDArray>();
  constructor(
    params: Iterable<Parameter>,
    { lr = 0.01, beta1 = 0.9, beta2 = 0.999, eps = 1e-8, weightDecay = 0 }: AdamOptions = {},
  ) {
    super(params);
    this.lr = lr;
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.eps = eps;
    this.weightDecay = weightDecay;
  }

  override step(): void {
    this.t++;
    super.step();
  }
  protected override updated(parameter: Parameter, value: NDArray, gradient: NDArray): NDArray {
    const g = this.weightDecay === 0 ? gradient : gradient.add(value.mul(this.weightDecay));
    const m = mixed(this.m, parameter, g, this.beta1);
    const v = mixed(this.v, parameter, g.square(), this.beta2);
    const mean = m.div(1 - this.beta1 ** this.t);
    const root = v.div(1 - this.beta2 ** this.t).sqrt();
    return value.sub(mean.mul(this.lr).div(root.add(this.eps)));
  }
}

/** before · beta + x · (1 − beta), remembered. */
function mixed(memory: Map<Parameter, NDArray>, parameter: Parameter, x: NDArray, beta: number): NDArray {
  const before = memory.get(parameter);
  const share = x.mul(1 - beta);
  const mean = before === undefined ? share : before.mul(beta).add(share);
  memory.set(parameter, mean);
  return mean;
}
