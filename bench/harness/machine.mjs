// What figures depend on: the processor, the system, the versions.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { availableParallelism, cpus, release, totalmem, type } from "node:os";

function features() {
  try {
    const flags =
      readFileSync("/proc/cpuinfo", "utf8")
        .match(/^flags\s*:(.*)$/m)?.[1]
        .split(" ") ?? [];
    return ["avx2", "fma", "avx512f", "avx512_bf16", "amx_tile"].filter((name) => flags.includes(name));
  } catch {
    return [];
  }
}

function commit() {
  try {
    const cwd = new URL(".", import.meta.url);
    const dirty = execFileSync("git", ["status", "--porcelain", "-uno"], { cwd, encoding: "utf8" }) !== "";
    return (
      execFileSync("git", ["rev-parse", "--short", "HEAD"], { cwd, encoding: "utf8" }).trim() +
      (dirty ? ", changed" : "")
    );
  } catch {
    return "unknown";
  }
}

export const machine = () => ({
  cpu: cpus()[0]?.model ?? "unknown",
  cores: availableParallelism(),
  features: features(),
  memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
  system: `${type()} ${release()}`,
  node: process.versions.node,
  commit: commit(),
});
