// needle-ts/data: data sets, and loops over them.
export * from "./browser.ts";
export { cacheFolder } from "./cache.ts";
export { type DownloadOptions, download } from "./download.ts";
export { findMnist, type LabelledImages, type Mnist, readLabelledImages } from "./mnist.ts";
