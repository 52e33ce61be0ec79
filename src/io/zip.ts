// Zip archives (PKWARE APPNOTE 6.3.10), as far as .npz needs them: this file writes, zip-reader.ts reads.
import { ArgumentError } from "../errors.ts";
import { joined } from "./arrays.ts";
import { crc32 } from "./crc32.ts";

/** Packs bytes (RFC 1951). */
export type Deflate = (bytes: Uint8Array) => Uint8Array;

/** One file of an archive. */
export interface ZipEntry {
  readonly name: string;
  readonly pieces: readonly Uint8Array[];
}

/** From here on the numbers of a plain archive would need more than 32 bits. */
const tooLarge = 0xffffffff;
/** 1 January 1980, so that equal arrays make equal files. */
const date = 0x21;
const utf8 = 0x800;

/** The pieces of an archive, in order; with null files are stored as they are. */
export function zipPieces(entries: Iterable<ZipEntry>, deflate: Deflate | null): Uint8Array[] {
  const result: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let [at, count, directorySize] = [0, 0, 0];
  const sizeOf = (pieces: readonly Uint8Array[]) => pieces.reduce((sum, piece) => sum + piece.length, 0);
  for (const { name, pieces } of entries) {
    const title = new TextEncoder().encode(name);
    const size = sizeOf(pieces);
    if (size >= tooLarge) throw tooBig(name);
    const packed = deflate !== null ? [deflate(joined(pieces))] : pieces;
    const packedSize = sizeOf(packed);
    const about = [
      20,
      utf8,
      deflate !== null ? 8 : 0,
      0,
      date,
      crc32(...pieces),
      packedSize,
      size,
      title.length,
      0,
    ] as const;
    result.push(record("4222224442 2", 0x04034b50, ...about), title, ...packed);
    directory.push(record("42222224442 222244", 0x02014b50, 20, ...about, 0, 0, 0, 0, at), title);
    at += 30 + title.length + packedSize;
    directorySize += 46 + title.length;
    count++;
    if (at >= tooLarge || count >= 0xffff) throw tooBig(name);
  }
  result.push(...directory, record("42222442", 0x06054b50, 0, 0, count, count, directorySize, at, 0));
  return result;
}

const tooBig = (name: string): ArgumentError =>
  new ArgumentError(
    `zip: with '${name}' the archive gets too large (4 GiB, 65,534 files); save as safetensors instead`,
  );

/** Little-endian numbers of 2 or 4 bytes each. */
function record(widths: string, ...values: readonly number[]): Uint8Array {
  const sizes = [...widths].filter((w) => w !== " ").map(Number);
  const bytes = new Uint8Array(sizes.reduce((sum, size) => sum + size, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [i, size] of sizes.entries()) {
    if (size === 2) view.setUint16(at, values[i]!, true);
    else view.setUint32(at, values[i]!, true);
    at += size;
  }
  return bytes;
}
