// TensorFlow.js on its fastest backend that needs nothing but npm: WebAssembly.
import * as tf from "@tensorflow/tfjs";
import { setThreadsCount } from "@tensorflow/tfjs-backend-wasm";

export async function open() {
  setThreadsCount(Number(process.env.NEEDLE_THREADS ?? 1));
  tf.env().set("IS_NODE", true);
  if (!(await tf.setBackend("wasm"))) throw new Error("no backend 'wasm'");
  await tf.ready();
  return {
    name: `${tf.version_core}, wasm`,
    library: tf,
    prepare: ({ step, values }) => ({ step: () => tf.tidy(step), values }),
    number: (value) => (typeof value === "number" ? value : value.dataSync()[0]),
    release: (result) => tf.dispose(result),
  };
}
