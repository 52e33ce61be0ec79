// What comes in, left as it is or added to what a module makes of it.
import type { Tensor } from "../tensor.ts";
import type { ChainCheck, OutputOf, Rule, SameRule } from "../types/layers.ts";
import type { Shape } from "../types/shape.ts";
import { Layer } from "./layer.ts";
import type { ModuleBase } from "./module.ts";

/** What comes in goes out. */
export class Identity extends Layer<SameRule> {
  forward<S extends Shape>(x: Tensor<S>): Tensor<OutputOf<SameRule, S>> {
    return x as never;
  }
}

interface ResidualRule<Inner> extends Rule {
  readonly output: this["input"] extends Shape ? this["input"] : Shape;
  readonly check: ChainCheck<readonly [Inner], this["input"]>;
}
/**
 * x + f(x) (He et al. 2016).
 *
 * @example
 * const block = new nn.Residual(new nn.Linear(4, 4));
 * block(zeros([2, 4])).shape; // [2, 4]
 */
export class Residual<const Inner extends ModuleBase = ModuleBase> extends Layer<ResidualRule<Inner>> {
  readonly inner: Inner;
  constructor(inner: Inner) {
    super();
    this.inner = inner;
  }
  forward<S extends Shape>(x: Tensor<S>): Tensor<OutputOf<ResidualRule<Inner>, S>> {
    const inner = this.inner as unknown as (x: Tensor) => Tensor;
    return inner(x).add(x as Tensor) as never;
  }
}
