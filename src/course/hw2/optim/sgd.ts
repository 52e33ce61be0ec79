// Stochastic gradient descent as the course has it.
import { Tensor } from "../../hw1/tensor.ts";
import type { NDArray } from "../../hw1/value.ts";
import type { Parameter } from "../nn/module.ts";
import { Optimizer } from "./optimizer.ts";

/** How {@link SGD} descends. */
export interface SGDOptions {
  /** Learning rate; default 0.01. */
  readonly lr?: number;
  /** How much of the last step goes into the next; default 0. */
  readonly momentum?: number;
  /** How much of a parameter is added to its gradient (L2); default 0. */
  readonly weightDecay?: number;
}

/**
 * Damped momentum: u ← βu + (1 − β)g, p ← p − lr · u. PyTorch and the library itself do not damp unless told.
 *
 * @example
 * const w = new nn.Parameter([1]);
 * const opt = new optim.SGD([w], { lr: 1, momentum: 0.9 });
 * w.mul(3).sum().backward();
 * opt.step();
 * w; // [0.7]
 */
export class SGD extends Optimizer {
  lr: number;
  readonly momentum: number;
  readonly weightDecay: number;
  /** Momentum by parameter. */
  readonly u = new Map<Parameter, NDArray>();
  constructor(params: Iterable<Parameter>, { lr = 0.01, momentum = 0, weightDecay = 0 }: SGDOptions = {}) {
    super(params);
    this.lr = lr;
    this.momentum = momentum;
    this.weightDecay = weightDecay;
  }

  protected override updated(parameter: Parameter, value: NDArray, gradient: NDArray): NDArray {
    const g = this.weightDecay === 0 ? gradient : gradient.add(value.mul(this.weightDecay));
    if (this.momentum === 0) return value.sub(g.mul(this.lr));
    const share = g.mul(1 - this.momentum);
    const before = this.u.get(parameter);
    const u = before === undefined ? share : before.mul(this.momentum).add(share);
    this.u.set(parameter, u);
    return value.sub(u.mul(this.lr));
  }

  /**
   * Scales all gradients together so that their norm is at most `maxNorm`.
   *
   * @example
   * const w = new nn.Parameter([1, 1]);
   * w.mul(new Tensor([3, 4])).sum().backward();
   * new optim.SGD([w]).clipGradNorm(1);
   * w.grad!; // [0.6, 0.8]
   */
  clipGradNorm(maxNorm = 0.25): void {
    const found = this.params.filter((p) => p.grad !== null);
    if (found.length === 0) return;
    const squares = found.map((p) => p.grad!.realizeCachedData().square().sum());
    const norm = squares.reduce((a, b) => a.add(b)).sqrt();
    const factor = norm.add(1e-6).reciprocal().mul(maxNorm).minimum(1);
    for (const p of found) p.grad = Tensor.makeConst(p.grad!.realizeCachedData().mul(factor));
  }
}
