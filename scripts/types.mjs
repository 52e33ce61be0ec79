// Checks the types of the whole project with TypeScript 5.9 and 7, and that the shape rules stay cheap to check.
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * The most type instantiations that TypeScript 5.9 may need for src/types, its tests and what they import. It is what
 * they need today plus a tenth or so; the tests of indexing, joining and einsum strings are a third of it. An editor feels it when this grows: raise it only for rules worth their price.
 */
const BUDGET = 165_000;

const help = `Usage: node scripts/types.mjs [--help]

Checks the types of the project (tsconfig.json) with TypeScript 5.9 and 7, and the type instantiations that the shape
rules and their tests need (tsconfig.types.json) against a budget of ${BUDGET}. Exits with 1 if anything is wrong.`;

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/** Runs a compiler: its output, and whether it found no error. */
function tsc(compiler, ...options) {
  const program = join(root, "node_modules", compiler, "bin", "tsc");
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [program, "--noEmit", ...options], {
    cwd: root,
    encoding: "utf8",
  });
  if (error) throw error;
  return { ok: status === 0, output: (stdout + stderr).trim() };
}

function main() {
  if (process.argv.includes("--help")) {
    console.log(help);
    return true;
  }
  let good = true;
  for (const [name, compiler] of [
    ["TypeScript 5.9", "typescript"],
    ["TypeScript 7", "typescript7"],
  ]) {
    const { ok, output } = tsc(compiler, "-p", "tsconfig.json");
    console.log(ok ? `${name}: no errors` : `${name}:\n${output}`);
    good &&= ok;
  }

  const { output } = tsc("typescript", "-p", "tsconfig.types.json", "--extendedDiagnostics");
  const used = Number(/^Instantiations:\s*(\d+)/m.exec(output)?.[1] ?? Number.NaN);
  if (used <= BUDGET) console.log(`Shape rules: ${used} type instantiations, budget ${BUDGET}`);
  else {
    console.log(
      Number.isNaN(used)
        ? `Shape rules: the compiler did not count its type instantiations:\n${output}`
        : `Shape rules: checking src/types takes ${used} type instantiations, over the budget of ${BUDGET}. Make the rules ` +
            "cheaper, or raise BUDGET in scripts/types.mjs and say why.",
    );
    good = false;
  }
  return good;
}

process.exitCode = main() ? 0 : 1;
