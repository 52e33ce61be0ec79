// Builds the native device: compiles native/**/*.cpp to build/needle.node where there is a C++ compiler. Where there is
// none, or it fails, one line says so and the JavaScript device serves: nothing fails because of it.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { header } from "./opcodes.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const at = (...parts) => join(root, ...parts);

const HELP = `Usage: node scripts/addon.mjs [--verbose] [--force] [--sanitize KINDS] [--help]

Compiles native/ to build/needle.node with g++ or clang++ (or $CXX), if anything has changed since the last time.

  --verbose          print every command, and all that the compiler says
  --force            compile everything anew
  --sanitize KINDS   build build/sanitized/needle.node with -fsanitize=KINDS, for example address,undefined`;

const common = ["-std=c++20", "-O3", "-fPIC", "-fvisibility=hidden", "-pthread", "-Wall", "-Wextra"];
/** Integers wrap; a block holds one type now and another later. */
const lanes = ["-fwrapv", "-fno-strict-aliasing"];
/** No shortcuts with NaN or infinity; but nobody looks at errno or traps, and products may be fused with sums. */
const floats = ["-fno-math-errno", "-fno-trapping-math", "-ffp-contract=fast"];

/** The instruction sets that a file which mentions NEEDLE_ISA is compiled for, once each. */
const instructionSets =
  process.arch === "x64"
    ? {
        generic: [],
        avx2: ["-march=x86-64-v3"],
        avx512: ["-march=x86-64-v4", "-mprefer-vector-width=512"],
      }
    : { generic: [] };

const say = (line) => process.stderr.write(`needle: ${line}\n`);

/** The files below native/ that are part of the addon: not the programs that test it. */
function sourceFiles() {
  const files = readdirSync(at("native"), { recursive: true }).map((name) => join("native", name));
  return files.filter((name) => /\.(cpp|h)$/.test(name) && !/test\.cpp$/.test(name)).sort();
}

/** Equal lines mean that nothing has changed, without reading the files. */
const fingerprint = (files, options) =>
  [process.env.CXX ?? "", process.arch, options, ...[...files, "scripts/addon.mjs"].map(stamp)].join("\n");
function stamp(file) {
  const { mtimeMs, size } = statSync(at(file));
  return `${file} ${mtimeMs} ${size}`;
}

function findCompiler() {
  const candidates = process.env.CXX ? [process.env.CXX] : ["g++", "clang++", "c++"];
  for (const program of candidates) {
    const { status, stdout } = spawnSync(program, ["--version"], { encoding: "utf8" });
    if (status === 0) return { program, version: stdout };
  }
  return null;
}

/** What there is to compile: one object for each source, or for each source and instruction set. */
function objectsOf(files, folder, flags, version) {
  const texts = new Map(files.map((file) => [file, readFileSync(at(file), "utf8")]));
  /** The text of a file and of all that it includes. */
  const textsOf = (file, seen = new Set()) => {
    if (!texts.has(file) || seen.has(file)) return [];
    seen.add(file);
    const names = [...texts.get(file).matchAll(/^#include "(.*)"/gm)].map(([, name]) => name);
    return [texts.get(file), ...names.flatMap((name) => textsOf(join(dirname(file), name), seen))];
  };
  const hash = (...parts) => createHash("sha256").update(parts.join("\0")).digest("hex").slice(0, 12);
  return files
    .filter((file) => file.endsWith(".cpp"))
    .flatMap((file) => {
      const variants = /\bNEEDLE_ISA\b/.test(texts.get(file)) ? Object.entries(instructionSets) : [["", []]];
      return variants.map(([isa, target]) => {
        const all = [...flags, ...target, ...(isa ? [`-DNEEDLE_ISA=${isa}`] : [])];
        const id = hash(version, ...all, ...textsOf(file));
        const name = file.replace(/^native\W/, "").replace(/\W/g, "-");
        return { file, object: join(folder, `${name}.${isa || "any"}.${id}.o`), flags: all };
      });
    });
}

function run(program, args, verbose) {
  if (verbose) say([program, ...args].join(" "));
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    let words = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (words += text));
    child.on("error", (error) => resolve({ ok: false, words: error.message }));
    child.on("close", (status) => {
      if (verbose && words) process.stderr.write(words);
      resolve({ ok: status === 0, words });
    });
  });
}

/** Runs all jobs, as many at once as there are processors; the first that fails ends it. */
async function inParallel(jobs, verbose) {
  const rest = [...jobs];
  let failed = null;
  const worker = async () => {
    while (rest.length > 0 && failed === null) {
      const [program, args] = rest.shift();
      const result = await run(program, args, verbose);
      if (!result.ok) failed ??= result;
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return failed;
}

/** Builds the addon; returns why there is none, or null. */
async function compile({ verbose, force, sanitize }, files, folder) {
  const compiler = findCompiler();
  if (compiler === null) return "there is no C++ compiler (g++ or clang++, or the one that CXX names)";
  const { program, version } = compiler;
  const headers = at("node_modules", "node-api-headers", "include");
  if (!existsSync(headers)) return "the package node-api-headers is missing";
  const extra = sanitize ? [`-fsanitize=${sanitize}`, "-fno-omit-frame-pointer", "-g", "-O1"] : [];
  const flags = [...common, ...lanes, ...floats, ...extra, `-I${headers}`, "-Inative"];
  const objects = objectsOf(files, folder, flags, version);
  mkdirSync(at(folder), { recursive: true });
  const missing = objects.filter(({ object }) => force || !existsSync(at(object)));
  say(`building the native device (${missing.length} files with ${program}) …`);
  const began = performance.now();
  const jobs = missing.map((o) => [program, [...o.flags, "-c", o.file, "-o", o.object]]);
  const target = join(folder, "needle.node");
  const link = ["-shared", "-pthread", ...extra, "-o", target, ...objects.map((o) => o.object)];
  if (process.platform === "darwin") link.push("-undefined", "dynamic_lookup");
  else link.push("-Wl,-z,nodelete"); // its threads outlive the worker that loaded it
  const failed = (await inParallel(jobs, verbose)) ?? (await inParallel([[program, link]], verbose));
  if (failed) return `${program} failed: ${firstError(failed.words)}`;
  const kept = new Set(objects.map(({ object }) => at(object)));
  for (const name of readdirSync(at(folder)))
    if (name.endsWith(".o") && !kept.has(at(folder, name))) rmSync(at(folder, name));
  say(`the native device took ${((performance.now() - began) / 1000).toFixed(1)} s`);
  return null;
}

const firstError = (words) =>
  words.split("\n").find((line) => /error|undefined/i.test(line)) ?? words.trim().split("\n")[0];

/** Makes build/needle.node present and up to date if it can be; never throws. */
export async function buildAddon(options = {}) {
  try {
    const folder = options.sanitize ? join("build", "sanitized") : "build";
    await writeOpcodes();
    const files = sourceFiles();
    const stampFile = at(folder, "stamp");
    const now = fingerprint(files, options.sanitize ?? "");
    if (!options.force && existsSync(stampFile) && readFileSync(stampFile, "utf8").startsWith(now)) return;
    const why = process.platform === "win32" ? "it is not built on Windows yet" : await compile(options, files, folder);
    mkdirSync(at(folder), { recursive: true });
    if (why === null) {
      if (!options.sanitize) createRequire(import.meta.url)(at(folder, "needle.node"));
    } else {
      rmSync(at(folder, "needle.node"), { force: true });
      say(`no native device: ${why}; the slower JavaScript device serves`);
    }
    writeFileSync(stampFile, `${now}\n${why ?? "built"}`);
  } catch (error) {
    say(`no native device: ${error.message.split("\n")[0]}; the slower JavaScript device serves`);
  }
}

/** The list of scalar functions for C++. Left alone where nothing has changed, since everything depends on it. */
async function writeOpcodes() {
  const file = at("native", "generated", "opcodes.h");
  const text = await header();
  if (existsSync(file) && readFileSync(file, "utf8") === text) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({
    options: {
      help: { type: "boolean" },
      verbose: { type: "boolean" },
      force: { type: "boolean" },
      sanitize: { type: "string" },
    },
  });
  if (values.help) console.log(HELP);
  else await buildAddon(values);
}
