// Whom Needle is measured against: how each is found and started, and which files of a workload are its programs.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "../native/build.mjs";

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** Threads of OpenMP and OpenBLAS would spin for long after their work and slow down whoever is next. */
const patience = { GOMP_SPINCOUNT: "100000", OPENBLAS_THREAD_TIMEOUT: "20" };

const script = (program, ...settings) => ({
  command: process.execPath,
  args: [at("programs/serve.mjs"), program, ...settings],
});
const npm = (name, ...packages) => {
  const missing = packages.find((one) => !existsSync(at(`node_modules/${one}`)));
  if (missing) throw new Error(`${missing} is not installed; npm run bench -- --install`);
  return script(name);
};
const own = (title, ...settings) => ({
  title,
  file: "needle.mjs",
  start: ({ threads }) => ({ ...script("needle", ...settings), env: { NEEDLE_THREADS: String(threads) } }),
  patient: settings[0] === "cpu",
});

/** Each Python that has PyTorch, with its version: whether a newer one is faster depends on the workload. */
function pythons({ python, peers }) {
  if (peers !== null && !peers.includes("torch")) return [];
  const candidates = python.length > 0 ? python : ["python3", "/usr/bin/python3"];
  const versions = new Map();
  for (const program of candidates) {
    const { status, stdout } = spawnSync(program, ["-c", "import torch; print(torch.__version__)"], {
      encoding: "utf8",
    });
    const version = status === 0 && stdout.trim().match(/^\d+\.\d+/)?.[0];
    if (version && !versions.has(version)) versions.set(version, program);
  }
  if (versions.size === 0)
    console.error(`left out: PyTorch: not in ${candidates.join(" or ")}; --python names another`);
  return [...versions];
}
const torch = (version, program, env) => ({
  title: `PyTorch ${version}`,
  file: "torch.py",
  start: ({ threads }) => ({
    command: program,
    args: [at("programs/torch_program.py")],
    env: { ...patience, OMP_NUM_THREADS: String(threads), ...env },
  }),
  threads: true,
  patient: true,
});
const library = (title, name) => ({
  title,
  file: "needle.mjs",
  only: "product",
  start: ({ threads }) => ({
    command: build("libraries"),
    args: [name],
    env: { ...patience, OMP_NUM_THREADS: String(threads) },
  }),
  threads: true,
  patient: true,
});

/**
 * Contenders by name. `title`: for people; `file`: its program in the folder of a workload; `start`: what to run; `threads`: it is told
 * how many, and tried with one as well; `patient`: fast enough for every workload. Several with one title are settings of one peer, and the
 * quickest counts.
 */
export const contenders = (options) => ({
  "needle-compile": own("Needle, compile", "cpu", "compile"),
  needle: own("Needle", "cpu"),
  "needle-js": own("Needle, device js", "js"),
  hand: {
    title: "by hand in C++",
    file: "hand.cpp",
    start: ({ threads }) => ({ command: build("hand"), env: { NEEDLE_THREADS: String(threads) } }),
    patient: true,
  },
  "hand-1": {
    title: "by hand in C++",
    file: "hand.cpp",
    start: () => ({ command: build("hand"), env: { NEEDLE_THREADS: "1" } }),
    patient: true,
  },
  ...Object.fromEntries(
    pythons(options).flatMap(([version, program]) =>
      ["avx2", "avx512"].map((isa) => [
        `torch-${version}-${isa}`,
        torch(version, program, { ATEN_CPU_CAPABILITY: isa }), // elsewhere than on x86-64 it changes nothing
      ]),
    ),
  ),
  openblas: library("OpenBLAS", "openblas"),
  onednn: library("oneDNN", "onednn"),
  tfjs: {
    title: "TensorFlow.js (wasm)",
    file: "tfjs.mjs",
    start: ({ threads }) => ({
      ...npm("tfjs", "@tensorflow/tfjs", "@tensorflow/tfjs-backend-wasm"),
      env: { NEEDLE_THREADS: String(threads) },
    }),
  },
  jax: { title: "jax-js", file: "jax.mjs", start: () => npm("jax", "@jax-js/jax") },
  onnx: {
    title: "onnxruntime-node",
    file: "onnx.mjs",
    start: () => npm("onnx", "onnxruntime-node"),
    threads: true,
  },
  "onnx-web": {
    title: "onnxruntime-web",
    file: "onnx.mjs",
    start: () => ({ ...npm("onnx", "onnxruntime-web"), args: [at("programs/serve.mjs"), "onnx", "web"] }),
    threads: true,
  },
});
