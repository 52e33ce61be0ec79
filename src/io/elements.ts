// How files store numbers, and what they become here: a dtype that holds every value, or a clear refusal. Little endian, as
// are all machines that this runs on.
import { arrayOf, bytesOf, type DType, type TypedArray } from "../dtype.ts";
import type { FileError } from "../errors.ts";

/** Makes the error for one element. */
type WrongElement = (element: number, what: string) => FileError;

/** One way to store elements. */
export interface Elements {
  readonly bits: number;
  /** What they become; null: they are refused. */
  readonly dtype: DType | null;
  /** From little-endian bytes that nobody else holds. */
  readonly decode: (bytes: Uint8Array<ArrayBuffer>, wrong: WrongElement) => TypedArray;
  /** Why they are refused. */
  readonly refusal?: string;
}

type ArrayClass<T> = { readonly BYTES_PER_ELEMENT: number; new (buffer: ArrayBuffer): ArrayLike<T> };

const same = (dtype: DType): Elements => ({
  bits: 8 * bytesOf(dtype),
  dtype,
  decode: ({ buffer }) => new (arrayOf(dtype))(buffer),
});
/** Of a narrower type: every value fits. */
const widened = (from: ArrayClass<number>, dtype: DType): Elements => ({
  bits: 8 * from.BYTES_PER_ELEMENT,
  dtype,
  decode: ({ buffer }) => new (arrayOf(dtype))(new from(buffer)),
});
/** Of 64 bits: each value is checked. */
const narrowed = (from: ArrayClass<bigint>, dtype: "int32" | "uint32"): Elements => ({
  bits: 64,
  dtype,
  decode: ({ buffer }, wrong) => {
    const wide = new from(buffer);
    const data = new (arrayOf(dtype))(wide.length);
    for (let i = 0; i < data.length; i++) {
      data[i] = Number(wide[i]!);
      if (data[i] !== Number(wide[i]!)) throw wrong(i, `${wide[i]} is more than ${dtype} holds`);
    }
    return data;
  },
});
/** Floats of 8 or 16 bits, by a table of all of them. */
function small(bits: 8 | 16, value: (bits: number) => number): Elements {
  let table: Float32Array | undefined;
  const from: ArrayClass<number> = bits === 8 ? Uint8Array : Uint16Array;
  return {
    bits,
    dtype: "float32",
    decode: ({ buffer }) => {
      table ??= Float32Array.from({ length: 2 ** bits }, (_, i) => value(i));
      return Float32Array.from(new from(buffer), (x) => table![x]!);
    },
  };
}
/** A sign, then so many bits of exponent and fraction; the largest exponent is infinity and NaN (IEEE 754). */
const ieee = (exponentBits: number, fractionBits: number) => (x: number) => {
  const fraction = (x % 2 ** fractionBits) / 2 ** fractionBits;
  const exponent = Math.floor(x / 2 ** fractionBits) % 2 ** exponentBits;
  const sign = x >= 2 ** (exponentBits + fractionBits) ? -1 : 1;
  const bias = 2 ** (exponentBits - 1) - 1;
  if (exponent === 2 ** exponentBits - 1) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (exponent === 0 ? fraction * 2 ** (1 - bias) : (1 + fraction) * 2 ** (exponent - bias));
};
/** Like a float of one bit more exponent range: no infinity, one NaN (Micikevicius et al. 2022, "FP8 formats for deep learning"). */
const e4m3 = (x: number): number => {
  const [sign, rest] = [x >= 128 ? -1 : 1, x % 128];
  if (rest === 127) return Number.NaN;
  const [exponent, fraction] = [rest >> 3, (rest & 7) / 8];
  return sign * (exponent === 0 ? fraction * 2 ** -6 : (1 + fraction) * 2 ** (exponent - 7));
};
const refused = (bits: number, refusal: string): Elements => ({
  bits,
  dtype: null,
  refusal,
  decode: (_, wrong) => {
    throw wrong(0, refusal);
  },
});

export const elements = {
  bool: {
    bits: 8,
    dtype: "bool",
    decode: (bytes, wrong) => {
      const bad = bytes.findIndex((byte) => byte > 1);
      if (bad >= 0) throw wrong(bad, `a bool is 0 or 1, not ${bytes[bad]}`);
      return bytes;
    },
  },
  u8: same("uint8"),
  i8: widened(Int8Array, "int32"),
  i16: widened(Int16Array, "int32"),
  u16: widened(Uint16Array, "int32"),
  i32: same("int32"),
  u32: same("uint32"),
  i64: narrowed(BigInt64Array, "int32"),
  u64: narrowed(BigUint64Array, "uint32"),
  f16: small(16, ieee(5, 10)),
  bf16: small(16, ieee(8, 7)),
  f32: same("float32"),
  f64: same("float64"),
  f8e5m2: small(8, ieee(5, 2)),
  f8e4m3: small(8, e4m3),
  f8e8m0: small(8, (x) => (x === 255 ? Number.NaN : 2 ** (x - 127))),
  f4: refused(4, "several elements share a byte; such packed formats are not supported"),
  f6: refused(6, "several elements share a byte; such packed formats are not supported"),
  c64: refused(64, "complex numbers are not supported"),
} as const satisfies Record<string, Elements>;
