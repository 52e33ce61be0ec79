// .npz, NumPy's format of several arrays: a zip archive of .npy files.
import type { HostArray } from "../host.ts";
import { entriesOf, type HostArrays, joined } from "./arrays.ts";
import { npyPieces } from "./npy.ts";
import { decodeNpy } from "./npy-reader.ts";
import { type ByteSource, inMemory, quote, wrongIn } from "./source.ts";
import { zipPieces } from "./zip.ts";
import { openZip } from "./zip-reader.ts";

export interface NpzWriteOptions {
  /** Deflates the arrays, as `numpy.savez_compressed` does. */
  readonly compress?: boolean;
}
export interface NpzReadOptions {
  /** The most bytes that the arrays may unpack to together: a small file can unpack to a thousand times its size. Default: 4 GiB. */
  readonly limit?: number;
}

/** The pieces of an .npz file, in order. */
export const npzPieces = (arrays: HostArrays, { compress = false }: NpzWriteOptions = {}): Uint8Array[] =>
  zipPieces(
    entriesOf(arrays).map(([name, array]) => ({ name: `${name}.npy`, pieces: npyPieces(array) })),
    compress,
  );

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

export function readNpz(source: ByteSource, { limit = 2 ** 32 }: NpzReadOptions = {}): Map<string, HostArray> {
  const wrong = wrongIn(source.name);
  const members = openZip(source);
  let total = 0;
  for (const { name, size, at } of members) {
    if (!name.endsWith(".npy")) throw wrong(at, `${quote(name)} is no array: its name does not end in .npy`);
    if ((total += size) > limit)
      throw wrong(
        at,
        `with ${quote(name)} the arrays take ${total} bytes unpacked, above the limit of ${limit}; if you trust the file, raise { limit }`,
      );
  }
  return new Map(members.map((m) => [m.name.slice(0, -4), decodeNpy(m.read(), `${source.name}: ${m.name}`)]));
}
