// Tensors that hold one number: a constant of the graph, which takes no memory.
import { checkDType, weak } from "../dtype.ts";
import { expand } from "../graph/ops/movement.ts";
import { number } from "../graph/ops/source.ts";
import { checkShape, type Shape } from "../shape.ts";
import { Tensor } from "../tensor.ts";
import type { Mutable } from "../types/shape.ts";
import { type Place, placeOf } from "./place.ts";

/**
 * A tensor of one value. Takes no memory by itself.
 *
 * @param options dtype (default float32) and device
 * @example
 * full([2, 2], 0.5); // [[0.5, 0.5], [0.5, 0.5]]
 */
export function full<const S extends Shape>(shape: S, value: number, options: Place = {}): Tensor<Mutable<S>> {
  const dtype = checkDType("full", options.dtype ?? weak(value, "float32"));
  return new Tensor<Mutable<S>>(expand(number(value, dtype, placeOf(options)), checkShape("full", shape)));
}
/**
 * Zeros of a shape, float32 unless asked.
 *
 * @example
 * zeros([2, 2], { dtype: "int32" }); // [[0, 0], [0, 0]]
 */
export const zeros = <const S extends Shape>(shape: S, options?: Place): Tensor<Mutable<S>> => full(shape, 0, options);
/**
 * Ones of a shape, float32 unless asked.
 *
 * @example
 * ones([3]); // [1, 1, 1]
 */
export const ones = <const S extends Shape>(shape: S, options?: Place): Tensor<Mutable<S>> => full(shape, 1, options);
/**
 * The same as {@link zeros}: there is no memory that nobody has written to.
 *
 * @example
 * empty([2]).shape; // [2]
 */
export const empty: typeof zeros = zeros;

const as = <S extends Shape>(x: Tensor<S>, options: Place): Place => ({ dtype: x.dtype, device: x.device, ...options });
/**
 * One value in the shape of another tensor, with its dtype and on its device unless asked.
 *
 * @example
 * fullLike(zeros([2]), 7); // [7, 7]
 */
export const fullLike = <S extends Shape>(x: Tensor<S>, value: number, options: Place = {}): Tensor<S> =>
  full(x.shape, value, as(x, options)) as unknown as Tensor<S>;
/**
 * Zeros in the shape of another tensor, with its dtype and on its device unless asked.
 *
 * @example
 * zerosLike(ones([2])); // [0, 0]
 */
export const zerosLike = <S extends Shape>(x: Tensor<S>, options?: Place): Tensor<S> => fullLike(x, 0, options);
/**
 * Ones in the shape of another tensor, with its dtype and on its device unless asked.
 *
 * @example
 * onesLike(zeros([2]), { dtype: "bool" }).dtype; // "bool"
 */
export const onesLike = <S extends Shape>(x: Tensor<S>, options?: Place): Tensor<S> => fullLike(x, 1, options);
/** The same as {@link zerosLike}. */
export const emptyLike: typeof zerosLike = zerosLike;
