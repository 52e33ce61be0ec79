// Bytes that are read piece by piece, so that a file larger than memory can be opened.
import { FileError } from "../errors.ts";

/** Bytes that can be read from anywhere; `name` is what errors call them. */
export interface ByteSource {
  readonly name: string;
  readonly size: number;
  /** A copy of some bytes, which nobody else holds. */
  read(at: number, length: number): Uint8Array<ArrayBuffer>;
  close(): void;
}

/** Bytes that are in memory already. */
export const inMemory = (bytes: Uint8Array, name: string): ByteSource => ({
  name,
  size: bytes.length,
  read: (at, length) => new Uint8Array(bytes.subarray(at, at + length)), // not slice: a Buffer's shares its memory
  close() {},
});

/** Makes errors of one file: its name, the byte, what is wrong there. */
export type Wrong = (at: number, what: string) => FileError;
export const wrongIn =
  (file: string): Wrong =>
  (at, what) =>
    new FileError(`${file}: byte ${at}: ${what}`);

/** A value from a file in an error, cut off where it goes on and on. */
export function quote(value: unknown): string {
  if (typeof value === "object" && value !== null && !isFlat(value)) return "something nested";
  const text = typeof value === "string" ? `'${JSON.stringify(value).slice(1, -1)}'` : String(JSON.stringify(value));
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
const isFlat = (value: object): boolean =>
  Array.isArray(value) && value.length < 100 && value.every((x) => typeof x !== "object" || x === null);

/** More axes than any library allows. */
const mostAxes = 64;
/** The sizes of an array as a file gives them. */
export const isShape = (value: unknown): value is number[] =>
  Array.isArray(value) && value.length <= mostAxes && value.every((d) => Number.isSafeInteger(d) && d >= 0);
