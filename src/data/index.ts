// needle-ts/data: data sets, and loops over them.
export * from "./browser.ts";
export { findMnist, type LabelledImages, type Mnist, readLabelledImages } from "./mnist.ts";
