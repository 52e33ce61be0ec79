// ONNX Runtime, native or, as "web", in WebAssembly: products only, since it does not train.
import { readFileSync } from "node:fs";
import { gemmModel } from "./onnx-model.mjs";

export async function open([web]) {
  const packageName = web ? "onnxruntime-web" : "onnxruntime-node";
  const ort = await import(packageName);
  const file = new URL(`../node_modules/${packageName}/package.json`, import.meta.url);
  const { version } = JSON.parse(readFileSync(file, "utf8"));
  return {
    name: `${version}, ${web ? "wasm" : "native"}`,
    library: { ort, backend: web ? "wasm" : "cpu", gemmModel },
    number: Number,
  };
}
