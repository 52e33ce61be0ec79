// Texts with rare words left out, so that a vocabulary has the size that a model can afford.
import { ArgumentError } from "../../errors.ts";
import type { Texts } from "./corpus.ts";

/**
 * The same texts in which only the most frequent words of `train` are left; others are `<unk>`, as in Penn Treebank. Of words
 * that are equally frequent the first is kept.
 *
 * @param count how many words are kept
 * @throws ArgumentError where the count is no whole number from 1
 * @example
 * keepFrequentWords({ train: "a b a c\n", test: "c a d\n" }, 2); // {"train": "a b a <unk>\n", "test": "<unk> a <unk>\n"}
 */
export function keepFrequentWords(texts: Texts, count: number): Texts {
  if (!Number.isInteger(count) || count < 1)
    throw new ArgumentError(`keepFrequentWords: the count is a whole number from 1, not ${count}`);
  const frequencies = new Map<string, number>();
  for (const [word] of texts.train.matchAll(/\S+/g)) frequencies.set(word, (frequencies.get(word) ?? 0) + 1);
  const order = [...frequencies].sort(([, a], [, b]) => b - a); // a stable sort
  const kept = new Set(order.slice(0, count).map(([word]) => word));
  const change = (text: string): string => text.replace(/\S+/g, (word) => (kept.has(word) ? word : "<unk>"));
  return {
    train: change(texts.train),
    ...(texts.valid !== undefined && { valid: change(texts.valid) }),
    test: change(texts.test),
  };
}
