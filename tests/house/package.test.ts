// What the published package carries: the build and nothing else, every entry that package.json promises, and no paths of
// the machine that built it.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const isBuilt = existsSync(join(root, "dist", "index.js"));

function packedFiles(): string[] {
  const { stdout } = spawnSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    cwd: root,
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  const [{ files }] = JSON.parse(stdout) as [{ files: { path: string }[] }];
  return files.map(({ path }) => path).sort();
}

test.skipIf(!isBuilt)("carries the build, README and licence, and nothing else", { timeout: 30_000 }, () => {
  const files = packedFiles();
  expect(files.filter((path) => !path.startsWith("dist/"))).toEqual(["LICENSE", "README.md", "package.json"]);
  expect(files.filter((path) => path.startsWith("dist/") && !/\.(js|d\.ts)$/.test(path))).toEqual([]);
  expect(files.filter((path) => /test/.test(path))).toEqual([]);

  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const promised = [...Object.values(manifest.exports).flatMap((e) => Object.values(e as object)), manifest.bin.needle]
    .filter((path): path is string => typeof path === "string" && path.length > 1)
    .map((path) => path.replace(/^\.\//, ""));
  expect(promised.filter((path) => !files.includes(path))).toEqual([]);

  const here = files.filter((path) => readFileSync(join(root, path), "utf8").includes(root));
  expect(here).toEqual([]);
});
