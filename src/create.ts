// New tensors from data and from shapes.

import { collect, type Data, type Numbers } from "./collect.ts";
import { checkDType, type DType, isFloat, type TypedArray, weak } from "./dtype.ts";
import { ArgumentError, DTypeError } from "./errors.ts";
import { Storage } from "./graph/node.ts";
import { map } from "./graph/ops/map.ts";
import { expand } from "./graph/ops/movement.ts";
import { coordinate, leaf, number } from "./graph/ops/source.ts";
import { type Type, typeOf } from "./graph/type.ts";
import { call, formula } from "./ir/formula.ts";
import { type DeviceLike, defaultDevice, device } from "./runtime/devices.ts";
import type { Timeline } from "./runtime/timeline.ts";
import { VariableState } from "./runtime/variable.ts";
import { checkShape, type Shape, show } from "./shape.ts";
import { Tensor } from "./tensor.ts";
import { Variable } from "./variable.ts";

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
type Mutable<S extends Shape> = { -readonly [K in keyof S]: S[K] };

export interface Place {
  /** Default: float32; int32, bool or what a typed array holds where that is what the data are. */
  readonly dtype?: DType;
  readonly device?: DeviceLike;
}
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
  const type = typeOf(device(options.device ?? defaultDevice()), dtype, shape);
  if (options.requiresGrad) {
    if (!isFloat(dtype)) throw new DTypeError(`tensor: only float tensors can require a gradient, not ${dtype}`);
    return variableOf(array, type, options.name ?? `parameter ${show(shape)}`, true);
  }
  const storage = new Storage(type);
  storage.host = array;
  (type.place as Timeline).holds(array.byteLength);
  return new Tensor(leaf(type, storage));
}

const variableOf = (array: TypedArray, type: Type, name: string, requiresGrad: boolean): Variable =>
  new Variable(new VariableState(type, array, name, requiresGrad));

/**
 * A variable: a tensor with versions, from the value of another. A parameter if it requires a gradient, else a buffer.
 *
 * @example
 * const running = variable(zeros([2]));
 * running.assign(running.mul(0.9).add(0.1)); // [0.1, 0.1]
 */
export function variable<S extends Shape>(
  value: Tensor<S>,
  { requiresGrad = false, name }: { readonly requiresGrad?: boolean; readonly name?: string } = {},
): Variable<S> {
  if (requiresGrad && !isFloat(value.dtype))
    throw new DTypeError(`variable: only float tensors can require a gradient, not ${value.dtype}`);
  return variableOf(
    value.dataSync(),
    value.node.type,
    name ?? `${requiresGrad ? "parameter" : "variable"} ${show(value.shape)}`,
    requiresGrad,
  ) as Variable as Variable<S>;
}
/**
 * A variable that collects gradients. `name` is what messages call it.
 *
 * @example
 * const w = parameter(zeros([2, 3]), "weights");
 * w.requiresGrad; // true
 */
export const parameter = <S extends Shape>(value: Tensor<S>, name?: string): Variable<S> =>
  variable(value, { requiresGrad: true, ...(name === undefined ? {} : { name }) });

/**
 * A tensor of one value. Takes no memory by itself.
 *
 * @param options dtype (default float32) and device
 * @example
 * full([2, 2], 0.5); // [[0.5, 0.5], [0.5, 0.5]]
 */
export function full<const S extends Shape>(
  shape: S,
  value: number,
  { dtype, device: where }: Place = {},
): Tensor<Mutable<S>> {
  const place = device(where ?? defaultDevice());
  return new Tensor<Mutable<S>>(
    expand(number(value, checkDType("full", dtype ?? weak(value, "float32")), place), checkShape("full", shape)),
  );
}
/** Zeros of a shape, float32 unless asked. */
export const zeros = <const S extends Shape>(shape: S, options?: Place): Tensor<Mutable<S>> => full(shape, 0, options);
/** Ones of a shape, float32 unless asked. */
export const ones = <const S extends Shape>(shape: S, options?: Place): Tensor<Mutable<S>> => full(shape, 1, options);
/** Zeros of another tensor's shape, dtype and device. */
export const zerosLike = <S extends Shape>(x: Tensor<S>): Tensor<S> =>
  full(x.shape, 0, { dtype: x.dtype, device: x.device }) as unknown as Tensor<S>;
/** Ones of another tensor's shape, dtype and device. */
export const onesLike = <S extends Shape>(x: Tensor<S>): Tensor<S> =>
  full(x.shape, 1, { dtype: x.dtype, device: x.device }) as unknown as Tensor<S>;

const linear = formula((i, start, step) => call("add", call("mul", i, step), start));
/**
 * start, start + step, … below end; int32 if all are whole numbers, else float32. One number alone is the end.
 *
 * @throws ArgumentError if it would not end
 * @example
 * arange(4); // [0, 1, 2, 3]
 * arange(1, 2, 0.25); // [1, 1.25, 1.5, 1.75]
 */
export function arange(start: number, end?: number, step = 1, options: Place = {}): Tensor<[number]> {
  if (end === undefined) [start, end] = [0, start];
  const size = Math.max(0, Math.ceil((end - start) / step));
  if (!Number.isFinite(size)) throw new ArgumentError(`arange: ${start} … ${end} by ${step} has no end`);
  const place = device(options.device ?? defaultDevice());
  const dtype = options.dtype ?? ([start, end, step].every(Number.isInteger) ? "int32" : "float32");
  return new Tensor<[number]>(
    map(linear, coordinate(place, [size], 0), number(start, dtype, place), number(step, dtype, place)),
  );
}
/**
 * The identity matrix.
 *
 * @example
 * eye(2); // [[1, 0], [0, 1]]
 */
export function eye(size: number, options: Place = {}): Tensor<[number, number]> {
  const place = device(options.device ?? defaultDevice());
  return new Tensor<[number, number]>(map(same, coordinate(place, [size, 1], 0), coordinate(place, [1, size], 1))).to(
    options.dtype ?? "float32",
  );
}
const same = formula((i, j) => call("eq", i, j));
