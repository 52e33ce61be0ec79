// npm run bench: Needle and its peers, interleaved. What can be said is in harness/options.mjs, how it is measured in docs/performance.md.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Contender } from "./harness/contender.mjs";
import { machine } from "./harness/machine.mjs";
import { help, readOptions } from "./harness/options.mjs";
import { contenders } from "./harness/peers.mjs";
import { lines } from "./harness/report.mjs";
import { measureCase } from "./harness/rounds.mjs";
import { cases, programFor } from "./harness/workloads.mjs";

/** Programs that have started, by name; those that are not there are left out with one line. */
async function startAll(names, chosen, options) {
  const started = new Map();
  const absent = new Map(); // one line for each peer
  for (const name of names) {
    const { title, file, only, start } = contenders[name];
    if (!chosen.some(({ workload }) => (only ? only === workload : programFor(workload, file)))) continue;
    try {
      started.set(name, await Contender.start(start(options)));
    } catch (error) {
      absent.set(title, error.message);
    }
  }
  for (const [title, why] of absent) console.error(`left out: ${title}: ${why}`);
  return started;
}

/** What the figures are called: names of contenders, or the part before the dash, which stands for all of its settings. */
function chosenNames(peers) {
  const names = Object.keys(contenders);
  if (peers === null) return names;
  const family = (name) => name.split("-")[0];
  const unknown = peers.find((peer) => !names.some((name) => peer === name || peer === family(name)));
  if (unknown) throw new Error(`--peers: there is no '${unknown}'; there are ${names.join(", ")}`);
  return names.filter((name) => family(name) === "needle" || peers.includes(name) || peers.includes(family(name)));
}

/** The contenders of one case, each with its settings. */
function lineUp(one, started, { threads }) {
  /** Slow ones would need minutes for the largest. */
  const small = one.flops * one.units < 3e8;
  return [...started]
    .map(([name, contender]) => ({ name, contender, ...contenders[name] }))
    .filter(({ file, only }) => (only ? only === one.workload : programFor(one.workload, file)))
    .filter(({ patient }) => patient || small)
    .map((one) => ({ ...one, settings: one.threads && threads > 1 ? [{ threads }, { threads: 1 }] : [{ threads }] }));
}

/** Writes the figures, with what the file says of other workloads. */
function save(file, started, measured, { threads, rounds, milliseconds }) {
  const before = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : { cases: [], versions: {} };
  const kept = before.cases.filter(({ id }) => !measured.some((one) => one.id === id));
  const versions = { ...before.versions };
  for (const [name, { version }] of started) versions[contenders[name].title] ??= version;
  const date = new Date().toISOString().slice(0, 10);
  const all = [...kept, ...measured].sort((a, b) => a.order - b.order);
  const run = { date, machine: machine(), threads, rounds, milliseconds, versions, cases: all };
  writeFileSync(file, `${JSON.stringify(run, null, 1)}\n`);
}

async function main(options) {
  const chosen = await cases(options.only);
  if (chosen.length === 0) throw new Error(`--only: nothing is called ${options.only.join(", ")}; --list shows what there is`);
  const names = chosenNames(options.peers);
  const started = await startAll(names, chosen, options);
  const measured = [];
  try {
    for (const one of options.list ? [] : chosen) {
      const { results, notes } = await measureCase(one, lineUp(one, started, options), options);
      const { id, title, group, order, unit, flops, bytes } = one;
      measured.push({ id, title, group, order, unit, flops, bytes, results, notes });
      for (const line of lines(measured.at(-1))) console.log(line);
      if (options.json) save(options.json, started, measured, options);
    }
    if (options.list) {
      for (const { id, title } of chosen) console.log(id === `product ${title}` ? id : `${id}: ${title}`);
      for (const [name, { version }] of started) console.log(`${name}: ${contenders[name].title} ${version}`);
    }
  } finally {
    for (const contender of started.values()) contender.stop();
  }
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) console.log(help);
  else if (options.install) {
    const cwd = fileURLToPath(new URL(".", import.meta.url));
    process.exitCode = spawnSync("npm", ["ci", "--ignore-scripts"], { cwd, stdio: "inherit", shell: process.platform === "win32" }).status; // biome-ignore format: one line
  } else await main(options);
} catch (error) {
  console.error(`bench: ${error.message}`);
  process.exitCode = 1;
}
