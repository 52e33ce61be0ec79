// What a text is cut into for a dictionary: words, or characters.

/** Cuts a line into units and puts units together again. */
export interface Units {
  /** The units of a line, with one that ends it. */
  readonly split: (line: string) => Iterable<string>;
  /** Text from units. */
  readonly join: (units: readonly string[]) => string;
}

/**
 * What stands between white space, and `<eos>` at the end of each line: the form of Penn Treebank.
 *
 * @example
 * words.split("no it was n't"); // ["no", "it", "was", "n't", "<eos>"]
 * words.join(["no", "<eos>", "yes"]); // "no\nyes"
 */
export const words: Units = {
  split: (line) => [...line.split(/\s+/).filter(Boolean), "<eos>"],
  join: (units) =>
    units
      .map((unit) => (unit === "<eos>" ? "\n" : unit))
      .join(" ")
      .replace(/ ?\n ?/g, "\n"),
};

/**
 * Characters (code points of Unicode), line ends among them.
 *
 * @example
 * characters.split("né 😀"); // ["n", "é", " ", "😀", "\n"]
 */
export const characters: Units = {
  split: (line) => [...line, "\n"],
  join: (units) => units.join(""),
};
