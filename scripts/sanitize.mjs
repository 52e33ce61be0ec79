// Looks for mistakes that tests do not see, with the compiler's sanitizers: the native tests and the addon under the device
// tests with address and undefined behaviour, the pool of threads with data races too.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { buildAddon } from "./addon.mjs";
import { at, findCompiler, say } from "./native/compiler.mjs";

/** What runs the addon most. */
const usual = ["tests/devices", "tests/fuzz/programs", "tests/course/hw0-cpp"];

const HELP = `Usage: npm run sanitize [-- TEST …]

Builds build/sanitized with -fsanitize=address,undefined (g++) and runs the native tests, then the tests below the given
paths (default: ${usual.join(", ")}) with that addon; and the pool's test with
-fsanitize=thread. Exits with 1 where anything is found.`;

const folder = join("build", "sanitized");
const kinds = "address,undefined";

/** Runs Node with its output passed through; ends this process where it fails. */
function node(words, env = {}) {
  const { status } = spawnSync(process.execPath, words, {
    cwd: at(),
    stdio: "inherit",
    env: { ...process.env, ...env },
  });
  if (status === 0) return;
  say(`the sanitizers, or a test, have found something in: ${words.join(" ")}`);
  process.exit(1);
}

const asked = process.argv.slice(2);
if (asked.includes("--help")) {
  console.log(HELP);
  process.exit(0);
}

const tests = join("scripts", "native-tests.mjs");
node([tests, "--folder", folder, "--sanitize", kinds]);
node([tests, "--folder", join("build", "thread"), "--sanitize", "thread", "pool"]);

if (!(await buildAddon({ folder, sanitize: kinds }))) process.exit(1);
const { program, args } = findCompiler();
const library = spawnSync(program, [...args, "-print-file-name=libasan.so"], { encoding: "utf8" }).stdout.trim();
const addon = pathToFileURL(at(folder, "needle.node")).href;
const env = {
  NEEDLE_ADDON: addon,
  LD_PRELOAD: library, // Node itself is not sanitized, so the library has to come first
  ASAN_OPTIONS: "detect_leaks=0:allocator_may_return_null=1", // Node leaves its memory to the system
  UBSAN_OPTIONS: "print_stacktrace=1",
};
// Without this look, an addon that does not load would only mean fewer tests.
node(["-e", `process.dlopen({ exports: {} }, ${JSON.stringify(at(folder, "needle.node"))})`], env);
const paths = asked.length > 0 ? asked : usual;
node([join("node_modules", "vitest", "vitest.mjs"), "run", ...paths], env);
