// Reads safetensors and trusts nothing: a file from anywhere must not be able to make the reader read past its end, hand out
// the same bytes twice or allocate without bounds. Opening reads the header only; arrays are read when they are asked for.
import type { DType } from "../dtype.ts";
import { ArgumentError } from "../errors.ts";
import type { HostArray } from "../host.ts";
import { type Entry, readHeader } from "./safetensors-header.ts";
import { type ByteSource, inMemory, quote, type Wrong, wrongIn } from "./source.ts";

/** What a safetensors file holds, in the order of its header. */
export interface Safetensors {
  readonly arrays: Map<string, HostArray>;
  readonly metadata: Record<string, string>;
}

/** An open safetensors file. */
export class SafetensorsFile {
  /** Strings that are stored with the arrays. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly #source: ByteSource;
  readonly #entries: ReadonlyMap<string, Entry>;
  /** The byte at which the arrays begin. */
  readonly #start: number;
  readonly #wrong: Wrong;

  /** @internal Use openSafetensors. */
  constructor(source: ByteSource) {
    this.#source = source;
    this.#wrong = wrongIn(source.name);
    const { entries, metadata, start } = readHeader(source, this.#wrong);
    this.#entries = entries;
    this.#start = start;
    this.metadata = metadata;
  }

  /** The names of the arrays, in the order of the header. */
  get names(): string[] {
    return [...this.#entries.keys()];
  }
  /**
   * What an array is: its shape, the file's name of its element type, and the dtype that reading gives; null: it can't be read.
   *
   * @throws ArgumentError where there is no array of this name
   */
  describe(name: string): { readonly shape: readonly number[]; readonly format: string; readonly dtype: DType | null } {
    const { shape, format, elements } = this.#entry(name);
    return { shape, format, dtype: elements.dtype };
  }
  /** A whole array. */
  read(name: string): HostArray {
    const { shape, begin, end } = this.#entry(name);
    return this.#array(name, shape, begin, end);
  }
  /**
   * The rows `start` to `end` (exclusive) of an array. Only they are read.
   *
   * @throws ArgumentError where the rows are not there
   */
  slice(name: string, start: number, end: number): HostArray {
    const { shape, begin, end: stop } = this.#entry(name);
    const [rows, ...rest] = shape;
    if (
      rows === undefined ||
      !Number.isInteger(start) ||
      !Number.isInteger(end) ||
      start < 0 ||
      start > end ||
      end > rows
    )
      throw new ArgumentError(
        `slice: rows ${start} to ${end} of ${quote(name)} are not there: its shape is [${shape.join(", ")}]`,
      );
    const row = rows === 0 ? 0 : (stop - begin) / rows;
    return this.#array(name, [end - start, ...rest], begin + start * row, begin + end * row);
  }
  /** An array as it is stored, for element types that have no dtype here. */
  bytes(name: string): Uint8Array<ArrayBuffer> {
    const { begin, end } = this.#entry(name);
    return this.#source.read(this.#start + begin, end - begin);
  }
  /** Closes the file. What has been read stays. */
  close(): void {
    this.#source.close();
  }

  #array(name: string, shape: readonly number[], begin: number, end: number): HostArray {
    const { elements, format } = this.#entry(name);
    const at = this.#start + begin;
    const wrong = (element: number, what: string) =>
      this.#wrong(at + (element * elements.bits) / 8, `${quote(name)} is ${format}: ${what}`);
    if (elements.dtype === null) throw wrong(0, elements.refusal!);
    return { dtype: elements.dtype, shape, data: elements.decode(this.#source.read(at, end - begin), wrong) };
  }
  #entry(name: string): Entry {
    const entry = this.#entries.get(name);
    if (entry === undefined) throw new ArgumentError(`${this.#source.name}: there is no array ${quote(name)}`);
    return entry;
  }
}

/**
 * Reads safetensors bytes. The arrays are copies: they live on when the bytes go.
 *
 * @param bytes the whole file
 * @param file how errors call it
 * @throws FileError on a damaged or truncated file or an element type without a dtype; it names the file and the byte
 * @example
 * const bytes = encodeSafetensors({ weight: { dtype: "float32", shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) } });
 * const { arrays } = decodeSafetensors(bytes, "model.safetensors");
 * arrays.get("weight")?.shape; // [2, 2]
 */
export const decodeSafetensors = (bytes: Uint8Array, file = "safetensors data"): Safetensors =>
  readAll(new SafetensorsFile(inMemory(bytes, file)));

export function readAll(file: SafetensorsFile): Safetensors {
  return { arrays: new Map(file.names.map((name) => [name, file.read(name)])), metadata: { ...file.metadata } };
}
