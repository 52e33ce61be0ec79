// The tests of the native parts, which are programs in C++: built and run wherever the native device could be built.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

test.skipIf(!existsSync(`${root}/build/needle.node`))("all programs pass", { timeout: 600_000 }, () => {
  const { status, stderr } = spawnSync(process.execPath, ["scripts/native-tests.mjs"], { cwd: root, encoding: "utf8" });
  expect(status, stderr).toBe(0);
  expect(stderr.match(/test\.cpp: passed/g)!.length).toBeGreaterThanOrEqual(5);
});
