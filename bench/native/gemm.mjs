// Matrix products against the libraries installed: builds gemm.cpp and prints GFLOP/s, medians of interleaved rounds, and the
// ratio to the best of them. A library is left out where it is not installed (Debian: libopenblas0-pthread libdnnl2 libblis4-pthread).
import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";
import { build } from "./build.mjs";

const { values: options } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    only: { type: "string", default: "" },
    threads: { type: "string", default: "2" },
    milliseconds: { type: "string", default: "6" },
    rounds: { type: "string", default: "7" },
    help: { type: "boolean", default: false },
  },
});
if (options.help) {
  console.log("usage: node bench/native/gemm.mjs [--json] [--only 512] [--threads 2] [--milliseconds 6] [--rounds 7]");
  process.exit(0);
}

const program = build("gemm");

// Peers' threads spin for long after a product and would slow the next contender; these waits still cover a gap between calls.
const env = {
  ...process.env,
  OMP_NUM_THREADS: options.threads,
  GOMP_SPINCOUNT: "100000",
  OPENBLAS_THREAD_TIMEOUT: "20",
};
const run = spawnSync(program, [options.threads, options.milliseconds, options.rounds, options.only], {
  env,
  stdio: ["ignore", "pipe", "inherit"],
  maxBuffer: 1 << 26,
});
if (run.status !== 0) process.exit(1);
const output = run.stdout.toString();

const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];
const spread = (list) => (Math.max(...list) - Math.min(...list)) / 2 / median(list);
const rows = output
  .trim()
  .split("\n")
  .filter(Boolean)
  .map((line) => JSON.parse(line));
const results = rows.map(({ shape, flops, seconds }) => {
  const peers = Object.keys(seconds).filter((name) => name !== "needle");
  const ratios = seconds.needle.map((own, i) => Math.min(...peers.map((name) => seconds[name][i])) / own);
  const speed = Object.fromEntries(Object.entries(seconds).map(([name, list]) => [name, flops / median(list) / 1e9]));
  return {
    shape,
    nanoseconds: median(seconds.needle) * 1e9,
    gflops: speed,
    ratio: median(ratios),
    spread: spread(ratios),
  };
});
if (options.json) console.log(JSON.stringify({ threads: Number(options.threads), results }, null, 1));
else if (results.length > 0) {
  const names = Object.keys(results[0].gflops);
  console.log(`| shape | ns | ${names.join(" | ")} | needle / best peer |`);
  console.log(`| --- | ---: |${names.map(() => " ---: |").join("")} ---: |`);
  for (const { shape, nanoseconds, gflops, ratio, spread: width } of results) {
    const speeds = names.map((name) => gflops[name].toFixed(1)).join(" | ");
    console.log(`| ${shape} | ${nanoseconds.toFixed(0)} | ${speeds} | ${ratio.toFixed(2)} ± ${width.toFixed(2)} |`);
  }
  const mean = Math.exp(results.reduce((sum, { ratio }) => sum + Math.log(ratio), 0) / results.length);
  console.log(
    `\ngeometric mean ${mean.toFixed(2)}; below 0.95: ${results.filter(({ ratio }) => ratio < 0.95).length} of ${results.length}`,
  );
}
