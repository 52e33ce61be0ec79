// The native addon: found and loaded when somebody first asks for it, at once, and only where there is a Node to load it.
import { vocabulary } from "../../codegen/program/encode.ts";

/** What native/addon.cpp exports. */
export interface Addon {
  readonly vocabulary: string;
  readonly instructionSet: string;
  readonly threads: number;
  bind(addresses: Float64Array, numbers: Float64Array, failure: Float64Array): void;
  addressOf(buffer: ArrayBuffer): number;
  prepare(program: Float64Array): unknown;
  execute(program: unknown): true | undefined;
  /** Homework 0, in place; the caller has checked all sizes and labels. Throws where memory is out. */
  softmaxRegressionEpoch(
    X: Float32Array,
    y: Uint8Array,
    theta: Float32Array,
    m: number,
    n: number,
    k: number,
    lr: number,
    batch: number,
  ): void;
}

let known: Addon | string | undefined;

/** The addon, or why there is none. */
export function addon(): Addon | string {
  return (known ??= load());
}

function load(): Addon | string {
  if (typeof process === "undefined" || process.dlopen === undefined) return "it needs Node";
  const module = { exports: {} as Addon };
  const file = [asked, packaged, built].map((place) => place()).find((url) => url !== undefined);
  if (file === undefined) return missing();
  try {
    process.dlopen(module, decodeURIComponent(new URL(file, import.meta.url).pathname));
  } catch (error) {
    const reason = String((error as Error).message).split("\n")[0];
    return /No such file|not found|no such file/.test(reason!) ? missing() : `the native part does not load: ${reason}`;
  }
  if (module.exports.vocabulary !== vocabulary) return `the native part ${file} is of another version; ${remedy()}`;
  return module.exports;
}
