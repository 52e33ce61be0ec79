// Numbers for words.

/**
 * Words by their ids and back: the first word that is added is 0, the next new one 1.
 *
 * @example
 * const dictionary = new Dictionary();
 * ["to", "be", "or", "not", "to", "be"].map((word) => dictionary.addWord(word)); // [0, 1, 2, 3, 0, 1]
 * dictionary.length; // 4
 * dictionary.idxToWord[3]; // "not"
 */
export class Dictionary {
  readonly #idxToWord: string[] = [];
  readonly #wordToIdx = new Map<string, number>();

  /** The words, each at its id. */
  get idxToWord(): readonly string[] {
    return this.#idxToWord;
  }
  /** The id of each word. */
  get wordToIdx(): ReadonlyMap<string, number> {
    return this.#wordToIdx;
  }
  /** How many words there are. */
  get length(): number {
    return this.#idxToWord.length;
  }
  /** The id of a word, which is new where the word is. */
  addWord(word: string): number {
    const known = this.#wordToIdx.get(word);
    if (known !== undefined) return known;
    this.#wordToIdx.set(word, this.length);
    return this.#idxToWord.push(word) - 1;
  }
}
