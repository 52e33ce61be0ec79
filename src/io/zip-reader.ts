// Reads zip archives and trusts nothing: sizes are checked against the file and against each other before anything is unpacked,
// entries may not share bytes, and unpacking stops where an entry said that it ends.
import { crc32 } from "./crc32.ts";
import { type ByteSource, quote, type Wrong, wrongIn } from "./source.ts";

/** Unpacks deflated bytes (RFC 1951): at most so many, or null. Throws where they are damaged. */
export type Inflate = (packed: Uint8Array<ArrayBuffer>, most: number) => Uint8Array<ArrayBuffer> | null;

/** One file of an archive; nothing of it has been read yet. */
export interface ZipMember {
  readonly name: string;
  /** Bytes after unpacking, as the archive says. */
  readonly size: number;
  readonly deflated: boolean;
  /** Where the member's header is: what errors point at. */
  readonly at: number;
  /** Unpacks and checks it. */
  read(): Uint8Array<ArrayBuffer>;
}

/** Deflate can't pack better than this (RFC 1951: 258 bytes in 2 bits). */
const mostPacking = 1032;
const longestDirectory = 1 << 28;

/** The members of an archive, in its order. */
export function openZip(source: ByteSource, inflate: Inflate): ZipMember[] {
  const wrong = wrongIn(source.name);
  const { count, at, size } = findDirectory(source, wrong);
  if (size > longestDirectory) throw wrong(at, `a directory of ${size} bytes is above ${longestDirectory}`);
  const directory = source.read(at, size);
  const view = new DataView(directory.buffer);
  const entries: Entry[] = [];
  let next = 0;
  for (let i = 0; i < count; i++) {
    if (next + 46 > size) throw wrong(at + next, `truncated: the directory says ${count} files, here ends number ${i}`);
    if (view.getUint32(next, true) !== 0x02014b50) throw wrong(at + next, "expected an entry of the directory");
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((o) => view.getUint16(next + o, true)) as [number, number, number]; // biome-ignore format: one line
    const end = next + 46 + nameLength + extraLength + commentLength;
    if (end > size) throw wrong(at + next, "truncated: this entry of the directory runs past its end");
    const name = new TextDecoder().decode(directory.subarray(next + 46, next + 46 + nameLength));
    const extra = directory.subarray(next + 46 + nameLength, next + 46 + nameLength + extraLength);
    entries.push(readEntry(name, new DataView(directory.buffer, next, 46), extra, at + next, wrong));
    next = end;
  }
  if (next !== size)
    throw wrong(at + next, `the directory of ${count} files ends here, but ${size - next} more bytes follow`);
  const names = new Set<string>();
  for (const { name, at } of entries)
    if (names.size === names.add(name).size) throw wrong(at, `there are two files ${quote(name)}`);
  return placed(entries, source, at, inflate, wrong);
}

/** The end of the archive says where its directory is; with ZIP64 another record before it does. */
function findDirectory(source: ByteSource, wrong: Wrong): { count: number; at: number; size: number } {
  const tail = Math.min(source.size, 22 + 0xffff);
  const from = source.size - tail;
  const bytes = source.read(from, tail);
  const view = new DataView(bytes.buffer);
  let end = tail - 22;
  while (end >= 0 && !(view.getUint32(end, true) === 0x06054b50 && end + 22 + view.getUint16(end + 20, true) === tail))
    end--;
  if (end < 0) throw wrong(source.size, "not a zip archive, or truncated: its directory is missing at the end");
  let [count, size, at] = [
    view.getUint16(end + 10, true),
    view.getUint32(end + 12, true),
    view.getUint32(end + 16, true),
  ];
  let stop = from + end;
  if (count === 0xffff || size === 0xffffffff || at === 0xffffffff) {
    if (end < 20 || view.getUint32(end - 20, true) !== 0x07064b50)
      throw wrong(from + end, "the ZIP64 locator is missing");
    stop = wide(view, end - 12);
    if (stop + 56 > from + end - 20) throw wrong(from + end - 12, `there is no ZIP64 record at byte ${stop}`);
    const record = new DataView(source.read(stop, 56).buffer);
    if (record.getUint32(0, true) !== 0x06064b50) throw wrong(stop, "expected the ZIP64 record");
    [count, size, at] = [wide(record, 32), wide(record, 40), wide(record, 48)];
  }
  if (at + size !== stop) throw wrong(stop, `the directory is said to end at byte ${at + size}, but it ends here`);
  return { count, at, size };
}
const wide = (view: DataView, at: number): number => Number(view.getBigUint64(at, true));

interface Entry {
  readonly name: string;
  readonly deflated: boolean;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly offset: number;
  /** Where it stands in the directory. */
  readonly at: number;
}
function readEntry(name: string, view: DataView, extra: Uint8Array, at: number, wrong: Wrong): Entry {
  const [flags, method, crc] = [view.getUint16(8, true), view.getUint16(10, true), view.getUint32(16, true)];
  if (flags & 1) throw wrong(at + 8, `${quote(name)} is encrypted`);
  if (method !== 0 && method !== 8)
    throw wrong(at + 10, `${quote(name)} is packed by method ${method}; stored and deflated are known`);
  // ZIP64: what does not fit into 32 bits is in an extra field, in this order.
  const large = zip64Field(extra);
  let next = 0;
  const number = (o: number): number => {
    const value = view.getUint32(o, true);
    if (value !== 0xffffffff) return value;
    if (large === null || next + 8 > large.byteLength)
      throw wrong(at + o, `${quote(name)}: its ZIP64 field is missing`);
    next += 8;
    return wide(large, next - 8);
  };
  const size = number(24);
  const packed = number(20);
  const offset = number(42);
  const deflated = method === 8;
  if (deflated ? size > packed * mostPacking : size !== packed)
    throw wrong(at + 20, `${quote(name)}: ${packed} bytes cannot unpack to ${size}`);
  return { name, deflated, crc, packed, size, offset, at };
}
function zip64Field(extra: Uint8Array): DataView | null {
  const view = new DataView(extra.buffer, extra.byteOffset, extra.byteLength);
  for (let at = 0; at + 4 <= extra.length; at += 4 + view.getUint16(at + 2, true)) {
    const length = view.getUint16(at + 2, true);
    if (view.getUint16(at, true) === 1 && at + 4 + length <= extra.length)
      return new DataView(extra.buffer, extra.byteOffset + at + 4, length);
  }
  return null;
}

/** Entries with the places of their data: each behind its own header, none inside another. */
function placed(
  entries: readonly Entry[],
  source: ByteSource,
  end: number,
  inflate: Inflate,
  wrong: Wrong,
): ZipMember[] {
  const data = new Map<Entry, number>();
  let free = 0;
  for (const entry of [...entries].sort((a, b) => a.offset - b.offset)) {
    const { name, offset, packed, at } = entry;
    if (offset < free) throw wrong(at + 42, `${quote(name)} at byte ${offset} overlaps the file before it`);
    if (offset + 30 > end) throw wrong(at + 42, `${quote(name)} is said to be at byte ${offset}, behind the last file`);
    const header = source.read(offset, 30);
    const view = new DataView(header.buffer);
    if (view.getUint32(0, true) !== 0x04034b50) throw wrong(offset, `expected the header of ${quote(name)}`);
    const start = offset + 30 + view.getUint16(26, true) + view.getUint16(28, true);
    free = start + packed;
    if (free > end) throw wrong(offset, `${quote(name)} runs into the directory at byte ${end}`);
    data.set(entry, start);
  }
  return entries.map((entry) => {
    const { name, size, deflated, offset: at } = entry;
    const read = () => unpack(entry, source.read(data.get(entry)!, entry.packed), inflate, wrong);
    return { name, size, deflated, at, read };
  });
}

function unpack(
  { name, deflated, size, crc, offset }: Entry,
  packed: Uint8Array<ArrayBuffer>,
  inflate: Inflate,
  wrong: Wrong,
): Uint8Array<ArrayBuffer> {
  let bytes: Uint8Array<ArrayBuffer> | null = packed;
  if (deflated) {
    try {
      bytes = inflate(packed, size);
    } catch (error) {
      throw wrong(offset, `${quote(name)} cannot be unpacked (${(error as Error).message})`);
    }
  }
  if (bytes === null) throw wrong(offset, `${quote(name)} unpacks to more than the ${size} bytes it says`);
  if (bytes.length !== size) throw wrong(offset, `${quote(name)} unpacks to ${bytes.length} bytes, it says ${size}`);
  if (crc32(bytes) !== crc) throw wrong(offset, `${quote(name)} is damaged: its checksum differs`);
  return bytes;
}
