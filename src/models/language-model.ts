// What comes next in a text: the language model of the course's homework 4, recurrent (Mikolov et al. 2010; Zaremba et al.
// 2014, https://arxiv.org/abs/1409.2329) or a transformer (Vaswani et al. 2017).
import { ArgumentError } from "../errors.ts";
import { Dropout, Embedding, LearnedPositions, Linear, LSTM, Module, RNN, TransformerEncoder } from "../nn/index.ts";
import type { Tensor } from "../tensor.ts";

/** What a model remembers of the text so far, [] at the beginning; what it is made of is the model's business. */
export type TextState = readonly Tensor[];
/** The sizes of a {@link LanguageModel}. */
export interface LanguageModelOptions {
  /** What stands between embedding and output. Default `lstm`. */
  readonly model?: keyof typeof bodies;
  /** Features of a token. Default 128. */
  readonly embedding?: number;
  /** Features of a recurrent state, or inside of a transformer's layers. Default 256. */
  readonly hidden?: number;
  /** Default 1. */
  readonly layers?: number;
  /** Of embeddings, between layers, and before the output. Default 0. */
  readonly dropout?: number;
  /** Heads of a transformer. Default 8. */
  readonly heads?: number;
  /** Places that a transformer can tell apart. Default 256. */
  readonly length?: number;
}
type Sizes = Required<LanguageModelOptions>;

/** (T, N, embedding) and a state → (T, N, features) and the next state. */
abstract class Body extends Module {
  abstract readonly features: number;
  /** The most places of one call. */
  readonly places: number = Number.POSITIVE_INFINITY;
  abstract override forward(x: Tensor, state: TextState): [y: Tensor, state: TextState];
}
class RNNBody extends Body {
  layers: RNN;
  readonly features: number;
  constructor({ embedding, hidden, ...options }: Sizes) {
    super();
    this.layers = new RNN(embedding, hidden, options);
    this.features = hidden;
  }
  forward(x: Tensor, state: TextState): [Tensor, TextState] {
    const [y, h] = this.layers(x, state[0] ?? null);
    return [y, [h]];
  }
}
class LSTMBody extends Body {
  layers: LSTM;
  readonly features: number;
  constructor({ embedding, hidden, ...options }: Sizes) {
    super();
    this.layers = new LSTM(embedding, hidden, options);
    this.features = hidden;
  }
  forward(x: Tensor, state: TextState): [Tensor, TextState] {
    return this.layers(x, state.length === 0 ? null : (state as [Tensor, Tensor]));
  }
}
/** It sees the places of one call and remembers nothing. */
class TransformerBody extends Body {
  positions: LearnedPositions;
  layers: TransformerEncoder;
  readonly features: number;
  override readonly places: number;
  constructor({ embedding, heads, length, ...options }: Sizes) {
    super();
    this.positions = new LearnedPositions(length, embedding);
    this.layers = new TransformerEncoder(embedding, heads, { ...options, normFirst: true });
    this.features = embedding;
    this.places = length;
  }
  forward(x: Tensor): [Tensor, TextState] {
    const y = this.layers(this.positions(x.transpose(0, 1)), { causal: true }); // (N, T, features)
    return [y.transpose(0, 1), []];
  }
}
const bodies = { rnn: RNNBody, lstm: LSTMBody, transformer: TransformerBody } as const;
export const languageModelNames = Object.keys(bodies) as (keyof typeof bodies)[];

/**
 * Ids (T, N) → logits (T · N, count) for what follows each of them, and the state with which the next part of the text goes on.
 * Detach the state between parts: gradients then end there (truncated backpropagation through time).
 *
 * @param count how many tokens there are
 * @throws ArgumentError on another name of a model; ShapeError where a transformer gets more than `length` places
 * @example
 * const model = new LanguageModel(10, { model: "lstm", embedding: 8, hidden: 16 });
 * const ids = tensor([[1, 2], [3, 4], [5, 6]], { dtype: "int32" });
 * const [logits, state] = model(ids);
 * logits.shape; // [6, 10]
 * model(ids, state.map((t) => t.detach()))[0].shape; // [6, 10]
 */
export class LanguageModel extends Module {
  embedding: Embedding<number>;
  dropout: Dropout;
  body: Body;
  output: Linear<number, number>;
  constructor(count: number, options: LanguageModelOptions = {}) {
    super();
    const sizes = { model: "lstm", embedding: 128, hidden: 256, layers: 1, dropout: 0, heads: 8, length: 256, ...options } as const; // biome-ignore format: one line
    if (!Object.hasOwn(bodies, sizes.model))
      throw new ArgumentError(`LanguageModel: no model '${sizes.model}'; there are ${languageModelNames.join(", ")}`);
    this.embedding = new Embedding<number>(count, sizes.embedding);
    this.dropout = new Dropout(sizes.dropout);
    this.body = new bodies[sizes.model](sizes);
    this.output = new Linear<number, number>(this.body.features, count);
  }
  forward(ids: Tensor, state: TextState = []): [logits: Tensor, state: TextState] {
    const [y, next] = this.body(this.dropout(this.embedding(ids) as Tensor), state);
    return [this.output(this.dropout(y.reshape([-1, this.body.features]))) as Tensor, next];
  }
}
