// Images of another size.
import { ArgumentError } from "../errors.ts";
import { linear, nearest } from "../graph/compose/interpolation.ts";
import { each } from "../graph/compose/sliding.ts";
import type { Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import type { PerAxis, Resized } from "../types/sliding.ts";
import { onImage } from "./images.ts";

export interface InterpolateOptions<Size extends PerAxis = PerAxis, Last extends boolean = boolean> {
  /** The new spatial sizes. */
  readonly size?: Size;
  /** How much larger the axes become, in place of `size`; sizes are rounded down. */
  readonly scaleFactor?: PerAxis;
  /** Picks an element, or mixes neighbours along each axis: "bilinear" and "trilinear" are other names. Default "nearest". */
  readonly mode?: "nearest" | "linear" | "bilinear" | "trilinear";
  /** The centres of the elements in the corners stay where they are, rather than the edges of the image. Default false. */
  readonly alignCorners?: boolean;
  /** The channels are the last axis. Default false. */
  readonly channelsLast?: Last;
}

/**
 * An image (N, C, …) with other spatial sizes.
 *
 * @example
 * const x = tensor([[[1, 2]]]);
 * interpolate(x, { scaleFactor: 2 }); // [[[1, 1, 2, 2]]]
 * interpolate(x, { size: 4, mode: "linear" }); // [[[1, 1.25, 1.75, 2]]]
 * interpolate(x, { size: 3, mode: "linear", alignCorners: true }); // [[[1, 1.5, 2]]]
 */
export function interpolate<X extends Shape, const Size extends PerAxis = number, Last extends boolean = false>(
  x: Tensor<X>,
  { size, scaleFactor, mode = "nearest", alignCorners = false, channelsLast }: InterpolateOptions<Size, Last>,
): Tensor<Resized<X, Size, Last>> {
  const axes = Math.max(1, x.rank - 2);
  if ((size === undefined) === (scaleFactor === undefined))
    throw new ArgumentError("interpolate: either size or scaleFactor is needed");
  return onImage("interpolate", axes, x, channelsLast === true, (image) => {
    const lengths = image.type.shape.slice(2);
    const factors = scaleFactor === undefined ? null : lengths.map((_, i) => factorOf(scaleFactor, i, axes));
    const wanted = factors === null ? size! : lengths.map((n, i) => Math.floor(n * factors[i]!));
    each("interpolate", "size", wanted, axes).forEach((to, i) => {
      const resizing = { size: to, step: factors === null ? lengths[i]! / to : 1 / factors[i]! };
      image = mode === "nearest" ? nearest(image, 2 + i, resizing) : linear(image, 2 + i, resizing, alignCorners);
    });
    return image;
  }) as Tensor<Resized<X, Size, Last>>;
}

function factorOf(factor: PerAxis, axis: number, axes: number): number {
  const own = typeof factor === "number" ? factor : factor.length === axes ? factor[axis]! : Number.NaN;
  if (own > 0 && Number.isFinite(own)) return own;
  throw new ArgumentError(
    `interpolate: scaleFactor ${JSON.stringify(factor)} must be a number above 0, or ${axes} of them`,
  );
}
