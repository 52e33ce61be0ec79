// Attention of several heads at once, each over its own share of the features (Vaswani et al. 2017, section 3.2.2).
import { ArgumentError, ShapeError } from "../errors.ts";
import { type InitOptions, uniform } from "../init/index.ts";
import { show } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { attentionWeights } from "./attention.ts";
import { Dropout } from "./dropout.ts";
import { KeyValueCache } from "./key-value-cache.ts";
import { Linear } from "./linear.ts";
import { Module } from "./module.ts";

export interface MultiheadAttentionOptions extends InitOptions {
  /** Of the projections. Default true. */
  readonly bias?: boolean;
  /** The probability that a weight is dropped. Default 0. */
  readonly dropout?: number;
}
export interface AttendOptions {
  /** What to look at, (N, S, features). Default: the queries themselves. */
  readonly memory?: Tensor;
  /** Which keys a query may look at: bools (T, S), (N, T, S) or (N, heads, T, S). */
  readonly mask?: Tensor;
  /** Added to the scores: (T, S), (N, T, S) or (N, heads, T, S). */
  readonly bias?: Tensor;
  /** Which keys there are, bool (N, S): for batches of sequences that are filled up. */
  readonly keyMask?: Tensor;
  /** A query looks at no key behind its own place. Default: false; true with a cache. */
  readonly causal?: boolean;
  /** Looks also at what came before, and remembers. From {@link MultiheadAttention.cache}. */
  readonly cache?: KeyValueCache;
}

/**
 * (N, T, features) → (N, T, features). Projections begin as PyTorch's: uniform within ±√(6 / 4 features), biases 0.
 *
 * @throws ArgumentError if the heads do not divide the features
 * @throws ShapeError where inputs or masks do not fit
 * @example
 * const attention = new nn.MultiheadAttention(8, 2);
 * const x = zeros([1, 5, 8]);
 * attention(x, { causal: true }).shape; // [1, 5, 8]
 * attention(x, { memory: zeros([1, 7, 8]) }).shape; // [1, 5, 8]
 */
export class MultiheadAttention extends Module {
  readonly heads: number;
  query: Linear;
  key: Linear;
  value: Linear;
  output: Linear;
  dropout: Dropout;
  constructor(features: number, heads: number, options: MultiheadAttentionOptions = {}) {
    super();
    const { dropout = 0, ...linear } = options;
    if (!Number.isInteger(heads) || heads < 1 || features % heads !== 0)
      throw new ArgumentError(`MultiheadAttention: ${heads} heads do not divide ${features} features`);
    this.heads = heads;
    const projection = () => new Linear<number, number>(features, features, linear);
    this.query = projection();
    this.key = projection();
    this.value = projection();
    this.output = projection();
    const bound = Math.sqrt(6 / (4 * features));
    for (const { weight } of [this.query, this.key, this.value])
      weight.assign(uniform([features, features], -bound, bound, options));
    for (const { bias } of [this.query, this.key, this.value, this.output]) bias?.assign(bias.mul(0));
    this.dropout = new Dropout(dropout, options);
  }
  get features(): number {
    return this.query.weight.shape[0]!;
  }
  /** Room for `capacity` places of a batch, for calls that see one part of a sequence after another. */
  cache(batch: number, capacity: number): KeyValueCache {
    const { dtype, device } = this.query.weight;
    return new KeyValueCache(batch, this.heads, capacity, this.features / this.heads, { dtype, device });
  }

  forward(x: Tensor, options: AttendOptions = {}): Tensor {
    const { memory = x, cache, causal = cache !== undefined } = options;
    this.#check("an input", x);
    if (memory !== x) this.#check("a memory", memory);
    const q = this.#split(this.query(x) as Tensor);
    const own = { keys: this.#split(this.key(memory) as Tensor), values: this.#split(this.value(memory) as Tensor) };
    const { keys, values, position } = { position: 0, ...(cache?.append(own.keys, own.values) ?? own) };
    const wanted = [x.shape[0]!, this.heads, x.shape[1]!, keys.shape[2]!] as const;
    const weights = attentionWeights(q, keys, values, {
      mask: both(perHead("mask", options.mask, wanted), perKey(options.keyMask, wanted)),
      bias: perHead("bias", options.bias, wanted),
      causal,
      position,
      dropout: this.dropout,
    });
    return this.output(weights.matmul(values).transpose(1, 2).reshape(x.shape)) as Tensor; // (N, heads, T, D) → (N, T, features)
  }
  #check(what: string, x: Tensor): void {
    if (x.rank !== 3 || x.shape[2] !== this.features)
      throw new ShapeError(`MultiheadAttention: needs ${what} [N, T, ${this.features}], not ${show(x.shape)}`);
  }
  /** (N, T, features) → (N, heads, T, features / heads) */
  #split(x: Tensor): Tensor {
    return x.reshape([x.shape[0]!, x.shape[1]!, this.heads, -1]).transpose(1, 2);
  }
  override describe(): string {
    return `${this.features}, ${this.heads}${this.dropout.p > 0 ? `, dropout=${this.dropout.p}` : ""}`;
  }
}

type Scores = readonly [batch: number, heads: number, queries: number, keys: number];
/** (T, S), (N, T, S) or (N, heads, T, S) as what broadcasts to (N, heads, T, S). */
function perHead(what: string, t: Tensor | undefined, [n, heads, queries, keys]: Scores): Tensor | null {
  if (t === undefined) return null;
  const shapes = [
    [queries, keys],
    [n, queries, keys],
    [n, heads, queries, keys],
  ].map(show);
  if (!shapes.includes(show(t.shape)))
    throw new ShapeError(`MultiheadAttention: a ${what} is ${shapes.join(" or ")}, not ${show(t.shape)}`);
  return t.rank === 3 ? t.unsqueeze(1) : t;
}
/** (N, S) as what broadcasts to (N, heads, T, S). */
function perKey(mask: Tensor | undefined, [n, , , keys]: Scores): Tensor | null {
  if (mask === undefined) return null;
  if (show(mask.shape) !== show([n, keys]))
    throw new ShapeError(`MultiheadAttention: a keyMask is ${show([n, keys])}, not ${show(mask.shape)}`);
  return mask.reshape([n, 1, 1, keys]);
}
const both = (a: Tensor | null, b: Tensor | null): Tensor | null => (a === null || b === null ? (a ?? b) : a.and(b));
