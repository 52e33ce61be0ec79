// Compiles the programs of the bench into build/bench, where there is a C++ compiler; what has not changed is not compiled again.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const folder = join(root, "build", "bench");
const compiler = process.env.CXX ?? "g++";
const common = ["-std=c++20", "-O3", "-ffp-contract=fast", "-fno-math-errno", "-fno-trapping-math", "-pthread"];
const here = [process.arch === "x64" ? "-march=native" : "-mcpu=native", "-mprefer-vector-width=512"];
const instructionSets = { generic: [] };
if (process.arch === "x64") {
  instructionSets.avx2 = ["-march=haswell"];
  instructionSets.avx512 = ["-march=skylake-avx512", "-mprefer-vector-width=512"];
}

const gemm = [
  ...Object.entries(instructionSets).map(([isa, flags]) => [
    "native/gemm/kernels.cpp",
    `-DNEEDLE_ISA=${isa}`,
    ...flags,
  ]),
  ["native/gemm/schedule.cpp"],
  ["native/gemm/isa.cpp"],
];

/** Programs by name: their sources, each with flags of its own. */
const programs = {
  gemm: [...gemm, ["bench/native/gemm.cpp"]],
  libraries: [["bench/native/libraries.cpp"]],
  hand: [
    ...gemm,
    ["native/pool/pool.cpp"],
    ...["bench/native/hand.cpp", ...workloadsByHand()].map((file) => [file, "-DNEEDLE_ISA=native", ...here]),
  ],
};

function workloadsByHand() {
  const files = readdirSync(join(root, "bench/workloads")).map((name) => join("bench/workloads", name, "hand.cpp"));
  return files.filter((file) => existsSync(join(root, file)));
}

/** The newest change of any header that a program may include. */
const newestHeader = () =>
  Math.max(
    ...["native", "bench/native"].flatMap((from) =>
      readdirSync(join(root, from), { recursive: true })
        .filter((name) => name.endsWith(".h"))
        .map((name) => statSync(join(root, from, name)).mtimeMs),
    ),
  );
const changed = (file) => (existsSync(file) ? statSync(file).mtimeMs : 0);

/** Where a program is. Throws an Error where it can't be compiled. */
export function build(name) {
  mkdirSync(folder, { recursive: true });
  const headers = newestHeader();
  const objects = programs[name].map(([source, ...flags]) => {
    const isa = flags.find((flag) => flag.startsWith("-DNEEDLE_ISA"))?.split("=")[1] ?? "any";
    const object = join(folder, `${source.replace(/\W/g, "-")}.${isa}.o`);
    if (changed(object) < Math.max(headers, changed(join(root, source))))
      run([...common, ...flags, "-Inative", "-Ibench/native", "-c", source, "-o", object]);
    return object;
  });
  const program = join(folder, name);
  if (objects.some((object) => changed(object) > changed(program)))
    run([...objects, "-pthread", "-ldl", "-o", program]);
  return program;
}

function run(args) {
  try {
    execFileSync(compiler, args, { cwd: root, stdio: ["ignore", "ignore", "pipe"], encoding: "utf8" });
  } catch (error) {
    if (error.code === "ENOENT") throw new Error(`there is no C++ compiler (${compiler})`);
    const line = error.stderr.split("\n").find((text) => /error/.test(text));
    throw new Error(`${compiler} failed on ${basename(args.at(-3))}: ${line}`);
  }
}
