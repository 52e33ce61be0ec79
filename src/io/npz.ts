// .npz with Node's zlib.
import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { HostArray } from "../host.ts";
import { archivePieces, type NpzReadOptions, readArchive } from "./archive.ts";
import { type HostArrays, joined } from "./arrays.ts";
import { type ByteSource, inMemory } from "./source.ts";
import type { Inflate } from "./zip-reader.ts";

export type { NpzReadOptions };
export interface NpzWriteOptions {
  /** Deflates the arrays, as `numpy.savez_compressed` does. */
  readonly compress?: boolean;
}

const inflate: Inflate = (packed, most) => {
  try {
    return new Uint8Array(inflateRawSync(packed, { maxOutputLength: Math.max(1, most) }));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") return null;
    throw error;
  }
};

/** The pieces of an .npz file, in order. */
export const npzPieces = (arrays: HostArrays, { compress = false }: NpzWriteOptions = {}): Uint8Array[] =>
  archivePieces(arrays, compress ? deflateRawSync : null);

/**
 * Arrays as .npz bytes, as `numpy.savez` makes them.
 *
 * @throws ShapeError, DTypeError where an array contradicts itself; ArgumentError beyond 4 GiB
 * @example
 * const bytes = encodeNpz({ x: { dtype: "int32", shape: [2], data: Int32Array.of(1, 2) } }, { compress: true });
 */
export const encodeNpz = (arrays: HostArrays, options?: NpzWriteOptions): Uint8Array =>
  joined(npzPieces(arrays, options));

/**
 * Reads .npz bytes, stored or deflated; the conversions are those of {@link decodeNpy}.
 *
 * @param bytes the whole file
 * @param file how errors call it
 * @throws FileError on a damaged file, one that unpacks beyond the limit, or one that holds something else than arrays
 * @example
 * const bytes = encodeNpz({ x: { dtype: "int32", shape: [2], data: Int32Array.of(1, 2) } });
 * decodeNpz(bytes).get("x")?.data; // [1, 2]
 */
export const decodeNpz = (bytes: Uint8Array, file = "npz data", options?: NpzReadOptions): Map<string, HostArray> =>
  readNpz(inMemory(bytes, file), options);

export const readNpz = (source: ByteSource, options?: NpzReadOptions): Map<string, HostArray> =>
  readArchive(source, inflate, options);
