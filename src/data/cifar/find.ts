// Where a published set lies: in its folder, or in its archive, or in a folder with either of them.
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { FileError } from "../../errors.ts";
import { readBytes } from "../../io/files.ts";
import type { Batch, ReadBatch } from "./formats.ts";
import { readTar } from "./tar.ts";

/** A set in one of the formats that it is published in. */
export interface Publication {
  /** `archive`.tar.gz has `folder` with the files. */
  readonly archive: string;
  readonly folder: string;
  readonly train: readonly string[];
  readonly test: readonly string[];
  readonly read: ReadBatch;
}

/** The files of a set, opened. */
export interface Found {
  readonly train: readonly Batch[];
  readonly test: readonly Batch[];
}

/**
 * Reads a set from a path: the first of its publications that is there.
 *
 * @throws FileError where none is there, with the names that were looked for; where a file is missing or damaged
 */
export function readPublished(set: string, path: string, publications: readonly Publication[]): Found {
  const isFile = statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
  for (const publication of publications) {
    const { folder, archive, train } = publication;
    const where = [path, join(path, folder)].find((place) => existsSync(join(place, train[0]!)));
    if (where !== undefined) return readAll(publication, (name) => join(where, name), readBytesOf);
    const packed = isFile ? path : join(path, archive);
    if (!existsSync(packed)) continue;
    const files = readTar(readBytes(packed), packed);
    if (files.has(`${folder}/${train[0]}`))
      return readAll(
        publication,
        (name) => `${packed}: ${folder}/${name}`,
        (_, name) => files.get(`${folder}/${name}`),
      );
  }
  const wanted = publications.map(({ folder, archive }) => `${folder} or ${archive}`).join(", ");
  throw new FileError(
    isFile
      ? `${set}: ${path} is an archive without ${publications.map(({ folder }) => folder).join(" and ")}`
      : `cannot find ${set} in ${path}: none of ${wanted} is there; get one from https://www.cs.toronto.edu/~kriz/cifar.html`,
  );
}

const readBytesOf = (path: string): Uint8Array | undefined => (existsSync(path) ? readBytes(path) : undefined);

function readAll(
  { train, test, read }: Publication,
  pathOf: (name: string) => string,
  bytesOf: (path: string, name: string) => Uint8Array | undefined,
): Found {
  const batch = (name: string): Batch => {
    const path = pathOf(name);
    const bytes = bytesOf(path, name);
    if (bytes === undefined) throw new FileError(`${path} is missing: copy or unpack the whole set`);
    return read(bytes, path);
  };
  return { train: train.map(batch), test: test.map(batch) };
}
