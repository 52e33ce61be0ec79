// npm run bench: Needle and its peers, interleaved. What can be said is in harness/options.mjs, how it is measured in docs/performance.md.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { lineUp, startAll } from "./harness/line-up.mjs";
import { machine } from "./harness/machine.mjs";
import { help, readOptions } from "./harness/options.mjs";
import { lines } from "./harness/report.mjs";
import { measureCase } from "./harness/rounds.mjs";
import { cases } from "./harness/workloads.mjs";

function install() {
  const cwd = fileURLToPath(new URL(".", import.meta.url));
  const shell = process.platform === "win32";
  process.exitCode = spawnSync("npm", ["ci", "--ignore-scripts"], { cwd, stdio: "inherit", shell }).status;
}

/** Writes the figures, with what the file says of other workloads. */
function save(file, started, measured, { threads, rounds, milliseconds }) {
  const before = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : { cases: [], versions: {} };
  const kept = before.cases.filter(({ id }) => !measured.some((one) => one.id === id));
  const versions = { ...before.versions };
  for (const { title, contender } of started) versions[title] = contender.version;
  const all = [...kept, ...measured].sort((a, b) => a.order - b.order);
  const date = new Date().toISOString().slice(0, 10);
  const run = { date, machine: machine(), threads, rounds, milliseconds, versions, cases: all };
  writeFileSync(file, `${JSON.stringify(run, null, 1).replace(/\n\s+(?=[\d\]])/g, " ")}\n`); // times in one line
}

async function measure(chosen, started, options) {
  const measured = [];
  for (const one of chosen) {
    const { results, notes } = await measureCase(one, lineUp(one, started, options), options);
    const { id, title, group, order, unit, flops, bytes } = one;
    measured.push({ id, title, group, order, unit, flops, bytes, results, notes });
    for (const line of lines(measured.at(-1))) console.log(line);
    if (options.json) save(options.json, started, measured, options);
  }
}

function list(chosen, started) {
  for (const { id, title } of chosen) console.log(id.endsWith(title) ? id : `${id}: ${title}`);
  for (const { name, title, contender } of started) console.log(`${name}: ${title} (${contender.version})`);
}

async function main(options) {
  const chosen = await cases(options.only);
  if (chosen.length === 0)
    throw new Error(`--only: nothing is called ${options.only.join(", ")}; --list shows what there is`);
  const started = await startAll(chosen, options);
  try {
    if (options.list) list(chosen, started);
    else await measure(chosen, started, options);
  } finally {
    for (const { contender } of started) contender.stop();
  }
}

for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(130));
try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) console.log(help);
  else if (options.install) install();
  else await main(options);
} catch (error) {
  console.error(`bench: ${error.message}`);
  process.exitCode = 1;
}
