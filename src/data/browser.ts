// What a browser has of needle-ts/data: all but files and downloads.
export { ArrayDataset, type Rows } from "./array-dataset.ts";
export { type Collated, collate } from "./collate.ts";
export { ConcatDataset } from "./concat-dataset.ts";
export type { Dataset, ItemOf, IterableDataset } from "./dataset.ts";
export { DistributedSampler, type DistributedSamplerOptions } from "./distributed-sampler.ts";
export { DataLoader, type DataLoaderState } from "./loader.ts";
export type { DataLoaderOptions } from "./loader-options.ts";
export { MapDataset } from "./map-dataset.ts";
export {
  type BatchesSampler,
  BatchSampler,
  RandomSampler,
  type Sampler,
  SequentialSampler,
  WeightedSampler,
} from "./samplers.ts";
export { randomSplit, Subset } from "./subset.ts";
export { TensorDataset } from "./tensor-dataset.ts";
export { batchify, getBatch } from "./text/batchify.ts";
export { Corpus, type CorpusOptions, type Texts } from "./text/corpus.ts";
export { Dictionary } from "./text/dictionary.ts";
export { keepFrequentWords } from "./text/frequent-words.ts";
export { byteTokenizer, type Tokenizer } from "./text/tokenizer.ts";
export { characters, type Units, words } from "./text/units.ts";
export { compose, normalize, resize } from "./transforms/fixed.ts";
export type { Transform } from "./transforms/image.ts";
export { cutout, type Drawing, randomCrop, randomFlipHorizontal } from "./transforms/random.ts";
export { randomRotation, rotate } from "./transforms/rotation.ts";
export {
  type DatasetContext,
  type LoadedDataset,
  loadDataset,
  type MakeDataset,
} from "./workers/module.ts";
