// A table of vectors, looked up by whole numbers.
import { parameter } from "../create.ts";
import { type InitOptions, normal } from "../init/index.ts";
import type { Tensor } from "../tensor.ts";
import type { EmbeddingRule, OutputOf } from "../types/layers.ts";
import type { Shape } from "../types/shape.ts";
import type { Variable } from "../variable.ts";
import { Layer } from "./layer.ts";

/**
 * (…) of int32 → (…, size). The weight (count, size) begins normal.
 *
 * @throws DataError when the result is read, if an id is not in [0, count)
 * @example
 * const embedding = new nn.Embedding(10, 4);
 * embedding(tensor([[1, 2], [3, 4]], { dtype: "int32" })).shape; // [2, 2, 4]
 */
export class Embedding<const Size extends number = number> extends Layer<EmbeddingRule<Size>> {
  weight: Variable<[number, Size]>;
  constructor(count: number, size: Size, options: InitOptions = {}) {
    super();
    this.weight = parameter(normal([count, size], 0, 1, options)) as Tensor as Variable<[number, Size]>;
  }
  forward<S extends Shape>(ids: Tensor<S>): Tensor<OutputOf<EmbeddingRule<Size>, S>> {
    return (this.weight as Tensor).take(ids) as never;
  }
  override describe(): string {
    return this.weight.shape.join(", ");
  }
}
