// Data types: their arrays in memory, and which one two of them become when they meet.
import { DTypeError } from "./errors.ts";

/** The element types of tensors, ordered: of two that meet, the result is the later one, but for the rows of {@link promote}. */
export const dtypes = ["bool", "uint8", "int32", "uint32", "float32", "float64"] as const;
export type DType = (typeof dtypes)[number];

export type TypedArray = Uint8Array | Int32Array | Uint32Array | Float32Array | Float64Array;

const arrays = {
  bool: Uint8Array,
  uint8: Uint8Array,
  int32: Int32Array,
  uint32: Uint32Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;

/** The typed array that holds a dtype on the host; `bool` is one byte, 0 or 1. */
export const arrayOf = (dtype: DType) =>
  arrays[dtype] as new (
    source: ArrayBufferLike | ArrayLike<number> | number,
    offset?: number,
    length?: number,
  ) => TypedArray;
/** Bytes per element. */
export const bytesOf = (dtype: DType): number => arrays[dtype].BYTES_PER_ELEMENT;
export const isFloat = (dtype: DType): boolean => dtype === "float32" || dtype === "float64";

/**
 * The dtype in which two dtypes are computed. The later of the list `bool uint8 int32 uint32 float32 float64`; int32 and
 * uint32 have no common integer type here and are refused.
 *
 * | | bool | uint8 | int32 | uint32 | float32 | float64 |
 * | --- | --- | --- | --- | --- | --- | --- |
 * | bool | bool | uint8 | int32 | uint32 | float32 | float64 |
 * | uint8 | | uint8 | int32 | uint32 | float32 | float64 |
 * | int32 | | | int32 | error | float32 | float64 |
 * | uint32 | | | | uint32 | float32 | float64 |
 * | float32 | | | | | float32 | float64 |
 * | float64 | | | | | | float64 |
 *
 * JS numbers are weak: they take the tensor's dtype, except that a number with a fraction makes an integer tensor float32
 * and any number makes a bool tensor at least int32.
 */
export function promote(a: DType, b: DType): DType {
  if (a === b) return a;
  if ((a === "int32" && b === "uint32") || (a === "uint32" && b === "int32"))
    throw new DTypeError("int32 and uint32 have no common dtype: cast one of them with to(dtype)");
  return dtypes.indexOf(a) > dtypes.indexOf(b) ? a : b;
}

/** The dtype that a JS number takes beside a tensor of dtype `beside`. */
export function weak(value: number, beside: DType): DType {
  if (isFloat(beside)) return beside;
  if (!Number.isInteger(value)) return "float32";
  return beside === "bool" ? "int32" : beside;
}

/** Checks a dtype that comes from outside the type system. */
export function checkDType(op: string, dtype: string): DType {
  if (!dtypes.includes(dtype as DType))
    throw new DTypeError(`${op}: unknown dtype '${dtype}'; there are ${dtypes.join(", ")}`);
  return dtype as DType;
}
