// The build of the native device, with compilers that only pretend: what fails is one line and no failure, nothing is
// compiled twice, and two builds at once share the work.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const place = mkdtempSync(join(tmpdir(), "needle-build-"));
const folder = `build/test-${process.pid}`;
afterAll(() => {
  for (const path of [place, join(root, folder)]) rmSync(path, { recursive: true, force: true });
});

/** A program that answers as a compiler does and then runs some lines of shell. */
function compiler(name: string, lines: string): string {
  const path = join(place, name);
  const answers = 'case "$1" in --version) echo "fake 1"; exit;; -dumpmachine) echo x86_64-linux-gnu; exit;; esac';
  writeFileSync(path, `#!/bin/sh\n${answers}\n${lines}\n`, { mode: 0o755 });
  return path;
}
function build(NEEDLE_CXX: string): Promise<{ status: number | null; said: string }> {
  const env = { ...process.env, NEEDLE_CXX };
  const child = spawn(process.execPath, ["scripts/addon.mjs", "--folder", folder], { cwd: root, env });
  let said = "";
  child.stderr.on("data", (text) => (said += text));
  return new Promise((resolve) => child.on("close", (status) => resolve({ status, said })));
}

describe.skipIf(process.platform === "win32")("the build", { timeout: 60_000 }, () => {
  test.each([
    [
      "no compiler",
      () => "/no/such-compiler",
      "the C++ compiler '/no/such-compiler', which NEEDLE_CXX names, does not run",
    ],
    [
      "a mistake",
      () =>
        compiler("mistaken", 'echo "In file included from a" >&2; echo "b.cpp:3:1: error: no such thing" >&2; exit 1'),
      "/mistaken failed: b.cpp:3:1: error: no such thing",
    ],
    ["a compiler that is stopped", () => compiler("stopped", "kill -9 $$"), "/stopped failed: stopped by SIGKILL"],
  ])("%s: one line, and no failure", async (_, make, message) => {
    const { status, said } = await build(make());
    expect(status).toBe(0);
    const lines = said.split("\n").filter((line) => line.includes("no native device"));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(`${message}; the slower JavaScript device serves`);
    expect(said.split("\n").length).toBeLessThanOrEqual(3);
  });

  test("two at once compile each object once; a third finds all done", async () => {
    const log = join(place, "log");
    const program = compiler(
      "slow",
      `echo "$*" >> ${log}; sleep 0.01; while [ $# -gt 0 ]; do if [ "$1" = -o ]; then : > "$2"; fi; shift; done`,
    );
    await Promise.all([build(program), build(program)]);
    const calls = readFileSync(log, "utf8").trim().split("\n");
    const objects = calls.flatMap((call) => / -c .* -o (\S+)$/.exec(call)?.[1] ?? []);
    expect(objects.length).toBeGreaterThan(10);
    expect(new Set(objects).size).toBe(objects.length);
    expect(calls.length - objects.length).toBe(1); // linked once
    expect(await build(program)).toEqual({ status: 0, said: "" });
  });
});
