// New tensors from data and from shapes.

import { arrayOf, checkDType, type DType, isFloat, type TypedArray, weak } from "./dtype.ts";
import { ArgumentError, DTypeError, ShapeError } from "./errors.ts";
import { Storage } from "./graph/node.ts";
import { map } from "./graph/ops/map.ts";
import { expand } from "./graph/ops/movement.ts";
import { coordinate, leaf, number } from "./graph/ops/source.ts";
import { type Type, typeOf } from "./graph/type.ts";
import { call, formula } from "./ir/formula.ts";
import { type DeviceLike, defaultDevice, device } from "./runtime/devices.ts";
import type { Timeline } from "./runtime/timeline.ts";
import { tracing } from "./runtime/tracing.ts";
import { VariableState } from "./runtime/variable.ts";
import { checkShape, type Shape, show, sizeOf } from "./shape.ts";
import { Tensor } from "./tensor.ts";
import { Variable } from "./variable.ts";

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
  const type = typeOf(device(options.device ?? defaultDevice()), dtype, shape);
  if (options.requiresGrad) {
    tracing.by?.makesVariable();
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
  tracing.by?.makesVariable();
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
