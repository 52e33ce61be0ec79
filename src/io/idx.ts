// IDX, the format of the MNIST files: two zero bytes, a type byte, the number of dimensions, that many big-endian sizes,
// then the elements. Works on bytes, so in a browser too; reading from a disk is in files.ts.
import { FileError } from "../errors.ts";

/** What an IDX file holds; `data` has as many elements as `shape` says, row major. */
export interface IdxArray {
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

const typeNames: Record<number, string> = {
  8: "uint8",
  9: "int8",
  11: "int16",
  12: "int32",
  13: "float32",
  14: "float64",
};

const hex = (byte: number | undefined): string =>
  byte === undefined ? "nothing" : `0x${byte.toString(16).padStart(2, "0")}`;

/** True where bytes begin as gzip does (RFC 1952). */
export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/**
 * Reads unpacked IDX bytes with elements of type uint8 and any number of dimensions. The data is a view of `bytes`, not a copy.
 *
 * @param bytes the whole file, unpacked
 * @param name how errors call it
 * @throws FileError on a wrong magic number or type byte, a truncated file, bytes that are left over, or sizes too large to be
 * true; it names the file, the byte, and what was expected there
 * @example
 * const header = [0, 0, 8, 1, 0, 0, 0, 3]; // uint8, one dimension, three elements
 * const { shape, data } = parseIdx(Uint8Array.of(...header, 7, 2, 1), "labels");
 * shape; // [3]
 * data; // [7, 2, 1]
 */
export function parseIdx(bytes: Uint8Array, name = "IDX data"): IdxArray {
  const wrong = (at: number, expected: string) => new FileError(`${name}: byte ${at}: ${expected}`);
  for (const at of [0, 1])
    if (bytes[at] !== 0)
      throw wrong(
        at,
        `not an IDX file: expected 0x00, found ${hex(bytes[at])}${isGzip(bytes) ? " (it is gzipped: unpack it first)" : ""}`,
      );
  const type = bytes[2];
  if (type === undefined || typeNames[type] === undefined)
    throw wrong(2, `not an IDX file: expected type byte 0x08 (uint8), found ${hex(type)}`);
  if (type !== 0x08) throw wrong(2, `expected elements of type 0x08 (uint8), found ${hex(type)} (${typeNames[type]})`);
  const rank = bytes[3];
  if (rank === undefined) throw wrong(3, "truncated: expected the number of dimensions, found the end");

  const start = 4 + 4 * rank;
  if (bytes.length < start)
    throw wrong(
      bytes.length,
      `truncated: a header of ${rank} dimensions has ${start} bytes, the file has ${bytes.length}`,
    );
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i));
  const size = shape.reduce((product, d) => product * d, 1);
  if (size > Number.MAX_SAFE_INTEGER)
    throw wrong(4, `sizes [${shape.join(", ")}] cannot be true: more elements than any file holds`);
  const end = start + size;
  if (bytes.length < end)
    throw wrong(bytes.length, `truncated: sizes [${shape.join(", ")}] need ${end} bytes, the file ends here`);
  if (bytes.length > end)
    throw wrong(end, `sizes [${shape.join(", ")}] need ${end} bytes, but ${bytes.length - end} more follow`);
  return { shape, data: bytes.subarray(start) };
}
