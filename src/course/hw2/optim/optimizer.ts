// What optimizers share: which parameters, forgetting gradients, and a step whose graph ends with it.
import { zeros } from "../../../create.ts";
import { ArgumentError } from "../../../errors.ts";
import type { NDArray } from "../../hw1/value.ts";
import type { Parameter } from "../nn/module.ts";

/** The base of all optimizers. Updates are made on arrays, so they never enter the course's graph. */
export abstract class Optimizer {
  readonly params: readonly Parameter[];
  constructor(params: Iterable<Parameter>) {
    this.params = [...params];
    if (this.params.length === 0) throw new ArgumentError(`${this.constructor.name}: there are no parameters`);
  }

  /** The parameter's next value. The gradient must not be changed. */
  protected abstract updated(parameter: Parameter, value: NDArray, gradient: NDArray): NDArray;

  /** Updates every parameter that has a gradient, at once. */
  step(): void {
    for (const p of this.params)
      if (p.grad !== null) p.cachedData = this.updated(p, p.realizeCachedData(), p.grad.realizeCachedData());
    // Any read runs what has been waiting: parameters and state are arrays now, and no graph grows from step to step.
    zeros([], { device: this.params[0]!.device }).itemSync();
  }

  /** Forgets all gradients: the course's `reset_grad`. */
  resetGrad(): void {
    for (const p of this.params) p.grad = null;
  }
}
