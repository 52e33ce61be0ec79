// jax-js on WebAssembly, steps under jit.

import { readFileSync } from "node:fs";
import * as jax from "@jax-js/jax";

export async function open() {
  const { version } = JSON.parse(
    readFileSync(new URL("../node_modules/@jax-js/jax/package.json", import.meta.url), "utf8"),
  );
  await jax.init("wasm");
  jax.defaultDevice("wasm");
  return {
    name: `${version}, wasm, jit`,
    library: jax,
    wait: (result) => jax.blockUntilReady(result),
    number: (value) => (typeof value === "number" ? value : value.ref.dataSync()[0]),
  };
}
