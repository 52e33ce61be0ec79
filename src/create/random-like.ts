// Random tensors in the shape of others.
import { isFloat } from "../dtype.ts";
import { type RandomOptions, rand, randn } from "../random.ts";
import type { Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";

const as = (x: Tensor, options: RandomOptions): RandomOptions => ({
  dtype: isFloat(x.dtype) ? x.dtype : "float32",
  device: x.device,
  ...options,
});
/**
 * Uniform numbers in [0, 1) in the shape of another tensor, with its dtype if it is a float, and on its device.
 *
 * @example
 * randLike(zeros([2, 3])).shape; // [2, 3]
 */
export const randLike = <S extends Shape>(x: Tensor<S>, options: RandomOptions = {}): Tensor<S> =>
  rand(x.shape, as(x, options)) as unknown as Tensor<S>;
/**
 * Normally distributed numbers in the shape of another tensor, with its dtype if it is a float, and on its device.
 *
 * @example
 * randnLike(zeros([2, 3])).shape; // [2, 3]
 */
export const randnLike = <S extends Shape>(x: Tensor<S>, options: RandomOptions = {}): Tensor<S> =>
  randn(x.shape, as(x, options)) as unknown as Tensor<S>;
