// The formats of this folder on a disk (Node). The parsers themselves work on bytes and know no file system.
import { gunzipSync } from "node:zlib";
import { FileError } from "../errors.ts";
import type { HostArray } from "../host.ts";
import type { HostArrays } from "./arrays.ts";
import { writeFileAtomic } from "./atomic.ts";
import { openFile, readWhole } from "./file-source.ts";
import { type IdxArray, isGzip, parseIdx } from "./idx.ts";
import { decodeJson, encodeJson } from "./json.ts";
import { npyPieces } from "./npy.ts";
import { decodeNpy } from "./npy-reader.ts";
import { type NpzReadOptions, type NpzWriteOptions, npzPieces, readNpz } from "./npz.ts";
import { safetensorsPieces } from "./safetensors.ts";
import { readAll, type Safetensors, SafetensorsFile } from "./safetensors-reader.ts";
import type { ByteSource } from "./source.ts";

/**
 * A file's bytes, unpacked where it is gzipped (recognised by its first two bytes, not by its name).
 *
 * @param limit the most bytes that it may unpack to; default: 1 GiB
 * @throws FileError where it can't be read or unpacked
 */
export function readBytes(path: string, { limit = 2 ** 30 }: { readonly limit?: number } = {}): Uint8Array {
  const bytes = readWhole(path);
  if (!isGzip(bytes)) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: limit });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const what =
      code === "ERR_BUFFER_TOO_LARGE"
        ? `it unpacks to more than the limit of ${limit} bytes; if you trust the file, raise { limit }`
        : `the gzip data is damaged or truncated at or before byte ${bytes.length} (${message}); get the file again`;
    throw new FileError(`${path}: ${what}`, { cause: error });
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
  return opened(path, (source) => readAll(new SafetensorsFile(source)));
}

/**
 * Opens a safetensors file: reads its header and no array. So the file may be larger than memory; see {@link SafetensorsFile}.
 *
 * @throws FileError where it can't be read or its header is damaged
 * @example
 * saveSafetensors("runs/big.safetensors", { rows: { dtype: "float32", shape: [3, 2], data: Float32Array.of(1, 2, 3, 4, 5, 6) } });
 * const file = openSafetensors("runs/big.safetensors");
 * file.names; // ["rows"]
 * file.describe("rows").shape; // [3, 2]
 * file.slice("rows", 1, 2).data; // [3, 4]
 * file.close();
 */
export function openSafetensors(path: string): SafetensorsFile {
  const source = openFile(path);
  try {
    return new SafetensorsFile(source);
  } catch (error) {
    source.close();
    throw error;
  }
}

function opened<T>(path: string, read: (source: ByteSource) => T): T {
  const source = openFile(path);
  try {
    return read(source);
  } finally {
    source.close();
  }
}

/**
 * Writes one array to an .npy file, whole or not at all.
 *
 * @throws FileError where the path can't be written; ShapeError, DTypeError where the array contradicts itself
 */
export const saveNpy = (path: string, array: HostArray): void => writeFileAtomic(path, ...npyPieces(array));
/**
 * Reads an .npy file; see {@link decodeNpy} for what becomes of NumPy's element types.
 *
 * @throws FileError where it can't be read, is damaged or has elements without a dtype here
 * @example
 * saveNpy("runs/x.npy", { dtype: "float32", shape: [2], data: Float32Array.of(1, 2) });
 * loadNpy("runs/x.npy").data; // [1, 2]
 */
export const loadNpy = (path: string): HostArray => decodeNpy(readWhole(path), path);

/**
 * Writes arrays to an .npz file, whole or not at all.
 *
 * @throws FileError where the path can't be written; ShapeError, DTypeError where an array contradicts itself
 */
export const saveNpz = (path: string, arrays: HostArrays, options?: NpzWriteOptions): void =>
  writeFileAtomic(path, ...npzPieces(arrays, options));
/**
 * Reads an .npz file, stored or deflated.
 *
 * @throws FileError where it can't be read, is damaged, unpacks beyond the limit or holds something else than arrays
 * @example
 * saveNpz("runs/x.npz", { x: { dtype: "float32", shape: [2], data: Float32Array.of(1, 2) } }, { compress: true });
 * loadNpz("runs/x.npz").get("x")?.data; // [1, 2]
 */
export const loadNpz = (path: string, options?: NpzReadOptions): Map<string, HostArray> =>
  opened(path, (source) => readNpz(source, options));

/** Writes arrays to a JSON file, whole or not at all; the errors are those of {@link saveNpz}. */
export const saveJson = (path: string, arrays: HostArrays): void =>
  writeFileAtomic(path, new TextEncoder().encode(encodeJson(arrays)));
/**
 * Reads arrays from a JSON file.
 *
 * @throws FileError where it can't be read or is something else
 * @example
 * saveJson("runs/x.json", { x: { dtype: "float32", shape: [2], data: Float32Array.of(0.1, 2) } });
 * loadJson("runs/x.json").get("x")?.shape; // [2]
 */
export const loadJson = (path: string): Map<string, HostArray> => decodeJson(readWhole(path), path);
