// Layers that slide windows over (N, C, …), as functions of shapes.
import type { ChannelsAre, Rule } from "../types/layers.ts";
import type { Shape } from "../types/shape.ts";
import type {
  Image,
  ImageParts,
  Padding,
  PerAxis,
  Pooled,
  Resized,
  SlidingSizes,
  SpreadSizes,
} from "../types/sliding.ts";

/** (N, C, …) → (N, F, …). */
export interface ConvRule<
  C extends number,
  F extends number,
  K extends PerAxis,
  S extends PerAxis,
  P extends Padding,
  D extends PerAxis,
> extends Rule {
  readonly output: this["input"] extends infer X extends Shape
    ? Filtered<X, F, SlidingSizes<ImageParts<X, false>["lines"], K, S, P, D>>
    : Shape;
  readonly check: ChannelsAre<this["input"], C>;
}
/** The way back: (N, C, …) → (N, F, …). */
export interface ConvTransposeRule<
  C extends number,
  F extends number,
  K extends PerAxis,
  S extends PerAxis,
  P extends Padding,
  D extends PerAxis,
  O extends PerAxis,
> extends Rule {
  readonly output: this["input"] extends infer X extends Shape
    ? Filtered<X, F, SpreadSizes<ImageParts<X, false>["lines"], Of<ImageParts<X, false>["lines"], K>, S, P, D, O>>
    : Shape;
  readonly check: ChannelsAre<this["input"], C>;
}
type Filtered<X extends Shape, F extends number, L extends Shape> = Image<ImageParts<X, false>["batch"], F, L, false>;
/** SpreadSizes wants the sizes of a window as a list. */
type Of<L extends Shape, K> = number extends L["length"]
  ? Shape
  : K extends number
    ? { -readonly [Axis in keyof L]: K }
    : Extract<K, Shape>;

/** Every window of (N, C, …) as one element. */
export interface PoolRule<
  K extends PerAxis,
  S extends PerAxis,
  P extends Padding,
  D extends PerAxis,
  Ceil extends boolean,
> extends Rule {
  readonly output: this["input"] extends infer X extends Shape ? Pooled<X, K, S, P, D, Ceil, false> : Shape;
  readonly check: unknown;
}
/** (N, C, …) with other spatial sizes. */
export interface ResizeRule<Size extends PerAxis> extends Rule {
  readonly output: this["input"] extends infer X extends Shape ? Resized<X, Size, false> : Shape;
  readonly check: unknown;
}
