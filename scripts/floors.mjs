// The rule of floors: a file imports only from its own floor or a lower one, so that every part can be read, tested and
// replaced knowing only what is below it. Within a floor, imports may not run in circles. Run by `npm run check`.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** The floors, lowest first; a name is a file or a folder of src/. */
export const floors = [
  ["errors", "dtype", "shape", "range", "excluded", "host", "collect"], // words everybody uses; data outside of tensors
  ["types"], // the shape rules, as types
  ["ir"], // scalar expressions and kernels
  ["graph"], // tensor graph and gradients
  ["compiler"], // graph → plan
  ["codegen"], // kernel → text or bytes
  ["devices"], // plan → result
  ["runtime"], // when what runs
  ["methods"], // what tensor methods do
  ["print", "tensor", "variable", "create", "transfer", "functional", "random", "autograd", "inspect"], // what a user holds
  ["transforms"], // functions of functions: compile, derivatives, profiles
  ["init"],
  ["io"], // file formats
  ["nn"],
  ["optim"],
  ["data"], // data sets and loaders, on io
  ["training"], // the loop, its metrics and checkpoints
  ["models", "course"], // whole models; the course's library
  ["distributed"],
  ["viz"],
  ["index"], // what the package exports
  ["cli"], // the command, which uses all of it
];

/** From these floors `import type` may point to these, upwards: the types describe the class that uses them. */
const upwardTypes = { types: ["tensor", "ir"] };

const HELP = `Usage: node scripts/floors.mjs [--help] [FOLDER]

Reads the imports of FOLDER/**/*.ts (src by default) and fails where a file imports from a floor above its own or where
value imports run in circles. Floors, lowest first:
${floors.map((names, i) => `  ${String(i + 1).padStart(2)}  ${names.join(", ")}`).join("\n")}`;

const importForm =
  /^(?:import|export)\s+(type\s+)?(?:(?:[\w$*]+(?:\s+as\s+[\w$]+)?\s*,?\s*)?(?:\*\s*as\s+[\w$]+\s*)?(?:\{[^}]*\})?\s*from\s*)?["'](\.[^"']+)["']/gm;
const laterForm = /\bimport\(\s*["'](\.[^"']+)["']/g;

/** The relative imports of a source text: `{ line, target, kind }` with kind "value", "type" or "later" (import(…)). */
export function importsOf(text) {
  const found = [];
  const lineAt = (index) => text.slice(0, index).split("\n").length;
  for (const m of text.matchAll(importForm))
    found.push({ line: lineAt(m.index + m[0].length), target: m[2], kind: m[1] ? "type" : "value" });
  for (const m of text.matchAll(laterForm)) found.push({ line: lineAt(m.index), target: m[1], kind: "later" });
  return found;
}

const partOf = (file) => file.split("/")[0].replace(/\.ts$/, "");
const floorOf = (part) => floors.findIndex((names) => names.includes(part));
const label = (part) => `${part} (floor ${floorOf(part) + 1})`;

/** Messages for every broken rule; `sources` maps paths inside src/ ("nn/linear.ts") to texts. */
export function check(sources) {
  const messages = [];
  const edges = new Map();
  for (const [file, text] of sources) {
    const from = partOf(file);
    const values = [];
    edges.set(file, values);
    if (floorOf(from) < 0) {
      messages.push(`src/${file}: '${from}' is on no floor; add it to the list in scripts/floors.mjs`);
      continue;
    }
    for (const { line, target, kind } of importsOf(text)) {
      const path = posix.join(posix.dirname(file), target);
      const to = partOf(path);
      if (path.startsWith("..")) messages.push(`src/${file}:${line}: imports '${target}', which is outside src/`);
      else if (floorOf(to) < 0) messages.push(`src/${file}:${line}: imports '${target}', and '${to}' is on no floor`);
      else if (floorOf(to) > floorOf(from) && !(kind !== "value" && upwardTypes[from]?.includes(to)))
        messages.push(
          `src/${file}:${line}: ${label(from)} imports '${target}' from ${label(to)}: imports go down only`,
        );
      if (kind === "value") values.push(path);
    }
  }
  return [...messages, ...circles(edges)];
}

/** One message for each import that closes a circle, found by depth-first search. */
function circles(edges) {
  const messages = [];
  const done = new Set();
  const visit = (file, trail) => {
    const start = trail.indexOf(file);
    if (start >= 0)
      messages.push(`imports run in a circle: ${[...trail.slice(start), file].map((f) => `src/${f}`).join(" → ")}`);
    if (start >= 0 || done.has(file)) return;
    for (const next of edges.get(file) ?? []) visit(next, [...trail, file]);
    done.add(file);
  };
  for (const file of edges.keys()) visit(file, []);
  return messages;
}

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  if (process.argv.includes("--help")) {
    console.log(HELP);
    process.exit(0);
  }
  const folder = process.argv[2] ?? join(dirname(fileURLToPath(import.meta.url)), "..", "src");
  const sources = new Map(
    filesBelow(folder).map((path) => [path.slice(folder.length + 1).replaceAll("\\", "/"), readFileSync(path, "utf8")]),
  );
  const messages = check(sources);
  for (const message of messages) console.error(message);
  if (messages.length > 0) process.exit(1);
  console.log(`floors: ${sources.size} files, imports go down only`);
}
