// Objects of C++ sources: each is compiled once for what it depends on (its text, the headers that it reaches, flags and
// compiler), and found again by a hash of that. Several are compiled at the same time, but never by two builds at once.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join, normalize } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { at, compile, flagsFor, instructionSets, say } from "./compiler.mjs";

/** The files below native/ whose names fit, in order. */
export const nativeFiles = (pattern) =>
  readdirSync(at("native"), { recursive: true })
    .filter((name) => pattern.test(name))
    .map((name) => join("native", name))
    .sort();

/** A source and every file below native/ that it includes, directly or not. */
export function reach(file, seen = new Set()) {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, name] of readFileSync(at(file), "utf8").matchAll(/^\s*#include "(.+)"/gm)) {
    const nearest = [dirname(file), "native"].map((folder) => normalize(join(folder, name)));
    const found = nearest.find((path) => existsSync(at(path)));
    if (found !== undefined) reach(found, seen);
  }
  return seen;
}

/** What there is to compile: one object for each source, or for each source and instruction set. */
function objectsOf(compiler, files, folder, sanitize) {
  const flags = [...compiler.args, ...flagsFor(sanitize)];
  return files.flatMap((file) => {
    const texts = [...reach(file)].map((path) => readFileSync(at(path), "utf8"));
    const isVaried = /\bNEEDLE_ISA\b/.test(texts[0]);
    const variants = isVaried ? Object.entries(instructionSets(compiler.machine)) : [["any", []]];
    return variants.map(([isa, target]) => {
      const words = [...flags, ...target, ...(isVaried ? [`-DNEEDLE_ISA=${isa}`] : [])];
      const parts = [compiler.program, compiler.version, compiler.machine, ...words, ...texts];
      const id = createHash("sha256").update(parts.join("\0")).digest("hex").slice(0, 12);
      const name = file.replace(/^native\W/, "").replace(/\W/g, "-");
      return { file, object: join(folder, `${name}.${isa}.${id}.o`), words };
    });
  });
}

/**
 * Compiles sources to objects in a folder, what is there and up to date excepted. Returns their paths; throws the first
 * error of the compiler.
 */
export async function compileObjects(compiler, files, folder, { sanitize, force, verbose } = {}) {
  mkdirSync(at(folder), { recursive: true });
  const objects = objectsOf(compiler, files, folder, sanitize);
  const missing = objects.filter(({ object }) => force || !existsSync(at(object)));
  if (missing.length > 0)
    say(`compiling ${missing.length} of ${objects.length} native files with ${compiler.program} …`);
  await inParallel(missing, async ({ file, object, words }) => {
    await compile(compiler, [...words, "-c", file, "-o", `${object}.part`], verbose);
    renameSync(at(`${object}.part`), at(object)); // so that an interrupted compiler leaves no half of one
  });
  return objects.map(({ object }) => object);
}

/** Removes objects of older texts from a folder: all but these. */
export function removeOthers(folder, objects) {
  for (const name of readdirSync(at(folder)))
    if (/\.o(\.part)?$/.test(name) && !objects.includes(join(folder, name))) rmSync(at(folder, name));
}

/** Works on all items, as many at once as there are processors; the first failure ends it. */
async function inParallel(items, work) {
  const rest = [...items];
  const worker = async () => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift())
      await work(item).catch((error) => {
        rest.length = 0;
        throw error;
      });
  };
  const results = await Promise.allSettled(Array.from({ length: availableParallelism() }, worker));
  const failed = results.find(({ status }) => status === "rejected");
  if (failed) throw failed.reason;
}

/** Does some work in a folder while no other process does; waits for one that is at it. */
export async function alone(folder, work) {
  const lock = at(folder, "lock");
  mkdirSync(at(folder), { recursive: true });
  for (let isFirst = true; !take(lock); isFirst = false) {
    if (isFirst) say("another build is running: waiting for it …");
    await sleep(100);
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** A lock is a file with the number of its process; true where it is ours now. One whose process has died is removed. */
function take(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
  }
  try {
    const isOld = Date.now() - statSync(lock).mtimeMs > 600_000;
    if (isOld || !isRunning(Number(readFileSync(lock, "utf8")))) rmSync(lock, { force: true });
  } catch {
    // it has just been given back
  }
  return false;
}
function isRunning(process_) {
  try {
    return process.kill(process_, 0);
  } catch (error) {
    return error.code === "EPERM";
  }
}
