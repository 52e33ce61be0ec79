// Texts as ids: what a language model trains on, is tuned on and is tested on, with one dictionary.
import { ArgumentError, DataError } from "../../errors.ts";
import { Dictionary } from "./dictionary.ts";
import { checkIds, type Tokenizer } from "./tokenizer.ts";
import { type Units, words } from "./units.ts";

/** The parts of a corpus as text. */
export interface Texts {
  readonly train: string;
  /** To tune on. */
  readonly valid?: string;
  readonly test: string;
}
export interface CorpusOptions {
  /** Reads only so many lines of each part. */
  readonly maxLines?: number;
  /** `words`, which ends lines with `<eos>`, or `characters`. Default: `words`. */
  readonly units?: Units;
}

/**
 * Texts as ids. Words get their ids as they come, in train, then test, then valid. A corpus is also a {@link Tokenizer} for the
 * words that it has.
 *
 * @throws DataError where a part is empty; ArgumentError where `maxLines` is no whole number from 1
 * @example
 * const corpus = new Corpus({ train: "to be or\nnot to be\n", test: "be not\n" });
 * corpus.train; // [0, 1, 2, 3, 4, 0, 1, 3]
 * corpus.test; // [1, 4, 3]
 * corpus.dictionary.idxToWord; // ["to", "be", "or", "<eos>", "not"]
 * corpus.decode(corpus.train); // "to be or\nnot to be\n"
 * new Corpus({ train: "ab\n", test: "b\n" }, { units: characters }).train; // [0, 1, 2]
 */
export class Corpus implements Tokenizer {
  readonly dictionary = new Dictionary();
  readonly train: Int32Array;
  /** null where there is no such part. */
  readonly valid: Int32Array | null;
  readonly test: Int32Array;
  readonly #units: Units;

  constructor(
    { train, valid, test }: Texts,
    { maxLines = Number.POSITIVE_INFINITY, units = words }: CorpusOptions = {},
  ) {
    if (!(maxLines >= 1) || (Number.isFinite(maxLines) && !Number.isInteger(maxLines)))
      throw new ArgumentError(`Corpus: maxLines is a whole number from 1, not ${maxLines}`);
    this.#units = units;
    const add = (part: string, text: string): Int32Array => {
      const ids = linesOf(text, maxLines).flatMap((line) =>
        Array.from(units.split(line), (unit) => this.dictionary.addWord(unit)),
      );
      if (ids.length === 0) throw new DataError(`Corpus: the text to ${part} is empty`);
      return Int32Array.from(ids);
    };
    this.train = add("train on", train);
    this.test = add("test on", test);
    this.valid = valid === undefined ? null : add("tune on", valid);
  }

  get length(): number {
    return this.dictionary.length;
  }
  /**
   * The ids of a text, in which the last line is not ended. Words that the corpus does not have become `<unk>` where it has that.
   *
   * @throws DataError on other words
   */
  encode(text: string): Int32Array {
    const ids = this.dictionary.wordToIdx;
    const units = linesOf(text).flatMap((line) => [...this.#units.split(line)]);
    if (!text.endsWith("\n")) units.pop();
    return Int32Array.from(units, (unit) => {
      const id = ids.get(unit) ?? ids.get("<unk>");
      if (id === undefined) throw new DataError(`Corpus: ${JSON.stringify(unit)} is none of the ${this.length} words`);
      return id;
    });
  }
  /** @throws DataError where an id is none of the dictionary's */
  decode(ids: ArrayLike<number>): string {
    checkIds("Corpus", ids, this.length);
    return this.#units.join(Array.from(ids, (id) => this.dictionary.idxToWord[id]!));
  }
}

function linesOf(text: string, most = Number.POSITIVE_INFINITY): string[] {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === "") lines.pop(); // behind the last line's end
  return Number.isFinite(most) ? lines.slice(0, most) : lines;
}
