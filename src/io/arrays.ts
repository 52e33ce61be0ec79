// Named arrays, as the formats that hold several take them, and pieces of bytes.
import type { HostArray } from "../host.ts";

/** Arrays by name; the order is kept. */
export type HostArrays = ReadonlyMap<string, HostArray> | Readonly<Record<string, HostArray>>;

export const entriesOf = (arrays: HostArrays): [string, HostArray][] =>
  arrays instanceof Map ? [...arrays] : Object.entries(arrays);

/** The bytes of a typed array, not copied. */
export const bytesIn = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** Pieces in a row. */
export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
