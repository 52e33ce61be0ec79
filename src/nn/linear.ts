// y = x W + b.
import { parameter } from "../create.ts";
import { type InitOptions, uniform } from "../init/index.ts";
import type { Tensor } from "../tensor.ts";
import type { LinearRule, OutputOf } from "../types/layers.ts";
import type { Shape } from "../types/shape.ts";
import type { Variable } from "../variable.ts";
import { Layer } from "./layer.ts";

export interface LinearOptions extends InitOptions {
  /** Default true. */
  readonly bias?: boolean;
}

/**
 * (…, in) → (…, out). Weight (in, out) and bias (out) begin uniform within ±1/√in, as PyTorch's.
 *
 * @example
 * const layer = new nn.Linear(784, 10);
 * layer(zeros([32, 784])).shape; // [32, 10]
 */
export class Linear<const In extends number = number, const Out extends number = number> extends Layer<
  LinearRule<In, Out>
> {
  weight: Variable<[In, Out]>;
  bias: Variable<[Out]> | null;
  constructor(inFeatures: In, outFeatures: Out, { bias = true, ...options }: LinearOptions = {}) {
    super();
    const bound = 1 / Math.sqrt(inFeatures);
    const draw = (shape: Shape) => parameter(uniform(shape, -bound, bound, options)) as Tensor;
    this.weight = draw([inFeatures, outFeatures]) as Variable<[In, Out]>;
    this.bias = bias ? (draw([outFeatures]) as Variable<[Out]>) : null;
  }
  forward<S extends Shape>(x: Tensor<S>): Tensor<OutputOf<LinearRule<In, Out>, S>> {
    const y = (x as Tensor).matmul(this.weight as Tensor);
    return (this.bias === null ? y : y.add(this.bias as Tensor)) as never;
  }
  override describe(): string {
    return `${this.weight.shape.join(", ")}${this.bias === null ? ", bias=false" : ""}`;
  }
}
