// y = x W + b.
import { parameter } from "../create.ts";
import { rand } from "../random.ts";
import type { Tensor } from "../tensor.ts";
import type { LinearRule, OutputOf } from "../types/layers.ts";
import type { Shape } from "../types/shape.ts";
import type { Variable } from "../variable.ts";
import { Layer } from "./layer.ts";

export class Linear<const In extends number = number, const Out extends number = number> extends Layer<
  LinearRule<In, Out>
> {
  readonly weight: Variable<[In, Out]>;
  readonly bias: Variable<[Out]> | null;
  constructor(inFeatures: In, outFeatures: Out, { bias = true }: { readonly bias?: boolean } = {}) {
    super();
    const bound = 1 / Math.sqrt(inFeatures);
    this.weight = parameter(rand([inFeatures, outFeatures], { low: -bound, high: bound })) as Variable as Variable<
      [In, Out]
    >;
    this.bias = bias
      ? (parameter(rand([outFeatures], { low: -bound, high: bound })) as Variable as Variable<[Out]>)
      : null;
  }
  forward<S extends Shape>(x: Tensor<S>): Tensor<OutputOf<LinearRule<In, Out>, S>> {
    const y = (x as Tensor).matmul(this.weight as Tensor);
    return (this.bias === null ? y : y.add(this.bias as Tensor)) as Tensor as never;
  }
  override describe(): string {
    return `${this.weight.shape.join(", ")}${this.bias === null ? ", bias=false" : ""}`;
  }
}
