// Text as numbers: what a language model reads and writes.
import { DataError } from "../../errors.ts";

/** Makes ids of text, and text of ids. */
export interface Tokenizer {
  /** How many ids there are, from 0: the rows of an embedding. */
  readonly length: number;
  /** The ids of a text. */
  encode(text: string): Int32Array;
  /** The text of ids. */
  decode(ids: ArrayLike<number>): string;
}

/**
 * The bytes of UTF-8 as ids: any text, with nothing to learn and nothing to load.
 *
 * @example
 * byteTokenizer.encode("né"); // [110, 195, 169]
 * byteTokenizer.decode([110, 195, 169]); // "né"
 * byteTokenizer.length; // 256
 * byteTokenizer.decode([300]); // throws DataError: byteTokenizer: id 300 is none of the 256 from 0 to 255
 */
export const byteTokenizer: Tokenizer = {
  length: 256,
  encode: (text) => Int32Array.from(new TextEncoder().encode(text)),
  decode(ids) {
    checkIds("byteTokenizer", ids, 256);
    return new TextDecoder().decode(Uint8Array.from(ids));
  },
};

/** Checks ids from outside. */
export function checkIds(what: string, ids: ArrayLike<number>, length: number): void {
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i]!;
    if (!(Number.isInteger(id) && id >= 0 && id < length))
      throw new DataError(`${what}: id ${id} is none of the ${length} from 0 to ${length - 1}`);
  }
}
