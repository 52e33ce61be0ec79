// The C++ compiler and what it is told: the same for the native device and for the programs that test it.
import { spawn, spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
export const at = (...parts) => join(root, ...parts);

/** Says in one line on stderr what is being done: stdout belongs to the command that follows. */
export const say = (line) => process.stderr.write(`needle: ${line}\n`);

const common = ["-std=c++20", "-O3", "-fPIC", "-fvisibility=hidden", "-pthread", "-Wall", "-Wextra"];
/** Integers wrap; a block holds one type now and another later. */
const lanes = ["-fwrapv", "-fno-strict-aliasing"];
/** No shortcuts with NaN or infinity; but nobody looks at errno or traps, and products may be fused with sums. */
const floats = ["-fno-math-errno", "-fno-trapping-math", "-ffp-contract=fast"];
const includes = ["-Inative", `-I${join("node_modules", "node-api-headers", "include")}`];

/** All flags of a compilation; `sanitize` names sanitizers as -fsanitize does, or is nothing. */
export const flagsFor = (sanitize) => [...common, ...lanes, ...floats, ...sanitizers(sanitize), ...includes];
/** What both compiling and linking need for sanitizers: the first thing that they find ends the program. */
export const sanitizers = (sanitize) =>
  sanitize ? [`-fsanitize=${sanitize}`, "-fno-sanitize-recover=all", "-fno-omit-frame-pointer", "-g", "-O1"] : [];

/** The instruction sets that a file which mentions NEEDLE_ISA is compiled for, once each. */
export function instructionSets(machine) {
  if (!/^(x86_64|amd64)/.test(machine)) return { generic: [] };
  return {
    generic: [],
    avx2: ["-march=x86-64-v3"],
    avx512: ["-march=x86-64-v4", "-mprefer-vector-width=512"],
  };
}

/** What names the compiler, `NEEDLE_CXX` before `CXX`; arguments may follow its name. */
const named = ["NEEDLE_CXX", "CXX"].find((name) => process.env[name]);
export const wantedCompiler = named ? process.env[named] : "";

/** The compiler, its version and the machine it compiles for (x86_64-linux-gnu); throws where there is none. */
export function findCompiler() {
  for (const words of named ? [wantedCompiler] : ["g++", "clang++", "c++"]) {
    const [program, ...args] = words.trim().split(/\s+/);
    const ask = (question) => spawnSync(program, [...args, question], { encoding: "utf8" });
    const { status, stdout } = ask("--version");
    if (status === 0) return { program, args, version: stdout, machine: ask("-dumpmachine").stdout.trim() };
  }
  if (named) throw new Error(`the C++ compiler '${wantedCompiler}', which ${named} names, does not run`);
  throw new Error("there is no C++ compiler (g++ or clang++; CXX can name another)");
}

/** Calls the compiler; throws its first error where it fails, and shows all that it says where `verbose`. */
export function compile({ program, args }, words, verbose = false) {
  const all = [...args, ...words];
  if (verbose) say([program, ...all].join(" "));
  return new Promise((resolve, reject) => {
    const child = spawn(program, all, { cwd: root, stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    child.stderr.on("data", (text) => (said += text));
    child.on("error", reject);
    child.on("close", (status, signal) => {
      if (verbose) process.stderr.write(said);
      if (status === 0) resolve();
      else
        reject(
          new Error(
            `${program} failed: ${firstError(said) ?? (signal ? `stopped by ${signal}` : `exit code ${status}`)}`,
          ),
        );
    });
  });
}

/** The first line of what a compiler says that is about a mistake. */
function firstError(said) {
  const lines = said.split("\n").filter((line) => line.trim() !== "");
  return lines.find((line) => /error|undefined|cannot|unrecognized/i.test(line)) ?? lines[0];
}
