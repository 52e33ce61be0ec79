// Safetensors, the format in which the field exchanges weights: 8 bytes of header length, a JSON header, raw little-endian
// data. Source: https://huggingface.co/docs/safetensors. This file writes it into bytes; safetensors-reader.ts reads it.

import { bytesOf, type DType } from "../dtype.ts";
import { ShapeError } from "../errors.ts";
import { checkHostArray, type HostArray } from "../host.ts";
import { bytesIn, entriesOf, type HostArrays, joined } from "./arrays.ts";

/** The format's names of our dtypes. */
const formatNames = {
  bool: "BOOL",
  uint8: "U8",
  int32: "I32",
  uint32: "U32",
  float32: "F32",
  float64: "F64",
} as const satisfies Record<DType, string>;

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
    pieces.push(bytesIn(data));
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
  return joined(safetensorsPieces(arrays, metadata));
}

function check(name: string, array: HostArray): void {
  if (name === "__metadata__")
    throw new ShapeError("safetensors: '__metadata__' is the format's own name; call the array something else");
  checkHostArray(`safetensors: '${name}'`, array);
}
