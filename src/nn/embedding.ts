// A table of vectors, looked up by whole numbers.
import { arange, parameter } from "../create.ts";
import { ArgumentError } from "../errors.ts";
import { type InitOptions, normal } from "../init/index.ts";
import type { Tensor } from "../tensor.ts";
import type { EmbeddingRule, OutputOf } from "../types/layers.ts";
import type { Shape } from "../types/shape.ts";
import type { Variable } from "../variable.ts";
import { Layer } from "./layer.ts";

export interface EmbeddingOptions extends InitOptions {
  /** This id has a vector that begins as zeros and gets no gradient. */
  readonly paddingIndex?: number;
}

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
  readonly #padding: number | null;
  constructor(count: number, size: Size, { paddingIndex, ...options }: EmbeddingOptions = {}) {
    super();
    if (paddingIndex !== undefined && !(Number.isInteger(paddingIndex) && paddingIndex >= 0 && paddingIndex < count))
      throw new ArgumentError(`Embedding: paddingIndex ${paddingIndex} is not one of ${count} ids`);
    this.#padding = paddingIndex ?? null;
    const drawn: Tensor = normal([count, size], 0, 1, options);
    const isPadding = paddingIndex === undefined ? null : arange(count, { device: drawn.device }).eq(paddingIndex);
    this.weight = parameter(isPadding === null ? drawn : isPadding.unsqueeze(-1).where(0, drawn)) as Tensor as never;
  }
  forward<S extends Shape>(ids: Tensor<S>): Tensor<OutputOf<EmbeddingRule<Size>, S>> {
    const vectors = (this.weight as Tensor).take(ids);
    if (this.#padding === null) return vectors as never;
    return (ids as Tensor).eq(this.#padding).unsqueeze(-1).where(vectors.detach(), vectors) as never;
  }
  override describe(): string {
    return `${this.weight.shape.join(", ")}${this.#padding === null ? "" : `, paddingIndex=${this.#padding}`}`;
  }
}
