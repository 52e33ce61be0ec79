// Builds and runs the tests of the native parts: the programs native/**/*test.cpp. Each is linked with the folders whose
// headers it reaches, so a test of one part needs nothing else compiled.
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { writeOpcodes } from "./addon.mjs";
import { at, compile, findCompiler, sanitizers, say } from "./native/compiler.mjs";
import { alone, compileObjects, nativeFiles, reach } from "./native/objects.mjs";

const HELP = `Usage: node scripts/native-tests.mjs [OPTIONS] [NAME …]

Builds native/**/*test.cpp and runs them, or those whose paths contain a NAME. Exits with 1 where one fails.

  --folder DIR       build there (default: build, where the addon's objects are)
  --sanitize KINDS   compile with -fsanitize=KINDS, for example address,undefined or thread
  --runner COMMAND   run programs through this, for example "qemu-aarch64 -L /usr/aarch64-linux-gnu"
  --build            build them, and run nothing
  --verbose          print every command, and all that the compiler says
  --help             print this`;

/** The sources that a test needs: those in the folders of the headers that it reaches, and what these need in turn. */
function partsOf(test, sources) {
  const needed = new Set();
  const folders = new Set();
  const visit = (file) => {
    for (const path of reach(file)) {
      const folder = dirname(path);
      if (folders.has(folder)) continue;
      folders.add(folder);
      for (const source of sources.filter((s) => dirname(s) === folder)) visit(needed.add(source) && source);
    }
  };
  visit(test);
  return [...needed];
}

/** Builds the programs whose paths contain one of the names, or all; a list of [source, program]. */
async function buildTests({ folder = "build", names, ...options }) {
  const compiler = findCompiler();
  const sources = nativeFiles(/(?<!test)\.cpp$/);
  const tests = nativeFiles(/test\.cpp$/).filter((file) => names.length === 0 || names.some((n) => file.includes(n)));
  await writeOpcodes();
  return alone(folder, async () => {
    const programs = [];
    for (const test of tests) {
      const parts = await compileObjects(compiler, partsOf(test, sources), folder, options);
      const main = await compileObjects(compiler, [test], join(folder, "tests"), options);
      const program = main[0].replace(/\.any\.\w+\.o$/, "");
      const words = ["-pthread", ...sanitizers(options.sanitize), "-o", program, ...main, ...parts];
      await compile(compiler, words, options.verbose);
      programs.push([test, at(program)]);
    }
    return programs;
  });
}

/** Runs a program and shows what it says where it fails; whether it is well. */
function passes(test, program, runner) {
  const began = performance.now();
  const [first, ...words] = [...(runner?.split(" ") ?? []), program];
  const { status, signal, error, stdout, stderr } = spawnSync(first, words, { encoding: "utf8" });
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  if (status === 0) say(`${test}: passed in ${seconds} s`);
  else say(`${test}: failed (${error?.message ?? signal ?? `exit code ${status}`})\n${stdout}${stderr}`);
  return status === 0;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      help: { type: "boolean" },
      verbose: { type: "boolean" },
      build: { type: "boolean" },
      folder: { type: "string" },
      sanitize: { type: "string" },
      runner: { type: "string" },
    },
  });
  if (values.help) {
    console.log(HELP);
    process.exit(0);
  }
  try {
    const programs = await buildTests({ ...values, names: positionals });
    const failed = values.build ? [] : programs.filter((program) => !passes(...program, values.runner));
    process.exitCode = failed.length > 0 ? 1 : 0;
  } catch (error) {
    say(error.message);
    process.exitCode = 1;
  }
}
