// needle-ts/data: data sets, and loops over them.
export * from "./browser.ts";
export { cacheFolder } from "./cache.ts";
export {
  type Cifar,
  type Cifar100Options,
  type CifarSource,
  cifar10,
  cifar100,
  findCifar10,
  findCifar100,
} from "./cifar/cifar.ts";
export { cifar10Classes, cifar100Classes, cifar100Superclasses } from "./cifar/classes.ts";
export { type CsvOptions, type CsvTable, parseCsv, readCsv } from "./csv.ts";
export { type DownloadOptions, download } from "./download.ts";
export { fashionClasses, fashionMnist } from "./fashion-mnist.ts";
export { ImageFolder, type ImageFolderOptions, type ImageItem } from "./image-folder.ts";
export { findMnist, imageDataset, type LabelledImages, type Mnist, readLabelledImages } from "./mnist.ts";
export { findBrown } from "./text/brown.ts";
export { type GptVocabulary, gptTokenizer } from "./text/gpt-tokenizer.ts";
export { pennTreebank } from "./text/penn-treebank.ts";
export { readCorpus } from "./text/read-corpus.ts";
