// The formats that hold arrays, by the ending of a file's name; saving and loading tensors with them.
import { basename, extname } from "node:path";
import { fromHost } from "../create.ts";
import { ArgumentError } from "../errors.ts";
import type { HostArray } from "../host.ts";
import type { DeviceLike } from "../runtime/devices.ts";
import type { Tensor } from "../tensor.ts";
import { type Blobs, type LoadFromOptions, loadBlob } from "./blobs.ts";
import { loadJson, loadNpy, loadNpz, loadSafetensors, saveJson, saveNpy, saveNpz, saveSafetensors } from "./files.ts";
import { decodeNpz, type NpzReadOptions, type NpzWriteOptions } from "./npz.ts";
import type { Safetensors } from "./safetensors-reader.ts";

export interface SaveOptions extends NpzWriteOptions {
  /** Strings to store with the arrays; only safetensors can. */
  readonly metadata?: Readonly<Record<string, string>>;
}

interface Format {
  read(path: string, options: NpzReadOptions): Safetensors;
  write(path: string, arrays: ReadonlyMap<string, HostArray>, options: SaveOptions): void;
}

const plain = (arrays: Map<string, HostArray>): Safetensors => ({ arrays, metadata: {} });
const formats: Readonly<Record<string, Format>> = {
  ".safetensors": {
    read: loadSafetensors,
    write: (path, arrays, { metadata }) => saveSafetensors(path, arrays, metadata),
  },
  ".npz": { read: (path, options) => plain(loadNpz(path, options)), write: saveNpz },
  ".npy": {
    read: (path) => plain(new Map([[basename(path, extname(path)), loadNpy(path)]])),
    write: (path, arrays) => {
      const [first, ...others] = arrays.values();
      if (first === undefined || others.length > 0)
        throw new ArgumentError(
          `${path}: .npy holds one array, not ${arrays.size} (${[...arrays.keys()].join(", ")}); choose one, or another format`,
        );
      saveNpy(path, first);
    },
  },
  ".json": { read: (path) => plain(loadJson(path)), write: saveJson },
};

/** The endings of file names that {@link save} and {@link load} know. */
export const endings = Object.keys(formats);

function formatOf(path: string): Format {
  const format = formats[extname(path).toLowerCase()];
  if (format === undefined)
    throw new ArgumentError(`${path}: the format is chosen by the ending; known are ${endings.join(", ")}`);
  return format;
}

/**
 * Reads the arrays of a file in any of the formats, on the host. An .npy file's array is called as the file.
 *
 * @throws ArgumentError on an unknown ending; FileError where the file can't be read or is damaged
 * @example
 * saveNpy("runs/speed.npy", { dtype: "float32", shape: [2], data: Float32Array.of(1, 2) });
 * readArrays("runs/speed.npy").arrays.get("speed")?.shape; // [2]
 */
export const readArrays = (path: string, options: NpzReadOptions = {}): Safetensors =>
  formatOf(path).read(path, options);
/**
 * Writes arrays of the host to a file in any of the formats, whole or not at all.
 *
 * @throws ArgumentError on an unknown ending; FileError where the path can't be written
 * @example
 * writeArrays("runs/a.npz", new Map([["a", { dtype: "float32", shape: [1], data: Float32Array.of(1) }]]));
 */
export const writeArrays = (path: string, arrays: ReadonlyMap<string, HostArray>, options: SaveOptions = {}): void =>
  formatOf(path).write(path, arrays, options);

/**
 * Saves tensors by name, a module's state for example, whole or not at all. The format is chosen by the ending of the path:
 * .safetensors, .npz, .npy (one tensor), .json.
 *
 * @throws ArgumentError on another ending; FileError where the path can't be written
 * @example
 * await save("runs/pair.safetensors", { w: tensor([[1, 2]]), b: tensor([3]) }, { metadata: { epoch: "3" } });
 */
export async function save(
  path: string,
  tensors: Readonly<Record<string, Tensor>>,
  options: SaveOptions = {},
): Promise<void> {
  formatOf(path);
  const arrays = Object.entries(tensors).map(async ([name, t]) => {
    const { dtype, shape } = t;
    return [name, { dtype, shape, data: await t.data() }] as const;
  });
  writeArrays(path, new Map(await Promise.all(arrays)), options);
}

/**
 * Loads tensors by name from any of the formats.
 *
 * @throws ArgumentError on an unknown ending; FileError where the file can't be read, is damaged or has elements without a dtype
 * @example
 * await save("runs/state.npz", { w: tensor([[1, 2]]) });
 * load("runs/state.npz")["w"]; // [[1, 2]]
 */
export function load(
  path: string,
  { device, ...options }: NpzReadOptions & { readonly device?: DeviceLike } = {},
): Record<string, Tensor> {
  const place = device === undefined ? {} : { device };
  const { arrays } = readArrays(path, options);
  return Object.fromEntries(
    [...arrays].map(([name, { data, dtype, shape }]) => [name, fromHost(data, dtype, shape, place)]),
  );
}

/**
 * Loads tensors by name from a File, a Blob, a Response or bytes, in any of the formats. The name says which: its own, the end of
 * its address, or the one given.
 *
 * @throws ArgumentError where no name says which format; FileError where the bytes are damaged
 * @example
 * const bytes = encodeNpy({ dtype: "int32", shape: [2], data: Int32Array.of(3, 4) });
 * const { steps } = await loadFrom(new Blob([bytes as Uint8Array<ArrayBuffer>]), { name: "steps.npy" });
 * steps; // [3, 4]
 */
export const loadFrom = (source: Blobs, options?: LoadFromOptions): Promise<Record<string, Tensor>> =>
  loadBlob(decodeNpz, source, options);
