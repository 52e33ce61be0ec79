// The vocabularies of GPT models (byte-pair encoding), by the optional package `gpt-tokenizer`, which carries them.
import { ArgumentError, DataError } from "../../errors.ts";
import { checkIds, type Tokenizer } from "./tokenizer.ts";

/** `gpt2` (Radford et al. 2019) has 50,257 ids, `cl100k_base` (GPT-4) 100,277, `o200k_base` (GPT-4o) 200,019. */
export type GptVocabulary = "gpt2" | "cl100k_base" | "o200k_base";

/** What is used of the package. */
interface Encoding {
  readonly vocabularySize: number;
  encode(text: string, options: { readonly disallowedSpecial: Set<string> }): number[];
  decode(ids: Iterable<number>): string;
}
const encodings: Readonly<Record<GptVocabulary, () => Promise<Encoding>>> = {
  gpt2: () => import("gpt-tokenizer/encoding/gpt2"),
  cl100k_base: () => import("gpt-tokenizer/encoding/cl100k_base"),
  o200k_base: () => import("gpt-tokenizer/encoding/o200k_base"),
};

/**
 * A tokenizer with the vocabulary of a GPT model; you install the package `gpt-tokenizer` yourself. What looks like a special
 * token is text like any other.
 *
 * @throws ArgumentError where there is no such vocabulary; DataError where the package is missing
 * @example
 * const tokenizer = await gptTokenizer("gpt2");
 * tokenizer.encode("Hello world"); // [15496, 995]
 * tokenizer.decode([15496, 995]); // "Hello world"
 * tokenizer.length; // 50257
 */
export async function gptTokenizer(vocabulary: GptVocabulary): Promise<Tokenizer> {
  if (!Object.hasOwn(encodings, vocabulary))
    throw new ArgumentError(
      `gptTokenizer: there is no vocabulary '${vocabulary}'; there are ${Object.keys(encodings).join(", ")}`,
    );
  const { encode, decode, vocabularySize } = await encodings[vocabulary]().catch((error: Error) => {
    throw new DataError("gptTokenizer: run 'npm install gpt-tokenizer', which carries the vocabularies", {
      cause: error,
    });
  });
  return {
    length: vocabularySize,
    encode: (text) => Int32Array.from(encode(text, { disallowedSpecial: new Set() })),
    decode(ids) {
      checkIds("gptTokenizer", ids, vocabularySize);
      return decode(Array.from(ids));
    },
  };
}
