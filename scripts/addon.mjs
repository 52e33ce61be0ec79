// Builds the native device: compiles native/**/*.cpp to build/needle.node where there is a C++ compiler. Where there is
// none, or it fails, one line says so and the JavaScript device serves: nothing fails because of it.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { at, compile, findCompiler, sanitizers, say, wantedCompiler } from "./native/compiler.mjs";
import { alone, compileObjects, nativeFiles, removeOthers } from "./native/objects.mjs";
import { header } from "./opcodes.mjs";

const HELP = `Usage: node scripts/addon.mjs [--verbose] [--force] [--folder DIR] [--sanitize KINDS] [--help]

Compiles native/ to build/needle.node with g++ or clang++ (or what NEEDLE_CXX or CXX names), if anything has changed since
the last time.

  --verbose          print every command, and all that the compiler says
  --force            compile everything anew
  --folder DIR       build there instead, for example with a compiler for other machines
  --sanitize KINDS   compile with -fsanitize=KINDS, for example address,undefined`;

/** Equal lines mean that nothing has changed, without reading the files. */
function fingerprint(sanitize) {
  const scripts = ["addon.mjs", "native/compiler.mjs", "native/objects.mjs"].map((name) => join("scripts", name));
  const stamps = [...nativeFiles(/\.(cpp|h)$/), ...scripts].map((file) => {
    const { mtimeMs, size } = statSync(at(file));
    return `${file} ${mtimeMs} ${size}`;
  });
  return [`compiler: ${wantedCompiler}`, process.arch, `sanitizers: ${sanitize}`, ...stamps].join("\n");
}

/** Compiles the addon's objects: all sources but the programs that test them. */
export async function addonObjects(compiler, folder, options) {
  if (!existsSync(at("node_modules", "node-api-headers"))) throw new Error("the package node-api-headers is missing");
  const objects = await compileObjects(compiler, nativeFiles(/(?<!test)\.cpp$/), folder, options);
  removeOthers(folder, objects);
  return objects;
}

/** Links objects to an addon. It is replaced as a whole: processes that have loaded the old one keep it. */
export async function link(compiler, objects, target, { sanitize, verbose, flags = [] } = {}) {
  const words = ["-shared", "-pthread", ...sanitizers(sanitize), ...flags, "-o", `${target}.part`, ...objects];
  if (/darwin/.test(compiler.machine)) words.push("-undefined", "dynamic_lookup");
  else words.push("-Wl,-z,nodelete"); // its threads outlive the worker that loaded it
  await compile(compiler, words, verbose);
  renameSync(at(`${target}.part`), at(target));
}

async function build(folder, options) {
  if (process.platform === "win32") throw new Error("it is not built on Windows yet");
  const compiler = findCompiler();
  const began = performance.now();
  const target = join(folder, "needle.node");
  await link(compiler, await addonObjects(compiler, folder, options), target, options);
  const isOurs = !options.sanitize && folder === "build";
  if (isOurs) createRequire(import.meta.url)(at(target));
  say(`the native device took ${((performance.now() - began) / 1000).toFixed(1)} s`);
}

/** Makes needle.node in `options.folder` present and up to date if it can be, and says whether it is; never throws. */
export async function buildAddon(options = {}) {
  const { folder = "build", sanitize = "", force = false } = options;
  try {
    await writeOpcodes();
    const now = fingerprint(sanitize);
    const stampFile = at(folder, "stamp");
    /** Whether it was built from what is there now: undefined where nothing is known of that. */
    const known = () => {
      const [before, how] = existsSync(stampFile) ? readFileSync(stampFile, "utf8").split("\n\n") : [];
      return !force && before === now ? how === "built" : undefined;
    };
    if (known() !== undefined) return known();
    return await alone(folder, async () => {
      if (known() !== undefined) return known(); // another process has done it meanwhile
      const why = await build(folder, options).then(() => null, (error) => error.message.split("\n")[0]); // biome-ignore format: one line
      if (why !== null) {
        rmSync(at(folder, "needle.node"), { force: true });
        say(`no native device: ${why}; the slower JavaScript device serves`);
      }
      writeFileSync(stampFile, `${now}\n\n${why ?? "built"}`);
      return why === null;
    });
  } catch (error) {
    say(`no native device: ${error.message.split("\n")[0]}; the slower JavaScript device serves`);
    return false;
  }
}

/** The list of scalar functions for C++. Left alone where nothing has changed, since everything depends on it. */
export async function writeOpcodes() {
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
      folder: { type: "string" },
      sanitize: { type: "string" },
    },
  });
  if (values.help) console.log(HELP);
  else await buildAddon(values);
}
