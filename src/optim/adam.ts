// Adam (Kingma & Ba 2015, algorithm 1) and AdamW, which decays the weights apart from the gradient (Loshchilov & Hutter 2019).
import { call, formula } from "../ir/formula.ts";
import { add, div, mul, sub } from "../ir/scalar.ts";
import type { Tensor } from "../tensor.ts";
import type { Variable } from "../variable.ts";
import { type Group, Optimizer, type Parameters, type Rates } from "./optimizer.ts";
import { decayed } from "./sgd.ts";

export interface AdamRates extends Rates {
  /** How much of the averages of gradients and of their squares is kept at a step. */
  betas: readonly [number, number];
  /** Added to the root, so that nothing is divided by 0. */
  eps: number;
  weightDecay: number;
}

const average = formula((m, g, beta, rest) => add(mul(beta, m), mul(rest, g)));
const averageSquare = formula((v, g, beta, rest) => add(mul(beta, v), mul(rest, mul(g, g))));
/** p − rate · m / (√(v / correction) + eps); `rate` has the correction of m in it. */
const descended = formula((p, m, v, rate, correction, eps) =>
  sub(p, div(mul(rate, m), add(call("sqrt", div(v, correction)), eps))),
);
const shrunk = formula((p, by) => mul(p, by));

/**
 * Adam. `weightDecay` adds to the gradient (L2), as in PyTorch; see {@link AdamW}.
 *
 * @param options `lr` 0.001, `betas` [0.9, 0.999], `eps` 1e-8, `weightDecay` 0
 * @example
 * const w = parameter(tensor([1, -2]));
 * const opt = new optim.Adam([w], { lr: 0.1 });
 * w.square().sum().backward();
 * opt.step();
 * w; // [0.9, -1.9]
 */
export class Adam extends Optimizer<AdamRates> {
  constructor(parameters: Parameters<AdamRates>, options: Partial<AdamRates> = {}) {
    super(parameters, { lr: 0.001, betas: [0.9, 0.999], eps: 1e-8, weightDecay: 0, ...options });
  }
  protected update(p: Variable, gradient: Tensor, group: Group<AdamRates>): void {
    const g = group.weightDecay === 0 ? gradient : this.apply(decayed, [gradient, p], () => group.weightDecay);
    this.descend(p, p, g, group);
  }
  /** From a value of `p`, along the corrected averages. */
  protected descend(p: Variable, from: Tensor, g: Tensor, group: Group<AdamRates>): void {
    const [m, v] = [this.state(p, "average"), this.state(p, "averageSquare")];
    const beta = (i: 0 | 1) => () => group.betas[i];
    const rest = (i: 0 | 1) => () => 1 - group.betas[i];
    const correction = (i: 0 | 1) => () => 1 - group.betas[i] ** this.steps;
    m.assign(this.apply(average, [m, g], beta(0), rest(0)));
    v.assign(this.apply(averageSquare, [v, g], beta(1), rest(1)));
    const rate = (): number => group.lr / correction(0)();
    p.assign(this.apply(descended, [from, m, v], rate, correction(1), () => group.eps));
  }
}

/**
 * AdamW: every step also shrinks the weights by lr · weightDecay.
 *
 * @param options as {@link Adam}, but `weightDecay` is 0.01
 * @example
 * const w = parameter(tensor([1, -2]));
 * const opt = new optim.AdamW([w], { lr: 0.1, weightDecay: 0.5 });
 * w.square().sum().backward();
 * opt.step();
 * w; // [0.85, -1.8]
 */
export class AdamW extends Adam {
  constructor(parameters: Parameters<AdamRates>, options: Partial<AdamRates> = {}) {
    super(parameters, { weightDecay: 0.01, ...options });
  }
  protected override update(p: Variable, g: Tensor, group: Group<AdamRates>): void {
    this.descend(
      p,
      this.apply(shrunk, [p], () => 1 - group.lr * group.weightDecay),
      g,
      group,
    );
  }
}
