// New tensors from numbers.

import { collect, type Data, type Numbers } from "../collect.ts";
import { type DType, isFloat, type TypedArray } from "../dtype.ts";
import { DTypeError } from "../errors.ts";
import { Storage } from "../graph/node.ts";
import { leaf } from "../graph/ops/source.ts";
import { typeOf } from "../graph/type.ts";
import type { Timeline } from "../runtime/timeline.ts";
import { type Shape, show } from "../shape.ts";
import { Tensor } from "../tensor.ts";
import type { Mutable } from "../types/shape.ts";
import type { Variable } from "../variable.ts";
import { type Place, placeOf } from "./place.ts";
import { variableOf } from "./variables.ts";

/** The sizes are not known to the type checker, the depth is. */
export type ShapeOf<D> = Numbers extends D
  ? number[]
  : D extends number | boolean
    ? []
    : D extends TypedArray
      ? [number]
      : D extends readonly (infer E)[]
        ? D extends E
          ? number[]
          : [number, ...ShapeOf<E>]
        : number[];

export interface TensorOptions<S extends Shape = Shape> extends Place {
  /** The shape of flat data. */
  readonly shape?: S;
  /** Makes a variable that collects gradients. */
  readonly requiresGrad?: boolean;
  /** What messages call a variable. */
  readonly name?: string;
}

/**
 * A tensor from numbers: nested arrays, typed arrays, iterables, or bytes with a dtype. The data are copied.
 *
 * Integers of 8 and 16 bits become int32, of 64 bits int32 or uint32 where they fit; lists of booleans only become bool.
 *
 * @throws ShapeError if nested arrays are ragged or the data do not fill the shape; DTypeError if bytes have no dtype or a
 * 64-bit integer does not fit
 * @example
 * tensor([[1, 2], [3, 4]]).shape; // [2, 2]
 * tensor(new Set([3, 5])); // [3, 5]
 * tensor(new Float32Array(6), { shape: [2, 3] }); // [[0, 0, 0], [0, 0, 0]]
 * tensor([0.5, -0.5], { requiresGrad: true }).requiresGrad; // true
 */
export function tensor<const S extends Shape>(
  data: Data,
  options: TensorOptions<S> & { readonly shape: S; readonly requiresGrad: true },
): Variable<Mutable<S>>;
export function tensor<const S extends Shape>(
  data: Data,
  options: TensorOptions<S> & { readonly shape: S },
): Tensor<Mutable<S>>;
export function tensor<D extends Numbers>(
  data: D,
  options: TensorOptions & { readonly requiresGrad: true },
): Variable<ShapeOf<D>>;
export function tensor<D extends Numbers>(data: D, options?: TensorOptions): Tensor<ShapeOf<D>>;
export function tensor(data: Data, options?: TensorOptions): Tensor;
export function tensor(data: Data, options: TensorOptions = {}): Tensor {
  const { data: array, dtype, shape } = collect("tensor", data, options);
  return fromHost(array, dtype, shape, options);
}

/** Takes over a typed array that nobody else keeps. */
export function fromHost(array: TypedArray, dtype: DType, shape: Shape, options: TensorOptions = {}): Tensor {
  const type = typeOf(placeOf(options), dtype, shape);
  if (options.requiresGrad) {
    if (!isFloat(dtype)) throw new DTypeError(`tensor: only float tensors can require a gradient, not ${dtype}`);
    return variableOf(array, type, options.name ?? `parameter ${show(shape)}`, true);
  }
  const storage = new Storage(type);
  storage.host = array;
  (type.place as Timeline).holds(array.byteLength);
  return new Tensor(leaf(type, storage));
}
