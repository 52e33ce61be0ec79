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
  for (const url of places()) {
    const path = decodeURIComponent(new URL(url).pathname);
    const module = { exports: {} as Addon };
    try {
      process.dlopen(module, path);
    } catch (error) {
      const { message } = error as Error;
      if (message.includes(path) && /no such file/i.test(message)) continue;
      return `the native part does not load: ${message.split("\n")[0]}`;
    }
    if (module.exports.vocabulary === vocabulary) return module.exports;
    return `the native part ${path} is of another version; ${remedy()}`;
  }
  return `the native part is missing; ${remedy()}`;
}

/** Where it may be: the file that NEEDLE_ADDON names; else in the package for this platform, or where a clone builds it. */
function places(): string[] {
  const asked = process.env["NEEDLE_ADDON"];
  if (asked) return [new URL(asked, `file://${process.cwd()}/`).href];
  const built = new URL("../../../build/needle.node", import.meta.url).href;
  try {
    return [import.meta.resolve(`${packageName()}/needle.node`), built];
  } catch {
    return [built]; // there is no such package
  }
}

const packageName = (): string => `needle-ts-${process.platform}-${process.arch}`;
const remedy = (): string =>
  import.meta.url.includes("/node_modules/")
    ? `it comes with the package ${packageName()}, where there is one for this platform`
    : "`node scripts/addon.mjs` builds it, or says why it cannot";
