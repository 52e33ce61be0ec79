// RMSprop (Tieleman & Hinton 2012): gradients divided by the root of a running average of their squares.
import { call, formula } from "../ir/formula.ts";
import { add, div, mul, sub } from "../ir/scalar.ts";
import type { Tensor } from "../tensor.ts";
import type { Variable } from "../variable.ts";
import { type Group, Optimizer, type Parameters, type Rates } from "./optimizer.ts";
import { decayed } from "./sgd.ts";

export interface RMSpropRates extends Rates {
  /** How much of the average of squares is kept at a step. */
  alpha: number;
  eps: number;
  weightDecay: number;
  momentum: number;
  /** Subtracts the squared average of the gradients: their variance instead of their square (Graves 2013). */
  centered: boolean;
}
const average = formula((a, g, keep, rest) => add(mul(keep, a), mul(rest, g)));
const averageSquare = formula((a, g, keep, rest) => add(mul(keep, a), mul(rest, mul(g, g))));
const scaled = formula((g, s, eps) => div(g, add(call("sqrt", s), eps)));
const scaledByDeviation = formula((g, s, a, eps) => div(g, add(call("sqrt", sub(s, mul(a, a))), eps)));
const velocity = formula((u, g, momentum) => add(mul(momentum, u), g));
const descended = formula((p, u, lr) => sub(p, mul(lr, u)));

/**
 * RMSprop.
 *
 * @param options `lr` 0.01, `alpha` 0.99, `eps` 1e-8, `weightDecay` 0, `momentum` 0, `centered` false
 * @example
 * const w = parameter(tensor([1, -2]));
 * const opt = new optim.RMSprop([w], { lr: 0.01 });
 * w.square().sum().backward();
 * opt.step();
 * w; // [0.9, -1.9]
 */
export class RMSprop extends Optimizer<RMSpropRates> {
  constructor(parameters: Parameters<RMSpropRates>, options: Partial<RMSpropRates> = {}) {
    super(parameters, { lr: 0.01, alpha: 0.99, eps: 1e-8, weightDecay: 0, momentum: 0, centered: false, ...options });
  }
  protected update(p: Variable, gradient: Tensor, group: Group<RMSpropRates>): void {
    let g = group.weightDecay === 0 ? gradient : this.apply(decayed, [gradient, p], () => group.weightDecay);
    const [keep, rest, eps] = [() => group.alpha, () => 1 - group.alpha, () => group.eps];
    const squares = this.state(p, "averageSquare");
    squares.assign(this.apply(averageSquare, [squares, g], keep, rest));
    if (group.centered) {
      const mean = this.state(p, "average");
      mean.assign(this.apply(average, [mean, g], keep, rest));
      g = this.apply(scaledByDeviation, [g, squares, mean], eps);
    } else g = this.apply(scaled, [g, squares], eps);
    if (group.momentum !== 0) {
      const u = this.state(p, "momentum");
      u.assign(this.apply(velocity, [u, g], () => group.momentum));
      g = u;
    }
    p.assign(this.apply(descended, [p, g], () => group.lr));
  }
}
