// .npz, NumPy's format of several arrays: a zip archive of .npy files. Who packs and unpacks is the caller's business.
import type { HostArray } from "../host.ts";
import { entriesOf, type HostArrays } from "./arrays.ts";
import { npyPieces } from "./npy.ts";
import { decodeNpy } from "./npy-reader.ts";
import { type ByteSource, quote, wrongIn } from "./source.ts";
import { type Deflate, zipPieces } from "./zip.ts";
import { type Inflate, openZip } from "./zip-reader.ts";

export interface NpzReadOptions {
  /** The most bytes that the arrays may unpack to together: a small file can unpack to a thousand times its size. Default: 4 GiB. */
  readonly limit?: number;
}

/** The pieces of an .npz file, in order. */
export const archivePieces = (arrays: HostArrays, deflate: Deflate | null): Uint8Array[] =>
  zipPieces(
    entriesOf(arrays).map(([name, array]) => ({ name: `${name}.npy`, pieces: npyPieces(array) })),
    deflate,
  );

export function readArchive(
  source: ByteSource,
  inflate: Inflate,
  { limit = 2 ** 32 }: NpzReadOptions = {},
): Map<string, HostArray> {
  const wrong = wrongIn(source.name);
  const members = openZip(source, inflate);
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
