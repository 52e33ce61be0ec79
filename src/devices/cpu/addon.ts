// The native addon: found and loaded when somebody first asks for it, at once, and only where there is a Node to load it.
import { vocabulary } from "../../codegen/program/encode.ts";

/** What native/addon.cpp exports. */
export interface Addon {
  readonly vocabulary: string;
  readonly instructionSet: string;
  readonly threads: number;
  bind(addresses: Float64Array, numbers: Float64Array, failure: Float64Array): void;
  addressOf(buffer: ArrayBuffer): number;
  free(buffer: ArrayBuffer): void;
  trim(): void;
  prepare(program: Float64Array): unknown;
  execute(program: unknown, nanoseconds?: Float64Array): true | undefined;
  start(program: unknown, ended: () => void): void;
  finish(): true | undefined;
}

let known: Addon | string | undefined;

/** The addon, or why there is none. */
export function addon(): Addon | string {
  return (known ??= load());
}

function load(): Addon | string {
  if (typeof process === "undefined" || process.dlopen === undefined) return "it needs Node";
  const file = process.env["NEEDLE_ADDON"] ?? "../../../build/needle.node";
  const module = { exports: {} as Addon };
  try {
    process.dlopen(module, decodeURIComponent(new URL(file, import.meta.url).pathname));
  } catch {
    return "the native part is not built; `node scripts/addon.mjs` builds it, or says why it cannot";
  }
  if (module.exports.vocabulary !== vocabulary)
    return "the native part is of another version; `node scripts/addon.mjs` builds it anew";
  return module.exports;
}
