// Axes put together and taken apart.
import type { Tensor } from "../tensor.ts";
import type { FlattenRule, OutputOf, UnflattenRule } from "../types/layers.ts";
import type { Shape } from "../types/shape.ts";
import { Layer } from "./layer.ts";

/**
 * Axes `start` to `end`, both included, as one; all but the first by default.
 *
 * @example
 * new nn.Flatten()(zeros([8, 3, 4])).shape; // [8, 12]
 */
export class Flatten<const Start extends number = 1, const End extends number = -1> extends Layer<
  FlattenRule<Start, End>
> {
  readonly start: number;
  readonly end: number;
  constructor(start?: Start, end?: End) {
    super();
    this.start = start ?? 1;
    this.end = end ?? -1;
  }
  forward<S extends Shape>(x: Tensor<S>): Tensor<OutputOf<FlattenRule<Start, End>, S>> {
    return (x as Tensor).flatten(this.start, this.end) as never;
  }
  override describe(): string {
    return `start=${this.start}, end=${this.end}`;
  }
}

/**
 * One axis as several; one of their sizes can be −1.
 *
 * @example
 * new nn.Unflatten(1, [3, -1])(zeros([8, 12])).shape; // [8, 3, 4]
 */
export class Unflatten<const Axis extends number = number, const Sizes extends Shape = Shape> extends Layer<
  UnflattenRule<Axis, Sizes>
> {
  readonly axis: Axis;
  readonly sizes: Sizes;
  constructor(axis: Axis, sizes: Sizes) {
    super();
    this.axis = axis;
    this.sizes = sizes;
  }
  forward<S extends Shape>(x: Tensor<S>): Tensor<OutputOf<UnflattenRule<Axis, Sizes>, S>> {
    return (x as Tensor).unflatten(this.axis as number, this.sizes as Shape) as never;
  }
  override describe(): string {
    return `${this.axis}, [${this.sizes.join(", ")}]`;
  }
}
