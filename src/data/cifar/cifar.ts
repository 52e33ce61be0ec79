// CIFAR-10 and CIFAR-100 (Krizhevsky 2009, "Learning Multiple Layers of Features from Tiny Images"): 50,000 colour images of
// 32 × 32 to train on, 10,000 to test on.
import { ArgumentError } from "../../errors.ts";
import { cacheFolder } from "../cache.ts";
import { type DownloadOptions, download } from "../download.ts";
import type { LabelledImages } from "../mnist.ts";
import { cifar10Classes, cifar100Classes, cifar100Superclasses } from "./classes.ts";
import { type Publication, readPublished } from "./find.ts";
import { cifar10Publications, cifar100Publications } from "./publications.ts";
import { together } from "./together.ts";

/** A set in its two published parts, images of the shape (count, 32, 32, 3), and the names of its classes by label. */
export interface Cifar {
  readonly train: LabelledImages;
  readonly test: LabelledImages;
  readonly classes: readonly string[];
}
export interface Cifar100Options {
  /** The hundred classes, or the twenty superclasses. Default: "fine". */
  readonly labels?: "fine" | "coarse";
}
/** How a set is had: from a path, or downloaded. */
export interface CifarSource extends Pick<DownloadOptions, "onProgress" | "signal"> {
  /** A folder with the files or with the archive, or the archive. Default: downloaded once (about 170 MB) into the cache. */
  readonly path?: string;
}

const source = "https://www.cs.toronto.edu/~kriz/";
/** SHA-256 of the binary versions as published. */
const checksums = {
  "cifar-10-binary.tar.gz": "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
  "cifar-100-binary.tar.gz": "58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec",
} as const;

/**
 * CIFAR-10 from a path, in the binary or the Python version: a folder with the files or with the published archive, or the archive.
 *
 * @returns images (count, 32, 32, 3) of float32 in [0, 1], labels uint8: what `imageDataset` makes a data set of
 * @throws FileError where the files are missing (it says what to do) or damaged; DataError where a label is none of the classes
 * @example
 * findCifar10("runs"); // throws FileError: cannot find CIFAR-10 in runs: none of cifar-10-batches-bin or
 */
export const findCifar10 = (path: string): Cifar => find("CIFAR-10", path, cifar10Publications, cifar10Classes);

/**
 * CIFAR-100 from a path; see {@link findCifar10}.
 *
 * @throws as {@link findCifar10}; ArgumentError where `labels` is neither "fine" nor "coarse"
 * @example
 * findCifar100("runs", { labels: "coarse" }); // throws FileError: cannot find CIFAR-100 in runs
 */
export function findCifar100(path: string, { labels = "fine" }: Cifar100Options = {}): Cifar {
  if (labels !== "fine" && labels !== "coarse")
    throw new ArgumentError(`findCifar100: labels are "fine" or "coarse", not ${JSON.stringify(labels)}`);
  const classes = labels === "fine" ? cifar100Classes : cifar100Superclasses;
  return find("CIFAR-100", path, cifar100Publications(labels), classes);
}

/**
 * CIFAR-10: from a path, or downloaded once into the cache.
 *
 * @throws FileError where the files are missing, cannot be had or are damaged
 * @example
 * await cifar10({ path: "runs" }); // throws FileError: cannot find CIFAR-10 in runs
 */
export async function cifar10({ path, ...options }: CifarSource = {}): Promise<Cifar> {
  return findCifar10(path ?? (await downloaded("cifar-10-binary.tar.gz", options)));
}

/**
 * CIFAR-100: from a path, or downloaded once into the cache.
 *
 * @throws FileError where the files are missing, cannot be had or are damaged
 * @example
 * await cifar100({ path: "runs" }); // throws FileError: cannot find CIFAR-100 in runs
 */
export async function cifar100({ path, ...options }: CifarSource & Cifar100Options = {}): Promise<Cifar> {
  return findCifar100(path ?? (await downloaded("cifar-100-binary.tar.gz", options)), options);
}

const downloaded = (name: keyof typeof checksums, options: DownloadOptions): Promise<string> =>
  download(source + name, { ...options, sha256: checksums[name], to: cacheFolder("cifar", name) });

function find(set: string, path: string, publications: readonly Publication[], classes: readonly string[]): Cifar {
  const { train, test } = readPublished(set, path, publications);
  return { train: together(train, set, classes.length), test: together(test, set, classes.length), classes };
}
