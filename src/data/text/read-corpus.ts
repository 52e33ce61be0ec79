// A corpus from a folder with a text for each part.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { FileError } from "../../errors.ts";
import { readBytes } from "../../io/files.ts";
import { Corpus, type CorpusOptions } from "./corpus.ts";

/**
 * A corpus from `train.txt`, `test.txt` and, where it is there, `valid.txt`; also under the names `ptb.train.txt` and so on.
 *
 * @param folder the texts are UTF-8, plain or gzipped
 * @throws FileError where a text is missing or no UTF-8; DataError where one is empty
 * @example
 * writeFileAtomic("runs/small/train.txt", new TextEncoder().encode("a b\nc\n"));
 * writeFileAtomic("runs/small/test.txt", new TextEncoder().encode("c a\n"));
 * readCorpus("runs/small").train; // [0, 1, 2, 3, 2]
 * readCorpus("runs/small", { maxLines: 1 }).train; // [0, 1, 2]
 */
export function readCorpus(folder: string, options: CorpusOptions = {}): Corpus {
  const [train, valid, test] = ["train", "valid", "test"].map((part) => find(folder, part));
  for (const [part, path] of [["train", train] as const, ["test", test] as const])
    if (path === undefined)
      throw new FileError(
        `cannot find ${part}.txt in ${folder}; a corpus has train.txt, test.txt and, if you like, valid.txt`,
      );
  return new Corpus(
    { train: readText(train!), test: readText(test!), ...(valid !== undefined && { valid: readText(valid) }) },
    options,
  );
}

const find = (folder: string, part: string): string | undefined =>
  ["", "ptb."]
    .flatMap((prefix) => [".txt", ".txt.gz"].map((ending) => join(folder, prefix + part + ending)))
    .find((path) => existsSync(path));

/**
 * A file as text.
 *
 * @throws FileError where it can't be read or is no UTF-8
 */
export function readText(path: string): string {
  const bytes = readBytes(path);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw new FileError(`${path}: it is no text in UTF-8; convert it, or name another file`, { cause: error });
  }
}
