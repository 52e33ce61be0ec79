// A decoder-only transformer: GPT-2 (Radford et al. 2019, "Language Models are Unsupervised Multitask Learners").
import { normal } from "../init/index.ts";
import { Dropout, Embedding, type KeyValueCache, LearnedPositions, Linear, Module, TransformerEncoder } from "../nn/index.ts"; // biome-ignore format: one line
import type { Tensor } from "../tensor.ts";

/** The sizes of a {@link GPT}. */
export interface GPTOptions {
  /** How many places it sees at once. Default 256. */
  readonly length?: number;
  /** Default 128. */
  readonly features?: number;
  /** Default 4. */
  readonly layers?: number;
  /** Default 4. */
  readonly heads?: number;
  /** Of the sum of embeddings, of attention and before each sum. Default 0.1. */
  readonly dropout?: number;
  /** The table of the embedding is also the weight of the output (Press & Wolf 2017). Default true. */
  readonly tied?: boolean;
}

/**
 * Ids (N, T) → logits (N, T, count) for what follows each of them. Norms stand first, places are learned. Weights begin normal
 * with deviation 0.02, those before sums less, by √(2 · layers).
 *
 * @param count how many tokens there are
 * @throws ShapeError where T is more than `length`; ArgumentError if the heads do not divide the features
 * @example
 * const model = new GPT(10, { length: 16, features: 8, layers: 2, heads: 2 });
 * const ids = tensor([[1, 2, 3]], { dtype: "int32" });
 * model(ids).shape; // [1, 3, 10]
 * const cache = model.cache(1);
 * model(ids, cache); // the beginning
 * model(tensor([[4]], { dtype: "int32" }), cache).shape; // [1, 1, 10]: one more place
 */
export class GPT extends Module {
  embedding: Embedding<number>;
  positions: LearnedPositions;
  dropout: Dropout;
  body: TransformerEncoder;
  /** null where the embedding serves. */
  output: Linear<number, number> | null;
  constructor(count: number, options: GPTOptions = {}) {
    super();
    const { length = 256, features = 128, layers = 4, heads = 4, dropout = 0.1, tied = true } = options;
    this.embedding = new Embedding<number>(count, features);
    this.positions = new LearnedPositions(length, features);
    this.dropout = new Dropout(dropout);
    const activation = (x: Tensor): Tensor => x.geluTanh();
    this.body = new TransformerEncoder(features, heads, { layers, dropout, normFirst: true, activation });
    this.output = tied ? null : new Linear<number, number>(features, count, { bias: false });
    this.#begin(layers);
  }
  #begin(layers: number): void {
    for (const [name, p] of this.namedParameters())
      if (p.rank === 2) p.assign(normal(p.shape, 0, 0.02));
      else if (name.endsWith("bias")) p.assign(p.mul(0));
    for (const { attention, network } of this.body.layers)
      for (const { weight } of [attention.output, network.second]) weight.assign(weight.div(Math.sqrt(2 * layers)));
  }
  /** Room for one text of `length` places, or several: for calls that see one part after another. */
  cache(batch = 1): readonly KeyValueCache[] {
    return this.body.cache(batch, this.positions.embedding.weight.shape[0]);
  }
  forward(ids: Tensor, cache?: readonly KeyValueCache[]): Tensor {
    const x = this.dropout(this.positions(this.embedding(ids), cache?.[0]?.length ?? 0) as Tensor); // (N, T, features)
    const y = this.body(x, cache === undefined ? { causal: true } : { cache });
    return (this.output === null ? y.matmul(this.embedding.weight.transpose(0, 1)) : this.output(y)) as Tensor;
  }
}
