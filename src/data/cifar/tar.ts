// The files in a tar archive (POSIX.1-1988, "ustar") that lies unpacked in memory: CIFAR is published as one.
import type { Wrong } from "../../io/source.ts";
import { wrongIn } from "../../io/source.ts";

const block = 512;
const text = (bytes: Uint8Array): string => new TextDecoder("latin1").decode(bytes).replace(/\0.*$/s, "");

/**
 * Files by their paths. The bytes are views into the archive; folders, links and other entries are left out.
 *
 * @param file what errors call the archive
 * @throws FileError where it is damaged, truncated or no tar archive
 * @example
 * readTar(new Uint8Array(1024), "empty.tar").size; // 0
 * readTar(new Uint8Array(512).fill(1), "x.tar"); // throws FileError: x.tar: byte 0: not a tar archive
 */
export function readTar(archive: Uint8Array, file: string): Map<string, Uint8Array> {
  const wrong = wrongIn(file);
  const files = new Map<string, Uint8Array>();
  for (let at = 0; ; ) {
    const header = archive.subarray(at, at + block);
    if (header.length < block) throw wrong(archive.length, "truncated: the archive has no end");
    if (header.every((byte) => byte === 0)) return files; // blocks of zeros are its end
    checkHeader(header, at, wrong);
    const size = octal(header.subarray(124, 136));
    const start = at + block;
    if (start + size > archive.length)
      throw wrong(archive.length, `truncated: ${text(header.subarray(0, 100))} ends at byte ${start + size}`);
    const kind = header[156]!;
    if (kind === 0 || kind === 0x30) files.set(nameIn(header), archive.subarray(start, start + size));
    at = start + Math.ceil(size / block) * block;
  }
}

/** A header has the sum of its bytes, its own field counted as spaces. */
function checkHeader(header: Uint8Array, at: number, wrong: Wrong): void {
  const sum = header.reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 0x20 : byte), 0);
  if (sum !== octal(header.subarray(148, 156)))
    throw wrong(at, at === 0 ? "not a tar archive" : "the header of a file is damaged: its checksum is wrong");
  if (Number.isNaN(octal(header.subarray(124, 136)))) throw wrong(at + 124, "the size of a file is no octal number");
}

/** Digits with spaces or zeros around; NaN where there is something else. */
function octal(field: Uint8Array): number {
  const digits = text(field).trim();
  return /^[0-7]{1,12}$/.test(digits) ? Number.parseInt(digits, 8) : Number.NaN;
}

function nameIn(header: Uint8Array): string {
  const isUstar = text(header.subarray(257, 262)) === "ustar";
  const folder = isUstar ? text(header.subarray(345, 500)) : "";
  return (folder && `${folder}/`) + text(header.subarray(0, 100));
}
