// Tensors from what a program holds instead of a path: files that a user chose, answers of servers, bytes.
import { fromHost } from "../create.ts";
import { ArgumentError } from "../errors.ts";
import type { HostArray } from "../host.ts";
import type { DeviceLike } from "../runtime/devices.ts";
import type { Tensor } from "../tensor.ts";
import type { NpzReadOptions } from "./archive.ts";
import { decodeJson } from "./json.ts";
import { decodeNpy } from "./npy-reader.ts";
import { decodeSafetensors } from "./safetensors-reader.ts";

/** A File, Blob or Response, or the bytes themselves. */
export type Blobs =
  | ArrayBuffer
  | Uint8Array
  | { readonly name?: string; readonly url?: string; arrayBuffer(): Promise<ArrayBuffer> };

export interface LoadFromOptions extends NpzReadOptions {
  /** Chooses the format by its ending; needed where the source has no name of its own. */
  readonly name?: string;
  /** Default: what `setDefaultDevice` said. */
  readonly device?: DeviceLike;
}
type DecodeNpz = (bytes: Uint8Array, file: string, options: NpzReadOptions) => Map<string, HostArray>;

/** Reads a source in the format that its name says; .npz is read as the caller can. */
export async function loadBlob(
  decodeNpz: DecodeNpz,
  source: Blobs,
  { name, device, ...options }: LoadFromOptions = {},
): Promise<Record<string, Tensor>> {
  const isBytes = source instanceof ArrayBuffer || source instanceof Uint8Array;
  const title = name ?? (isBytes ? "" : (source.name ?? source.url ?? "")).replace(/[?#].*$/, "");
  const formats: Readonly<Record<string, DecodeNpz>> = {
    safetensors: (bytes) => decodeSafetensors(bytes, title).arrays,
    npz: decodeNpz,
    npy: (bytes) => new Map([[/([^/]*)\.npy$/i.exec(title)![1]!, decodeNpy(bytes, title)]]),
    json: (bytes) => decodeJson(bytes, title),
  };
  const decode = formats[/\.([^./]*)$/.exec(title)?.[1]?.toLowerCase() ?? ""];
  if (decode === undefined)
    throw new ArgumentError(
      `loadFrom: '${title}' does not say which format it is; give { name } with one of the endings ${Object.keys(formats).join(", ")}`,
    );
  const bytes = source instanceof Uint8Array ? source : new Uint8Array(isBytes ? source : await source.arrayBuffer());
  const place = device === undefined ? {} : { device };
  return Object.fromEntries(
    [...decode(bytes, title, options)].map(([key, { data, dtype, shape }]) => [
      key,
      fromHost(data, dtype, shape, place),
    ]),
  );
}
