// New tensors from numbers.

import { arrayOf, checkDType, type DType, isFloat, type TypedArray } from "../dtype.ts";
import { ArgumentError, DTypeError, ShapeError } from "../errors.ts";
import { Storage } from "../graph/node.ts";
import { leaf } from "../graph/ops/source.ts";
import { typeOf } from "../graph/type.ts";
import type { Timeline } from "../runtime/timeline.ts";
import { checkShape, type Shape, show, sizeOf } from "../shape.ts";
import { Tensor } from "../tensor.ts";
import type { Mutable } from "../types/shape.ts";
import type { Variable } from "../variable.ts";
import { type Place, placeOf } from "./place.ts";
import { variableOf } from "./variables.ts";

/** Numbers nested to any depth. */
export type Numbers = number | boolean | TypedArray | readonly Numbers[];
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
 * A tensor from numbers, nested arrays or a typed array. The data are copied.
 *
 * @throws ShapeError if nested arrays are ragged or the data do not fill the shape
 * @example
 * tensor([[1, 2], [3, 4]]).shape; // [2, 2]
 * tensor(new Float32Array(6), { shape: [2, 3] }); // [[0, 0, 0], [0, 0, 0]]
 * tensor([0.5, -0.5], { requiresGrad: true }).requiresGrad; // true
 */
export function tensor<const S extends Shape>(
  data: Numbers,
  options: TensorOptions<S> & { readonly shape: S; readonly requiresGrad: true },
): Variable<Mutable<S>>;
export function tensor<const S extends Shape>(
  data: Numbers,
  options: TensorOptions<S> & { readonly shape: S },
): Tensor<Mutable<S>>;
export function tensor<D extends Numbers>(
  data: D,
  options: TensorOptions & { readonly requiresGrad: true },
): Variable<ShapeOf<D>>;
export function tensor<D extends Numbers>(data: D, options?: TensorOptions): Tensor<ShapeOf<D>>;
export function tensor(data: Numbers, options: TensorOptions = {}): Tensor {
  const flat: number[] = [];
  const found = ArrayBuffer.isView(data) ? [data.length] : gather(data, flat, 0, []);
  const values: ArrayLike<number> = ArrayBuffer.isView(data) ? data : flat;
  const dtype = checkDType("tensor", options.dtype ?? guess(data));
  const shape = checkShape("tensor", options.shape ?? found);
  if (sizeOf(shape) !== values.length)
    throw new ShapeError(`tensor: ${values.length} numbers do not fill ${show(shape)} (${sizeOf(shape)} elements)`);
  const array = dtype === "bool" ? Uint8Array.from(values, (x) => +(x !== 0)) : new (arrayOf(dtype))(values);
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

function gather(
  data: Exclude<Numbers, TypedArray> | TypedArray,
  into: number[],
  depth: number,
  shape: number[],
): number[] {
  if (typeof data === "number" || typeof data === "boolean") {
    if (shape.length !== depth)
      throw new ShapeError(`tensor: ragged data: a number at depth ${depth}, lists elsewhere`);
    into.push(+data);
    return shape;
  }
  if (!Array.isArray(data) && !ArrayBuffer.isView(data))
    throw new ArgumentError(
      `tensor: numbers, arrays or typed arrays are needed, not ${data === null ? "null" : typeof data}`,
    );
  const list = data as ArrayLike<Numbers>;
  if (shape.length === depth && into.length === 0) shape.push(list.length);
  else if (shape[depth] !== list.length)
    throw new ShapeError(
      `tensor: ragged data: a list of ${list.length} at depth ${depth}, ${shape[depth] ?? "numbers"} elsewhere`,
    );
  for (let i = 0; i < list.length; i++) gather(list[i]!, into, depth + 1, shape);
  return shape;
}

function guess(data: Numbers): DType {
  if (data instanceof Float64Array) return "float64";
  if (data instanceof Int32Array) return "int32";
  if (data instanceof Uint32Array) return "uint32";
  if (data instanceof Uint8Array) return "uint8";
  if (ArrayBuffer.isView(data)) {
    if (data instanceof Float32Array) return "float32";
    throw new DTypeError(
      `tensor: ${(data as object).constructor.name} is not supported; give { dtype } and an ordinary array`,
    );
  }
  let first: Numbers = data;
  while (Array.isArray(first)) first = first[0] as Numbers;
  return typeof first === "boolean" ? "bool" : "float32";
}
