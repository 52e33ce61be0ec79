// Homework 2: data sets, transforms, loaders.
export { Dataset, MNISTDataset, NDArrayDataset, type Transform } from "./dataset.ts";
export { DataLoader, type DataLoaderOptions, type Items } from "./loader.ts";
export { RandomCrop, RandomFlipHorizontal } from "./transforms.ts";
