// Pooling over one, two and three spatial axes.
import { ArgumentError } from "../errors.ts";
import { adaptiveAveragePool, averagePool, maxPool } from "../graph/compose/pooling.ts";
import { each, linesOf, roundedUp } from "../graph/compose/sliding.ts";
import type { Node } from "../graph/node.ts";
import { type Shape, show } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import type { Padding, PerAxis, Pooled, Resized } from "../types/sliding.ts";
import { onImage } from "./images.ts";

export interface PoolOptions<
  S extends PerAxis = PerAxis,
  P extends Padding = Padding,
  D extends PerAxis = PerAxis,
  Ceil extends boolean = boolean,
  Last extends boolean = boolean,
> {
  /** From one window to the next. Default: the size of a window. */
  readonly stride?: S;
  /** Around the image, at most half a window. Default 0. */
  readonly padding?: P;
  /** From one element of a window to the next. Default 1. */
  readonly dilation?: D;
  /** Windows may reach beyond the end. Default false. */
  readonly ceilMode?: Ceil;
  /** The channels are the last axis. Default false. */
  readonly channelsLast?: Last;
}
export interface AvgPoolOptions<
  S extends PerAxis = PerAxis,
  P extends Padding = Padding,
  Ceil extends boolean = boolean,
  Last extends boolean = boolean,
> extends Omit<PoolOptions<S, P, 1, Ceil, Last>, "dilation"> {
  /** The zeros of the padding count as elements. Default true. */
  readonly countIncludePad?: boolean;
}

function pooled(
  op: string,
  axes: number,
  x: Tensor,
  kernel: PerAxis,
  { ceilMode = false, channelsLast = false, ...options }: PoolOptions,
  pool: (x: Node, lines: ReturnType<typeof linesOf>, counted: number[][]) => Node,
): Tensor {
  return onImage(op, axes, x, channelsLast, (image) => {
    const sizes = each(op, "kernel", kernel, axes);
    const lines = linesOf(op, image.type.shape.slice(2), sizes, { ...options, stride: options.stride ?? kernel });
    lines.forEach(({ low, high }, i) => {
      if (Math.max(low, high) > sizes[i]! / 2)
        throw new ArgumentError(`${op}: padding ${low}, ${high} is more than half a window of ${show(sizes)}`);
    });
    return pool(
      image,
      ceilMode ? roundedUp(lines) : lines,
      lines.map(({ low, high }) => [low, high]),
    );
  });
}

type MaxPool = <
  X extends Shape,
  const K extends PerAxis,
  const S extends PerAxis = K,
  const P extends Padding = 0,
  const D extends PerAxis = 1,
  Ceil extends boolean = false,
  Last extends boolean = false,
>(
  x: Tensor<X>,
  kernel: K,
  options?: PoolOptions<S, P, D, Ceil, Last>,
) => Tensor<Pooled<X, K, S, P, D, Ceil, Last>>;
const max = (op: string, axes: number) =>
  ((x: Tensor, kernel: PerAxis, options: PoolOptions = {}) =>
    pooled(op, axes, x, kernel, options, (image, lines) => maxPool(image, lines))) as MaxPool;

type AvgPool = <
  X extends Shape,
  const K extends PerAxis,
  const S extends PerAxis = K,
  const P extends Padding = 0,
  Ceil extends boolean = false,
  Last extends boolean = false,
>(
  x: Tensor<X>,
  kernel: K,
  options?: AvgPoolOptions<S, P, Ceil, Last>,
) => Tensor<Pooled<X, K, S, P, 1, Ceil, Last>>;
const avg = (op: string, axes: number) =>
  ((x: Tensor, kernel: PerAxis, { countIncludePad = true, ...options }: AvgPoolOptions = {}) =>
    pooled(op, axes, x, kernel, options, (image, lines, counted) =>
      averagePool(image, lines, countIncludePad ? counted : null),
    )) as AvgPool;

type AdaptivePool = <X extends Shape, const O extends PerAxis, Last extends boolean = false>(
  x: Tensor<X>,
  size: O,
  options?: { readonly channelsLast?: Last },
) => Tensor<Resized<X, O, Last>>;
const adaptiveAvg = (op: string, axes: number) =>
  ((x: Tensor, size: PerAxis, { channelsLast = false } = {}) =>
    onImage(op, axes, x, channelsLast, (image) =>
      adaptiveAveragePool(image, each(op, "size", size, axes)),
    )) as AdaptivePool;

/**
 * The largest element of each window of x (N, C, L); the gradient goes to the first one that attains it.
 *
 * @throws ShapeError where windows do not fit
 * @example
 * maxPool1d(tensor([[[1, 3, 2, 0]]]), 2); // [[[3, 2]]]
 */
export const maxPool1d = max("maxPool1d", 1);
/**
 * The largest element of each window of x (N, C, H, W); the gradient goes to the first one that attains it.
 *
 * @throws ShapeError where windows do not fit
 * @example
 * maxPool2d(ones([1, 64, 112, 112]), 3, { stride: 2, padding: 1 }).shape; // [1, 64, 56, 56]
 */
export const maxPool2d = max("maxPool2d", 2);
/**
 * The largest element of each window of x (N, C, D, H, W); the gradient goes to the first one that attains it.
 *
 * @throws ShapeError where windows do not fit
 * @example
 * maxPool3d(ones([1, 2, 4, 4, 4]), 2).shape; // [1, 2, 2, 2, 2]
 */
export const maxPool3d = max("maxPool3d", 3);
/**
 * The mean of each window of x (N, C, L).
 *
 * @throws ShapeError where windows do not fit
 * @example
 * avgPool1d(tensor([[[1, 3, 2, 0]]]), 3, { stride: 1, padding: 1, countIncludePad: false }); // [[[2, 2, 1.66667, 1]]]
 */
export const avgPool1d = avg("avgPool1d", 1);
/**
 * The mean of each window of x (N, C, H, W).
 *
 * @throws ShapeError where windows do not fit
 * @example
 * avgPool2d(ones([1, 8, 6, 6]), [2, 3]).shape; // [1, 8, 3, 2]
 */
export const avgPool2d = avg("avgPool2d", 2);
/**
 * The mean of each window of x (N, C, D, H, W).
 *
 * @throws ShapeError where windows do not fit
 * @example
 * avgPool3d(ones([1, 2, 4, 4, 4]), 2).shape; // [1, 2, 2, 2, 2]
 */
export const avgPool3d = avg("avgPool3d", 3);
/**
 * Means over `size` stretches of x (N, C, L) of equal length, overlapping where that does not come out even.
 *
 * @example
 * adaptiveAvgPool1d(tensor([[[1, 2, 3, 4, 5]]]), 2); // [[[2, 4]]]
 */
export const adaptiveAvgPool1d = adaptiveAvg("adaptiveAvgPool1d", 1);
/**
 * Means over a grid of patches of x (N, C, H, W), as many as `size` says.
 *
 * @example
 * adaptiveAvgPool2d(ones([1, 512, 7, 7]), 1).shape; // [1, 512, 1, 1]
 */
export const adaptiveAvgPool2d = adaptiveAvg("adaptiveAvgPool2d", 2);
/**
 * Means over a grid of blocks of x (N, C, D, H, W), as many as `size` says.
 *
 * @example
 * adaptiveAvgPool3d(ones([1, 2, 4, 4, 4]), 2).shape; // [1, 2, 2, 2, 2]
 */
export const adaptiveAvgPool3d = adaptiveAvg("adaptiveAvgPool3d", 3);
