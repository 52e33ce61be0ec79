// Stochastic gradient descent, with momentum (Polyak 1964; Sutskever et al. 2013) as PyTorch has it: u ← μu + (1 − δ)g, p ← p − lr·u.
import { type Formula, formula } from "../ir/formula.ts";
import { add, mul, sub } from "../ir/scalar.ts";
import type { Tensor } from "../tensor.ts";
import type { Variable } from "../variable.ts";
import { type Group, Optimizer, type Parameters, type Rates } from "./optimizer.ts";

export interface SGDRates extends Rates {
  /** How much of the last step goes into the next: 0 is none. */
  momentum: number;
  /** How much of a gradient is left out of the momentum. */
  dampening: number;
  /** Adds this much of the parameter to its gradient (L2). */
  weightDecay: number;
  /** Looks one step ahead. */
  nesterov: boolean;
}

export const decayed: Formula = formula((g, p, decay) => add(g, mul(decay, p)));
const velocity = formula((u, g, momentum, kept) => add(mul(momentum, u), mul(kept, g)));
const ahead = formula((g, u, momentum) => add(g, mul(momentum, u)));
const descended = formula((p, u, lr) => sub(p, mul(lr, u)));

/**
 * Stochastic gradient descent.
 *
 * @param options `lr` 0.01, `momentum` 0, `dampening` 0, `weightDecay` 0, `nesterov` false
 * @example
 * const w = parameter(tensor([1, 2]));
 * const opt = new optim.SGD([w], { lr: 0.5 });
 * w.square().sum().backward();
 * opt.step();
 * w; // [0, 0]
 */
export class SGD extends Optimizer<SGDRates> {
  constructor(parameters: Parameters<SGDRates>, options: Partial<SGDRates> = {}) {
    super(parameters, { lr: 0.01, momentum: 0, dampening: 0, weightDecay: 0, nesterov: false, ...options });
  }
  protected update(p: Variable, gradient: Tensor, group: Group<SGDRates>): void {
    let g = gradient;
    if (group.weightDecay !== 0) g = this.apply(decayed, [g, p], () => group.weightDecay);
    if (group.momentum !== 0) {
      const u = this.state(p, "momentum");
      // PyTorch does not damp the first gradient
      const kept = (): number => (this.steps === 1 ? 1 : 1 - group.dampening);
      u.assign(this.apply(velocity, [u, g], () => group.momentum, kept));
      g = group.nesterov ? this.apply(ahead, [g, u], () => group.momentum) : u;
    }
    p.assign(this.apply(descended, [p, g], () => group.lr));
  }
}
