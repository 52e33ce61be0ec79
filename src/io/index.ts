// File formats: IDX, safetensors, and writing files whole or not at all.
export { checkWritable, writeFileAtomic } from "./atomic.ts";
export { loadSafetensors, readBytes, readIdx, saveSafetensors } from "./files.ts";
export { type IdxArray, isGzip, parseIdx } from "./idx.ts";
export { encodeSafetensors, type HostArray, type HostArrays, safetensorsPieces } from "./safetensors.ts";
export { decodeSafetensors, type Safetensors } from "./safetensors-reader.ts";
