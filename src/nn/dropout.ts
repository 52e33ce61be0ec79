// Dropout (Srivastava et al. 2014): in training each element is dropped with a probability and the others are scaled up.
import { ArgumentError } from "../errors.ts";
import type { InitOptions, Source } from "../init/index.ts";
import { defaultGenerator } from "../random.ts";
import type { Tensor } from "../tensor.ts";
import type { OutputOf, SameRule } from "../types/layers.ts";
import type { Shape } from "../types/shape.ts";
import { Layer } from "./layer.ts";

/**
 * Zero with probability p, else x / (1 − p); x itself after `eval()`.
 *
 * @example
 * const drop = new nn.Dropout(0.5);
 * drop.eval()(tensor([1, 2])); // [1, 2]
 */
export class Dropout extends Layer<SameRule> {
  readonly p: number;
  readonly #generator: Source;
  constructor(p = 0.5, { generator = defaultGenerator }: Pick<InitOptions, "generator"> = {}) {
    super();
    if (!(p >= 0 && p <= 1)) throw new ArgumentError(`Dropout: p is a probability, from 0 to 1, not ${p}`);
    this.p = p;
    this.#generator = generator;
  }
  forward<S extends Shape>(x: Tensor<S>): Tensor<OutputOf<SameRule, S>> {
    if (!this.training || this.p === 0) return x as never;
    if (this.p === 1) return (x as Tensor).mul(0) as never;
    const kept = this.#generator.rand(this.maskOf(x.shape), { device: x.device }).ge(this.p);
    return kept.where((x as Tensor).mul(1 / (1 - this.p)), 0) as never;
  }
  /** The shape of what is drawn; it broadcasts. */
  protected maskOf(shape: Shape): Shape {
    return shape;
  }
  override describe(): string {
    return `p=${this.p}`;
  }
}

/**
 * Whole channels of (N, C, …) are dropped, since neighbours within a channel tell the same (Tompson et al. 2015).
 *
 * @example
 * const y = new nn.ChannelDropout(0.5)(ones([1, 8, 2, 2]));
 * y.eq(y.amax([2, 3], { keepdim: true })).all(); // 1
 */
export class ChannelDropout extends Dropout {
  protected override maskOf(shape: Shape): Shape {
    return shape.map((size, axis) => (axis < 2 ? size : 1));
  }
}
