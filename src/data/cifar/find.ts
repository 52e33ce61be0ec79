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

/** Files by their names, in a folder or in an archive. */
interface Place {
  readonly path: string;
  has(name: string): boolean;
  /** The bytes of a file that is there. */
  read(name: string): Uint8Array;
}

const inFolder = (path: string): Place => ({
  path,
  has: (name) => existsSync(join(path, name)),
  read: (name) => readBytes(join(path, name)),
});
const inArchive = (archive: string, files: Map<string, Uint8Array>, folder: string): Place => ({
  path: `${archive}: ${folder}`,
  has: (name) => files.has(`${folder}/${name}`),
  read: (name) => files.get(`${folder}/${name}`)!,
});
const open = (archive: string): Map<string, Uint8Array> => readTar(readBytes(archive), archive);

/**
 * Reads a set from a path: the first of its publications that is there.
 *
 * @throws FileError where none is there, with the names that were looked for; where a file is missing or damaged
 */
export function readPublished(set: string, path: string, publications: readonly Publication[]): Found {
  if (statSync(path, { throwIfNoEntry: false })?.isFile()) {
    const files = open(path);
    const found = first(publications, ({ folder }) => [inArchive(path, files, folder)]);
    if (found !== undefined) return found;
    throw new FileError(
      `${set}: ${path} is an archive without ${publications.map(({ folder }) => folder).join(" and ")}`,
    );
  }
  const found = first(publications, function* ({ folder, archive }) {
    yield inFolder(path);
    yield inFolder(join(path, folder));
    const packed = join(path, archive);
    if (existsSync(packed)) yield inArchive(packed, open(packed), folder);
  });
  if (found !== undefined) return found;
  const wanted = publications.map(({ folder, archive }) => `${folder} or ${archive}`).join(", ");
  throw new FileError(
    `cannot find ${set} in ${path}: none of ${wanted} is there; get one from https://www.cs.toronto.edu/~kriz/cifar.html`,
  );
}

/** The first publication that is in one of its places. */
function first(
  publications: readonly Publication[],
  placesOf: (publication: Publication) => Iterable<Place>,
): Found | undefined {
  for (const publication of publications)
    for (const place of placesOf(publication)) if (place.has(publication.train[0]!)) return readAll(publication, place);
  return undefined;
}

function readAll({ train, test, read }: Publication, place: Place): Found {
  const batch = (name: string): Batch => {
    const path = join(place.path, name);
    if (!place.has(name)) throw new FileError(`${path} is missing: copy or unpack the whole set`);
    return read(place.read(name), path);
  };
  return { train: train.map(batch), test: test.map(batch) };
}
