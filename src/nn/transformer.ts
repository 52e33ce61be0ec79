// Transformers (Vaswani et al. 2017): layers one above the other. The encoder with `causal` is what GPTs are made of.
import { ArgumentError } from "../errors.ts";
import type { Tensor } from "../tensor.ts";
import type { KeyValueCache } from "./key-value-cache.ts";
import { LayerNorm } from "./layer-norm.ts";
import { Module } from "./module.ts";
import type { AttendOptions } from "./multihead-attention.ts";
import {
  type DecodeOptions,
  TransformerDecoderLayer,
  TransformerEncoderLayer,
  type TransformerLayerOptions,
} from "./transformer-layers.ts";

export interface TransformerOptions extends TransformerLayerOptions {
  /** How many. Default 6. */
  readonly layers?: number;
  /** A norm at the end. Default: where the layers have theirs first. */
  readonly finalNorm?: boolean;
}

abstract class Transformer<L extends TransformerEncoderLayer | TransformerDecoderLayer> extends Module {
  layers: L[];
  norm: LayerNorm | null;
  constructor(make: () => L, features: number, { layers = 6, finalNorm, ...options }: TransformerOptions) {
    super();
    if (!Number.isInteger(layers) || layers < 1)
      throw new ArgumentError(`${this.constructor.name}: ${layers} layers are not possible`);
    this.layers = Array.from({ length: layers }, make);
    this.norm = (finalNorm ?? options.normFirst ?? false) ? new LayerNorm(features, options) : null;
  }
  /** Room for `capacity` places of a batch, one cache for each layer: for calls that see one part of a sequence after another. */
  cache(batch: number, capacity: number): KeyValueCache[] {
    return this.layers.map((layer) => layer.attention.cache(batch, capacity));
  }
  /** Through all layers, each with its cache. */
  protected through(
    x: Tensor,
    caches: readonly KeyValueCache[] | undefined,
    step: (layer: L, x: Tensor, cache: object) => Tensor,
  ): Tensor {
    if (caches !== undefined && caches.length !== this.layers.length)
      throw new ArgumentError(
        `${this.constructor.name}: ${this.layers.length} layers need as many caches, not ${caches.length}`,
      );
    const y = this.layers.reduce((h, layer, i) => step(layer, h, caches ? { cache: caches[i]! } : {}), x);
    return this.norm === null ? y : this.norm(y);
  }
}
type Caches = { readonly cache?: readonly KeyValueCache[] };

/**
 * Layers of attention to itself: (N, T, features) → (N, T, features). With `cache` every call sees what the calls before saw.
 *
 * @throws ShapeError where inputs or masks do not fit
 * @example
 * const model = new nn.TransformerEncoder(8, 2, { layers: 2, normFirst: true, dropout: 0 });
 * const x = zeros([1, 5, 8]).add(1);
 * model(x, { causal: true }).shape; // [1, 5, 8]
 * const cache = model.cache(1, 16);
 * model(x, { cache }); // the beginning
 * model(x.slice(0, 1, 1), { cache }).shape; // [1, 1, 8]: one more place
 */
export class TransformerEncoder extends Transformer<TransformerEncoderLayer> {
  constructor(features: number, heads: number, options: TransformerOptions = {}) {
    super(() => new TransformerEncoderLayer(features, heads, options), features, options);
  }
  forward(x: Tensor, { cache, ...options }: Omit<AttendOptions, "memory" | "cache"> & Caches = {}): Tensor {
    return this.through(x, cache, (layer, h, own) => layer(h, { ...options, ...own }));
  }
}
/**
 * Layers of attention to itself and to a memory: (N, T, features) and (N, S, features) → (N, T, features).
 *
 * @throws ShapeError where inputs or masks do not fit
 * @example
 * const model = new nn.TransformerDecoder(8, 2, { layers: 2 });
 * model(zeros([1, 5, 8]), zeros([1, 7, 8]), { causal: true }).shape; // [1, 5, 8]
 */
export class TransformerDecoder extends Transformer<TransformerDecoderLayer> {
  constructor(features: number, heads: number, options: TransformerOptions = {}) {
    super(() => new TransformerDecoderLayer(features, heads, options), features, options);
  }
  forward(x: Tensor, memory: Tensor, { cache, ...options }: Omit<DecodeOptions, "cache"> & Caches = {}): Tensor {
    return this.through(x, cache, (layer, h, own) => layer(h, memory, { ...options, ...own }));
  }
}
