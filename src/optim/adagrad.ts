// Adagrad (Duchi, Hazan & Singer 2011): each weight's rate falls with the sum of its squared gradients.
import { full } from "../create.ts";
import { call, formula } from "../ir/formula.ts";
import { add, div, mul, sub } from "../ir/scalar.ts";
import type { Tensor } from "../tensor.ts";
import type { Variable } from "../variable.ts";
import { type Group, Optimizer, type Parameters, type Rates } from "./optimizer.ts";
import { decayed } from "./sgd.ts";

export interface AdagradRates extends Rates {
  /** The rate of step t is lr / (1 + (t − 1) · lrDecay). */
  lrDecay: number;
  weightDecay: number;
  /** The sums begin with this. */
  initialSum: number;
  eps: number;
}
const summed = formula((s, g) => add(s, mul(g, g)));
const descended = formula((p, g, s, lr, eps) => sub(p, div(mul(lr, g), add(call("sqrt", s), eps))));

/**
 * Adagrad.
 *
 * @param options `lr` 0.01, `lrDecay` 0, `weightDecay` 0, `initialSum` 0, `eps` 1e-10
 * @example
 * const w = parameter(tensor([1, -2]));
 * const opt = new optim.Adagrad([w], { lr: 0.1 });
 * w.square().sum().backward();
 * opt.step();
 * w; // [0.9, -1.9]
 */
export class Adagrad extends Optimizer<AdagradRates> {
  constructor(parameters: Parameters<AdagradRates>, options: Partial<AdagradRates> = {}) {
    super(parameters, { lr: 0.01, lrDecay: 0, weightDecay: 0, initialSum: 0, eps: 1e-10, ...options });
  }
  protected update(p: Variable, gradient: Tensor, group: Group<AdagradRates>): void {
    const g = group.weightDecay === 0 ? gradient : this.apply(decayed, [gradient, p], () => group.weightDecay);
    const { dtype, device } = p;
    const sum = this.state(p, "sum", () => full(p.shape, group.initialSum, { dtype, device }));
    sum.assign(this.apply(summed, [sum, g]));
    const rate = (): number => group.lr / (1 + (this.steps - 1) * group.lrDecay);
    p.assign(this.apply(descended, [p, g, sum], rate, () => group.eps));
  }
}
