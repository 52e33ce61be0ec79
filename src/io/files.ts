// The formats of this folder on a disk (Node). The parsers themselves work on bytes and know no file system.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { FileError } from "../errors.ts";
import { writeFileAtomic } from "./atomic.ts";
import { type IdxArray, isGzip, parseIdx } from "./idx.ts";
import { type HostArrays, safetensorsPieces } from "./safetensors.ts";
import { decodeSafetensors, type Safetensors } from "./safetensors-reader.ts";

/**
 * A file's bytes, unpacked where it is gzipped (recognised by its first two bytes, not by its name).
 *
 * @throws FileError where it can't be read or unpacked
 */
export function readBytes(path: string): Uint8Array {
  const bytes = readRaw(path);
  if (!isGzip(bytes)) return bytes;
  try {
    return gunzipSync(bytes);
  } catch (error) {
    throw new FileError(
      `${path}: the gzip data is damaged or truncated at or before byte ${bytes.length} (${(error as Error).message}); get the file again`,
      { cause: error },
    );
  }
}

/**
 * Reads an IDX file of uint8 elements, gzipped or plain. Byte offsets in errors count in the unpacked data.
 *
 * @throws FileError as {@link parseIdx} does, or where the file can't be read
 * @example
 * const { shape, data } = readIdx("data/train-images-idx3-ubyte.gz"); // shape is [60000, 28, 28] for MNIST
 */
export function readIdx(path: string): IdxArray {
  return parseIdx(readBytes(path), path);
}

/**
 * Writes arrays to a safetensors file, whole or not at all.
 *
 * @throws FileError where the path can't be written; ShapeError, DTypeError where an array contradicts itself
 * @example
 * saveSafetensors("runs/model.safetensors", { weight: { dtype: "float32", shape: [2], data: Float32Array.of(1, 2) } });
 */
export function saveSafetensors(path: string, arrays: HostArrays, metadata?: Readonly<Record<string, string>>): void {
  writeFileAtomic(path, ...safetensorsPieces(arrays, metadata));
}

/**
 * Reads a safetensors file.
 *
 * @throws FileError where it can't be read, is damaged or has dtypes that are unknown here
 * @example
 * saveSafetensors("runs/one.safetensors", { weight: { dtype: "float32", shape: [2], data: Float32Array.of(1, 2) } });
 * loadSafetensors("runs/one.safetensors").arrays.get("weight")?.data; // [1, 2]
 */
export function loadSafetensors(path: string): Safetensors {
  return decodeSafetensors(readRaw(path), path);
}

function readRaw(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason: Record<string, string> = {
      ENOENT: "there is no such file",
      EACCES: "permission denied",
      EISDIR: "it is a folder",
    };
    throw new FileError(`cannot read ${path}: ${(code && reason[code]) ?? message}`, { cause: error });
  }
}
