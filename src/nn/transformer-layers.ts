// The layers of transformers (Vaswani et al. 2017): attention and a small network for each place, each added to what comes in.
import type { InitOptions } from "../init/index.ts";
import type { Tensor } from "../tensor.ts";
import { ReLU } from "./activations.ts";
import { Dropout } from "./dropout.ts";
import { LayerNorm } from "./layer-norm.ts";
import { Linear } from "./linear.ts";
import { Module } from "./module.ts";
import { type AttendOptions, MultiheadAttention } from "./multihead-attention.ts";

export interface TransformerLayerOptions extends InitOptions {
  /** Features inside of the network for each place. Default 4 · features. */
  readonly hidden?: number;
  /** Of the weights of attention, inside of the network and before each sum. Default 0.1. */
  readonly dropout?: number;
  /** Default a ReLU. */
  readonly activation?: (x: Tensor) => Tensor;
  /**
   * Norms stand before attention and network, not behind the sums: deep models learn more easily (Xiong et al. 2020).
   * Default false.
   */
  readonly normFirst?: boolean;
  /** Of the norms. Default 1e-5. */
  readonly eps?: number;
  /** Default true. */
  readonly bias?: boolean;
}

/** Two linear layers with something between them, for each place by itself. */
class FeedForward extends Module {
  first: Linear;
  second: Linear;
  activation: (x: Tensor) => Tensor;
  dropout: Dropout;
  constructor(
    features: number,
    { hidden = 4 * features, dropout = 0.1, activation, ...options }: TransformerLayerOptions,
  ) {
    super();
    this.first = new Linear<number, number>(features, hidden, options);
    this.second = new Linear<number, number>(hidden, features, options);
    this.activation = activation ?? new ReLU();
    this.dropout = new Dropout(dropout, options);
  }
  forward(x: Tensor): Tensor {
    return this.second(this.dropout(this.activation(this.first(x) as Tensor))) as Tensor;
  }
}

/** x + f(x) with a norm before or behind. */
class Sublayer extends Module {
  norm: LayerNorm;
  dropout: Dropout;
  readonly normFirst: boolean;
  constructor(features: number, { dropout = 0.1, normFirst = false, ...options }: TransformerLayerOptions) {
    super();
    this.norm = new LayerNorm(features, options);
    this.dropout = new Dropout(dropout, options);
    this.normFirst = normFirst;
  }
  forward(x: Tensor, f: (x: Tensor) => Tensor): Tensor {
    if (this.normFirst) return x.add(this.dropout(f(this.norm(x))));
    return this.norm(x.add(this.dropout(f(x))));
  }
}

/**
 * Attention to itself, then a network for each place: (N, T, features) → (N, T, features).
 *
 * @throws ShapeError where inputs or masks do not fit
 * @example
 * const layer = new nn.TransformerEncoderLayer(8, 2, { normFirst: true });
 * layer(zeros([3, 5, 8]), { causal: true }).shape; // [3, 5, 8]
 */
export class TransformerEncoderLayer extends Module {
  attention: MultiheadAttention;
  network: FeedForward;
  around: [attention: Sublayer, network: Sublayer];
  constructor(features: number, heads: number, options: TransformerLayerOptions = {}) {
    super();
    this.attention = new MultiheadAttention(features, heads, { dropout: 0.1, ...options });
    this.network = new FeedForward(features, options);
    this.around = [new Sublayer(features, options), new Sublayer(features, options)];
  }
  forward(x: Tensor, options: Omit<AttendOptions, "memory"> = {}): Tensor {
    const y = this.around[0](x, (h) => this.attention(h, options));
    return this.around[1](y, this.network);
  }
}

export interface DecodeOptions extends Omit<AttendOptions, "memory"> {
  /** Which places of the memory a query may look at: bools (T, S), (N, T, S) or (N, heads, T, S). */
  readonly memoryMask?: Tensor;
  /** Which places of the memory there are, bool (N, S). */
  readonly memoryKeyMask?: Tensor;
}
/**
 * Attention to itself, to what an encoder made, then a network for each place: (N, T, features) and a memory
 * (N, S, features) → (N, T, features).
 *
 * @throws ShapeError where inputs or masks do not fit
 * @example
 * const layer = new nn.TransformerDecoderLayer(8, 2);
 * layer(zeros([3, 5, 8]), zeros([3, 7, 8]), { causal: true }).shape; // [3, 5, 8]
 */
export class TransformerDecoderLayer extends Module {
  attention: MultiheadAttention;
  cross: MultiheadAttention;
  network: FeedForward;
  around: [attention: Sublayer, cross: Sublayer, network: Sublayer];
  constructor(features: number, heads: number, options: TransformerLayerOptions = {}) {
    super();
    this.attention = new MultiheadAttention(features, heads, { dropout: 0.1, ...options });
    this.cross = new MultiheadAttention(features, heads, { dropout: 0.1, ...options });
    this.network = new FeedForward(features, options);
    this.around = [new Sublayer(features, options), new Sublayer(features, options), new Sublayer(features, options)];
  }
  forward(x: Tensor, memory: Tensor, { memoryMask, memoryKeyMask, ...options }: DecodeOptions = {}): Tensor {
    const masks = { ...(memoryMask && { mask: memoryMask }), ...(memoryKeyMask && { keyMask: memoryKeyMask }) };
    const y = this.around[0](x, (h) => this.attention(h, options));
    const z = this.around[1](y, (h) => this.cross(h, { memory, ...masks }));
    return this.around[2](z, this.network);
  }
}
