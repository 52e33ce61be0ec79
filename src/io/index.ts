// File formats: safetensors, NumPy's, JSON, IDX; and writing files whole or not at all.
export type { HostArray } from "../host.ts";
export type { HostArrays } from "./arrays.ts";
export { checkWritable, writeFileAtomic } from "./atomic.ts";
export type { Blobs, LoadFromOptions } from "./blobs.ts";
export {
  loadJson,
  loadNpy,
  loadNpz,
  loadSafetensors,
  openSafetensors,
  readBytes,
  readIdx,
  saveJson,
  saveNpy,
  saveNpz,
  saveSafetensors,
} from "./files.ts";
export { endings, load, loadFrom, readArrays, type SaveOptions, save, writeArrays } from "./formats.ts";
export { type IdxArray, isGzip, parseIdx } from "./idx.ts";
export { decodeJson, encodeJson } from "./json.ts";
export { encodeNpy } from "./npy.ts";
export { decodeNpy } from "./npy-reader.ts";
export { decodeNpz, encodeNpz, type NpzReadOptions, type NpzWriteOptions } from "./npz.ts";
export { encodeSafetensors, safetensorsPieces } from "./safetensors.ts";
export { decodeSafetensors, type Safetensors, type SafetensorsFile } from "./safetensors-reader.ts";
export { writeTrace } from "./trace.ts";
