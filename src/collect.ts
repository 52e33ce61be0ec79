// Numbers in whatever form users have them (nested lists, iterables, typed arrays, bytes) into one flat typed array.
import { arrayOf, bytesOf, checkDType, type DType, type TypedArray } from "./dtype.ts";
import { ArgumentError, DTypeError, ShapeError } from "./errors.ts";
import { className, type HostArray } from "./host.ts";
import { checkShape, type Shape, show, sizeOf } from "./shape.ts";

/** Numbers nested to any depth. */
export type Numbers = number | boolean | TypedArray | readonly Numbers[];
/** Typed arrays whose elements have none of our dtypes. */
export type ForeignArray = Int8Array | Int16Array | Uint16Array | Uint8ClampedArray | BigInt64Array | BigUint64Array;
/** What a tensor can be made of besides {@link Numbers}: other typed arrays, raw bytes, anything that can be iterated. */
export type Data = Numbers | ForeignArray | ArrayBufferLike | DataView | Iterable<Data>;

/** What typed arrays become: their own dtype, or the smallest that holds their values; 64 bits only where 32 are enough. */
const dtypeOfArray: Readonly<Record<string, DType>> = {
  Uint8Array: "uint8",
  Uint8ClampedArray: "uint8",
  Int8Array: "int32",
  Int16Array: "int32",
  Uint16Array: "int32",
  Int32Array: "int32",
  Uint32Array: "uint32",
  BigInt64Array: "int32",
  BigUint64Array: "uint32",
  Float16Array: "float32",
  Float32Array: "float32",
  Float64Array: "float64",
};
/** More than any program means: a list that contains itself. */
const deepest = 64;

/**
 * Copies data of any form into one typed array.
 *
 * @param op what errors call the caller
 * @param wanted dtype and shape of the result, where they are not the data's own
 * @throws ShapeError where lists are ragged or the shape is not filled; DTypeError where bytes have no dtype or a 64-bit
 * integer does not fit
 */
export function collect(
  op: string,
  data: Data,
  wanted: { readonly dtype?: DType | undefined; readonly shape?: Shape | undefined } = {},
): HostArray {
  const flat = isBytes(data) ? elements(op, data, wanted.dtype) : ArrayBuffer.isView(data) ? data : null;
  const { numbers, found, own } = flat === null ? new Lists(op, data as Numbers) : inArray(op, flat, wanted.dtype);
  const dtype = checkDType(op, wanted.dtype ?? own);
  const shape = checkShape(op, wanted.shape ?? found);
  if (sizeOf(shape) !== numbers.length)
    throw new ShapeError(`${op}: ${numbers.length} numbers do not fill ${show(shape)} (${sizeOf(shape)} elements)`);
  const copy = dtype === "bool" ? Uint8Array.from(numbers, (x) => +(x !== 0)) : new (arrayOf(dtype))(numbers);
  return { dtype, shape, data: copy };
}

const isBytes = (data: Data): data is ArrayBufferLike | DataView =>
  ["ArrayBuffer", "SharedArrayBuffer", "DataView"].includes(className(data));
const isIterable = (data: unknown): data is Iterable<Data> =>
  typeof data === "object" && data !== null && Symbol.iterator in data;

function elements(op: string, data: ArrayBufferLike | DataView, dtype: DType | undefined): TypedArray {
  if (dtype === undefined) throw new DTypeError(`${op}: bytes alone are no numbers; say what they are with { dtype }`);
  const [buffer, at] = ArrayBuffer.isView(data) ? [data.buffer, data.byteOffset] : [data, 0];
  const width = bytesOf(checkDType(op, dtype));
  if (data.byteLength % width !== 0)
    throw new ShapeError(`${op}: ${data.byteLength} bytes are no whole number of ${dtype} elements of ${width} bytes`);
  return new (arrayOf(dtype))(buffer.slice(at, at + data.byteLength));
}

interface Flat {
  readonly numbers: ArrayLike<number>;
  readonly found: readonly number[];
  readonly own: DType;
}

function inArray(op: string, array: ArrayBufferView, wanted: DType | undefined): Flat {
  const own = dtypeOfArray[className(array)];
  if (own === undefined) throw new DTypeError(`${op}: a ${className(array)} is not supported; give an ordinary array`);
  const values = array as unknown as ArrayLike<number | bigint>;
  const numbers = typeof values[0] === "bigint" ? narrowed(op, values, wanted ?? own) : values;
  return { numbers: numbers as ArrayLike<number>, found: [values.length], own };
}

/** 64-bit integers as numbers of another dtype; integers only where that holds every one of them. */
function narrowed(op: string, values: ArrayLike<unknown>, dtype: DType): Float64Array {
  const numbers = Float64Array.from(values as ArrayLike<bigint>, Number);
  if (dtype.startsWith("float") || dtype === "bool") return numbers;
  const bad = new (arrayOf(dtype))(numbers).findIndex((x, i) => x !== numbers[i]);
  if (bad >= 0)
    throw new DTypeError(
      `${op}: element ${bad} is ${values[bad]}, which ${dtype} cannot hold; ask for { dtype: "float64" }`,
    );
  return numbers;
}

/** The numbers of nested lists, and the shape that they have. */
class Lists implements Flat {
  readonly numbers: number[] = [];
  readonly found: number[] = [];
  readonly #op: string;
  #booleans = 0;
  constructor(op: string, data: Data) {
    this.#op = op;
    this.#gather(data, 0);
  }
  get own(): DType {
    return this.#booleans > 0 && this.#booleans === this.numbers.length ? "bool" : "float32";
  }

  #gather(data: Data, depth: number): void {
    if (typeof data === "number" || typeof data === "boolean") {
      if (this.found.length !== depth) throw this.#ragged(`a number at depth ${depth}, lists elsewhere`);
      if (typeof data === "boolean") this.#booleans++;
      this.numbers.push(+data);
      return;
    }
    if (!isIterable(data))
      throw new ArgumentError(
        `${this.#op}: numbers, arrays or typed arrays are needed, not ${data === null ? "null" : className(data)}`,
      );
    if (depth === deepest) throw new ShapeError(`${this.#op}: lists are nested deeper than ${deepest} levels`);
    const list: ArrayLike<Data> = Array.isArray(data) || ArrayBuffer.isView(data) ? (data as never) : Array.from(data);
    if (this.found.length === depth && this.numbers.length === 0) this.found.push(list.length);
    else if (this.found[depth] !== list.length)
      throw this.#ragged(`a list of ${list.length} at depth ${depth}, ${this.found[depth] ?? "numbers"} elsewhere`);
    for (let i = 0; i < list.length; i++) this.#gather(list[i]!, depth + 1);
  }
  #ragged(what: string): ShapeError {
    return new ShapeError(`${this.#op}: ragged data: ${what}`);
  }
}
