// Convolutions of one, two and three spatial axes, and their transposes. Images are (N, C, …) or, with `channelsLast`,
// (N, …, C): the same products over other strides.
import { ArgumentError, ShapeError } from "../errors.ts";
import { convolve, type Geometry, spread } from "../graph/compose/convolution.ts";
import { linesOf, type SlidingOptions, spreadLinesOf } from "../graph/compose/sliding.ts";
import type { Node } from "../graph/node.ts";
import { map } from "../graph/ops/map.ts";
import { reshape } from "../graph/ops/movement.ts";
import { formula } from "../ir/formula.ts";
import { add } from "../ir/scalar.ts";
import { type Shape, show } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import type { ConvCheck, Convolved, Padding, PerAxis, Spread, SpreadCheck } from "../types/sliding.ts";
import { onImage } from "./images.ts";

export interface ConvOptions<
  S extends PerAxis = PerAxis,
  P extends Padding = Padding,
  D extends PerAxis = PerAxis,
  G extends number = number,
  Last extends boolean = boolean,
> {
  /** Added to each filter's output: (F). */
  readonly bias?: Tensor | null;
  /** From one window to the next. Default 1. */
  readonly stride?: S;
  /** Zeros around the image: a number, one for each axis, or [low, high] for each; "same" or "valid". Default 0. */
  readonly padding?: P;
  /** From one element of a window to the next. Default 1. */
  readonly dilation?: D;
  /** Channels and filters fall into so many groups that know nothing of each other. Default 1. */
  readonly groups?: G;
  /** The channels are the last axis, of the image and of the result; weights stay as they are. Default false. */
  readonly channelsLast?: Last;
}
export interface ConvTransposeOptions<
  S extends PerAxis = PerAxis,
  P extends Padding = Padding,
  D extends PerAxis = PerAxis,
  G extends number = number,
  Last extends boolean = boolean,
  O extends PerAxis = PerAxis,
> extends ConvOptions<S, P, D, G, Last> {
  /** More elements at the high ends, of which a strided convolution would not have seen a window. Default 0. */
  readonly outputPadding?: O;
}

type Kind = (op: string, lengths: Shape, kernel: Shape, options: SlidingOptions) => Geometry["lines"];

/** Checks what convolutions of both directions have in common, and puts the channels where they belong. */
function apply(
  op: string,
  axes: number,
  x: Tensor,
  weight: Tensor,
  { bias = null, groups = 1, channelsLast = false, ...options }: ConvOptions,
  [kind, side, make]: readonly [Kind, 0 | 1, (x: Node, w: Node, at: Geometry) => Node],
): Tensor {
  if (weight.rank !== axes + 2)
    throw new ShapeError(`${op}: weights ${show(weight.shape)} must have ${axes + 2} axes, ${axes} of them spatial`);
  const [first, second, ...kernel] = weight.shape as readonly number[];
  if (!Number.isInteger(groups) || groups < 1 || first! % groups !== 0)
    throw new ArgumentError(
      `${op}: ${groups} groups do not divide the ${first} first elements of weights ${show(weight.shape)}`,
    );
  const [needed, filters] = side === 0 ? [second! * groups, first!] : [first!, second! * groups];
  if (bias !== null && (bias.rank !== 1 || bias.shape[0] !== filters))
    throw new ShapeError(`${op}: a bias of shape ${show(bias.shape)} does not fit ${filters} filters`);
  return onImage(op, axes, x, channelsLast, (image) => {
    const [, channels, ...lengths] = image.type.shape;
    if (channels !== needed)
      throw new ShapeError(
        `${op}: weights ${show(weight.shape)} do not fit the channels of ${show(x.shape)}: ${needed} are needed, there are ${channels}`,
      );
    const y = make(image, weight.node, { lines: kind(op, lengths, kernel, options), groups });
    return bias === null ? y : map(sum, y, reshape(bias.node, [filters!, ...kernel.map(() => 1)]));
  });
}
const sum = formula((y, bias) => add(y, bias));
const forwards = [linesOf, 0, convolve] as const;
const backwards = [spreadLinesOf, 1, spread] as const;

interface Conv<Name extends string> {
  <
    X extends Shape,
    W extends Shape,
    const S extends PerAxis = 1,
    const P extends Padding = 0,
    const D extends PerAxis = 1,
    G extends number = 1,
    Last extends boolean = false,
  >(
    x: Tensor<X>,
    weight: Tensor<W> & ConvCheck<Name, X, W, G, Last>,
    options?: ConvOptions<S, P, D, G, Last>,
  ): Tensor<Convolved<X, W, S, P, D, Last>>;
}
interface ConvTranspose<Name extends string> {
  <
    X extends Shape,
    W extends Shape,
    const S extends PerAxis = 1,
    const P extends Padding = 0,
    const D extends PerAxis = 1,
    G extends number = 1,
    Last extends boolean = false,
    const O extends PerAxis = 0,
  >(
    x: Tensor<X>,
    weight: Tensor<W> & SpreadCheck<Name, X, W, Last>,
    options?: ConvTransposeOptions<S, P, D, G, Last, O>,
  ): Tensor<Spread<X, W, S, P, D, G, O, Last>>;
}
const conv = <Name extends string>(op: Name, axes: number) =>
  ((x: Tensor, weight: Tensor, options: ConvOptions = {}) =>
    apply(op, axes, x, weight, options, forwards)) as Conv<Name>;
const convTranspose = <Name extends string>(op: Name, axes: number) =>
  ((x: Tensor, weight: Tensor, options: ConvTransposeOptions = {}) =>
    apply(op, axes, x, weight, options, backwards)) as ConvTranspose<Name>;

/**
 * Slides weights (F, C / groups, K) over x (N, C, L): (N, F, ⌊(L + padding − dilation · (K − 1) − 1) / stride⌋ + 1).
 * A correlation, as everywhere in deep learning: weights are not flipped.
 *
 * @throws ShapeError where channels do not fit, or windows do not fit into the padded axis
 * @example
 * conv1d(tensor([[[1, 2, 3, 4]]]), tensor([[[1, 1]]]), { stride: 2 }); // [[[3, 7]]]
 */
export const conv1d = conv("conv1d", 1);
/**
 * Slides weights (F, C / groups, KH, KW) over images x (N, C, H, W); sizes as in {@link conv1d}.
 *
 * @throws ShapeError where channels do not fit, or windows do not fit into the padded axes
 * @example
 * const image = ones([1, 3, 32, 32]);
 * conv2d(image, ones([8, 3, 3, 3]), { bias: zeros([8]), stride: 2, padding: 1 }).shape; // [1, 8, 16, 16]
 */
export const conv2d = conv("conv2d", 2);
/**
 * Slides weights (F, C / groups, KD, KH, KW) over volumes x (N, C, D, H, W); sizes as in {@link conv1d}.
 *
 * @throws ShapeError where channels do not fit, or windows do not fit into the padded axes
 * @example
 * conv3d(ones([1, 1, 4, 4, 4]), ones([1, 1, 3, 3, 3])).shape; // [1, 1, 2, 2, 2]
 */
export const conv3d = conv("conv3d", 3);
/**
 * The adjoint of {@link conv1d}: x (N, C, L) with weights (C, F / groups, K) gives
 * (N, F, (L − 1) · stride − padding + dilation · (K − 1) + outputPadding + 1).
 *
 * @throws ShapeError where channels do not fit
 * @example
 * convTranspose1d(tensor([[[1, 2]]]), tensor([[[1, 1, 1]]]), { stride: 2 }); // [[[1, 1, 3, 2, 2]]]
 */
export const convTranspose1d = convTranspose("convTranspose1d", 1);
/**
 * The adjoint of {@link conv2d}: x (N, C, H, W) with weights (C, F / groups, KH, KW); sizes as in {@link convTranspose1d}.
 *
 * @throws ShapeError where channels do not fit
 * @example
 * convTranspose2d(ones([1, 8, 4, 4]), ones([8, 3, 4, 4]), { stride: 2, padding: 1 }).shape; // [1, 3, 8, 8]
 */
export const convTranspose2d = convTranspose("convTranspose2d", 2);
/**
 * The adjoint of {@link conv3d}: x (N, C, D, H, W) with weights (C, F / groups, KD, KH, KW).
 *
 * @throws ShapeError where channels do not fit
 * @example
 * convTranspose3d(ones([1, 1, 2, 2, 2]), ones([1, 1, 2, 2, 2]), { stride: 2 }).shape; // [1, 1, 4, 4, 4]
 */
export const convTranspose3d = convTranspose("convTranspose3d", 3);
