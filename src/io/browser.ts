// needle-ts/io without a file system: what a bundler takes for browsers. Bytes in, bytes out.
import { ArgumentError } from "../errors.ts";
import type { HostArray } from "../host.ts";
import type { Tensor } from "../tensor.ts";
import { archivePieces, type NpzReadOptions, readArchive } from "./archive.ts";
import { type HostArrays, joined } from "./arrays.ts";
import { type Blobs, type LoadFromOptions, loadBlob } from "./blobs.ts";
import { inflate } from "./inflate.ts";
import { inMemory } from "./source.ts";

export type { HostArray } from "../host.ts";
export type { NpzReadOptions } from "./archive.ts";
export type { HostArrays } from "./arrays.ts";
export type { Blobs, LoadFromOptions } from "./blobs.ts";
export { type IdxArray, isGzip, parseIdx } from "./idx.ts";
export { decodeJson, encodeJson } from "./json.ts";
export { encodeNpy } from "./npy.ts";
export { decodeNpy } from "./npy-reader.ts";
export { encodeSafetensors, safetensorsPieces } from "./safetensors.ts";
export { decodeSafetensors, type Safetensors, type SafetensorsFile } from "./safetensors-reader.ts";

/** Arrays as .npz bytes, stored: there is nothing here that could compress them at once. */
export function encodeNpz(arrays: HostArrays, { compress = false }: { readonly compress?: boolean } = {}): Uint8Array {
  if (compress) throw new ArgumentError("encodeNpz: browsers can't compress at once; leave { compress } out");
  return joined(archivePieces(arrays, null));
}
/** Reads .npz bytes, stored or deflated, as in Node. */
export const decodeNpz = (bytes: Uint8Array, file = "npz data", options?: NpzReadOptions): Map<string, HostArray> =>
  readArchive(inMemory(bytes, file), inflate, options);
/** Tensors by name from a file, an answer of a server, or bytes, as in Node. */
export const loadFrom = (source: Blobs, options?: LoadFromOptions): Promise<Record<string, Tensor>> =>
  loadBlob(decodeNpz, source, options);
