// The workloads: each is a folder of bench/workloads with `index.mjs`, which says what is to be computed from what, and a program
// for each peer that can do it (`needle.mjs`, `torch.py`, `hand.h` …). Nothing else knows their names.
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../workloads", import.meta.url));

/**
 * Every case of every workload that one of the words names: by its group, its whole id, or a part of its title.
 *
 * A case has: `id`, `title`, `group`; `parameters` and `inputs(random)` for the programs; `units`, how many of `unit` a step is;
 * `flops` and `bytes` a unit takes at least; `check`, after how many steps all must have come to the same values, within `tolerance`.
 */
export async function cases(words = []) {
  const all = [];
  for (const workload of readdirSync(folder).sort()) {
    const { default: list } = await import(`../workloads/${workload}/index.mjs`);
    for (const one of list)
      all.push({ workload, parameters: {}, units: 1, unit: "step", check: 20, tolerance: 1e-3, ...one });
  }
  const named = (one, word) => one.id === word || one.group === word || (word.length > 1 && one.title.includes(word));
  const chosen = words.length === 0 ? all : all.filter((one) => words.some((word) => named(one, word)));
  return chosen.sort((a, b) => (a.order ?? 100) - (b.order ?? 100));
}

/** Whether a peer has a program for a workload. */
export const programFor = (workload, file) => existsSync(join(folder, workload, file));

/** Numbers between 0 and 1, the same at every start: x ← 48271 x mod (2³¹ − 1) (Park and Miller 1988). */
export function randomNumbers(seed) {
  let x = seed;
  return () => (x = (x * 48271) % 2147483647) / 2147483647;
}

/** Writes the inputs of a case to files; what programs are told: the parameters, and a file for each input. */
export function writeInputs({ parameters, inputs }) {
  const directory = mkdtempSync(join(tmpdir(), "needle-bench-"));
  const told = { ...parameters };
  for (const [name, array] of Object.entries(inputs(randomNumbers(1)))) {
    told[name] = join(directory, name);
    writeFileSync(told[name], array);
  }
  const clear = () => rmSync(directory, { recursive: true, force: true });
  process.once("exit", clear); // Ctrl-C leaves nothing behind
  const remove = () => {
    process.off("exit", clear);
    clear();
  };
  return { told, remove };
}

/** An array of so many numbers, each made by `next`. */
export const filled = (size, next) => Float32Array.from({ length: size }, next);
