// Safetensors, the format in which the field exchanges weights: 8 bytes of header length, a JSON header, raw little-endian
// data. Source: https://huggingface.co/docs/safetensors. This file writes it into bytes; safetensors-reader.ts reads it.

import type { TypedArray } from "../dtype.ts";
import { bytesOf, type DType } from "../dtype.ts";
import { DTypeError, ShapeError } from "../errors.ts";
import { type Shape, show, sizeOf } from "../shape.ts";

/** A named array as it is stored: `data` has `shape`'s elements, row major; `bool` is one byte, 0 or 1. */
export interface HostArray {
  readonly dtype: DType;
  readonly shape: Shape;
  readonly data: TypedArray;
}

/** The format's names of our dtypes. */
export const formatNames = {
  bool: "BOOL",
  uint8: "U8",
  int32: "I32",
  uint32: "U32",
  float32: "F32",
  float64: "F64",
} as const satisfies Record<DType, string>;

/** Arrays by name; the order is kept. */
export type HostArrays = ReadonlyMap<string, HostArray> | Readonly<Record<string, HostArray>>;

const entriesOf = (arrays: HostArrays): [string, HostArray][] =>
  arrays instanceof Map ? [...arrays] : Object.entries(arrays);

/**
 * The pieces of a safetensors file, in order: the header (padded with spaces to 8 bytes), then each array's bytes, widest
 * dtypes first, so that every array lies at a multiple of its element size. Nothing is copied.
 *
 * @param arrays what to store, by name
 * @param metadata strings to store with it (`__metadata__`)
 * @throws ShapeError where an array's length is not its shape's; DTypeError where its typed array is not its dtype's
 */
export function safetensorsPieces(arrays: HostArrays, metadata: Readonly<Record<string, string>> = {}): Uint8Array[] {
  const entries = entriesOf(arrays);
  for (const [name, array] of entries) check(name, array);
  const offsets = new Map<string, [number, number]>();
  const pieces: Uint8Array[] = [];
  let at = 0;
  for (const [name, { data }] of [...entries].sort(([, a], [, b]) => bytesOf(b.dtype) - bytesOf(a.dtype))) {
    offsets.set(name, [at, at + data.byteLength]);
    at += data.byteLength;
    pieces.push(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  const fields = entries.map(
    ([name, { dtype, shape }]) =>
      [name, { dtype: formatNames[dtype], shape, data_offsets: offsets.get(name) }] as const,
  );
  if (Object.keys(metadata).length > 0) fields.unshift(["__metadata__", metadata as never]);
  // Field by field: an object literal would reorder names that look like numbers.
  const json = new TextEncoder().encode(
    `{${fields.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(",")}}`,
  );
  const header = new Uint8Array(8 + Math.ceil(json.length / 8) * 8).fill(0x20);
  new DataView(header.buffer).setBigUint64(0, BigInt(header.length - 8), true);
  header.set(json, 8);
  return [header, ...pieces];
}

/**
 * A whole safetensors file as bytes; the errors are {@link safetensorsPieces}'s.
 *
 * @example
 * const bytes = encodeSafetensors({ weight: { dtype: "float32", shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) } });
 */
export function encodeSafetensors(arrays: HostArrays, metadata?: Readonly<Record<string, string>>): Uint8Array {
  const pieces = safetensorsPieces(arrays, metadata);
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

function check(name: string, { dtype, shape, data }: HostArray): void {
  if (name === "__metadata__")
    throw new ShapeError("safetensors: '__metadata__' is the format's own name; call the array something else");
  if (data.length !== sizeOf(shape))
    throw new ShapeError(
      `safetensors: '${name}' has ${data.length} elements, its shape ${show(shape)} needs ${sizeOf(shape)}`,
    );
  const wanted = arrayNames[dtype];
  if (data.constructor.name !== wanted)
    throw new DTypeError(
      `safetensors: '${name}' is ${dtype}, which is stored in a ${wanted}, not a ${data.constructor.name}`,
    );
}

const arrayNames: Record<DType, string> = {
  bool: "Uint8Array",
  uint8: "Uint8Array",
  int32: "Int32Array",
  uint32: "Uint32Array",
  float32: "Float32Array",
  float64: "Float64Array",
};
