// The packages as npm unpacks them, in an empty folder without a compiler: with the package of this platform products run
// on `cpu`; without it `js` serves, and a line says what is missing.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const platform = `needle-ts-${process.platform}-${process.arch}`;
const isBuilt = existsSync(join(root, "build/needle.node")) && existsSync(join(root, "dist/index.js"));

const program = `
import { device, deviceNames, tensor } from "needle-ts";
let line = "";
try { device("cpu"); } catch (error) { line = error.message; }
const name = deviceNames()[0];
const x = tensor([[1, 2], [3, 4]], { device: name });
console.log(JSON.stringify({ name, line, product: await x.matmul(x).toArray() }));`;

describe.skipIf(!isBuilt)("packages", { timeout: 300_000 }, () => {
  const place = mkdtempSync(join(tmpdir(), "needle-packages-"));
  const packages = join("build", `test-packages-${process.pid}`);
  afterAll(() => {
    for (const path of [place, join(root, packages)]) rmSync(path, { recursive: true, force: true });
  });

  /** A folder with these packages in node_modules, and what the program prints there. */
  function runWith(folder: string, names: readonly string[]) {
    for (const name of names) {
      const target = join(place, folder, "node_modules", name);
      mkdirSync(target, { recursive: true });
      const archive = join(root, packages, `${name}-${version}.tgz`);
      expect(spawnSync("tar", ["-xzf", archive, "-C", target, "--strip-components=1"]).status).toBe(0);
    }
    const file = join(place, folder, "try.mjs");
    writeFileSync(file, program);
    const { stdout, stderr } = spawnSync(process.execPath, [file], { encoding: "utf8", env: { PATH: "" } });
    expect(stderr).toBe("");
    return JSON.parse(stdout);
  }

  beforeAll(() => {
    for (const script of ["pack-native", "pack"]) {
      const words = [`scripts/${script}.mjs`, "--folder", packages];
      const { status, stderr } = spawnSync(process.execPath, words, { cwd: root, encoding: "utf8" });
      expect(status, stderr).toBe(0);
    }
  }, 300_000);

  test("with the platform's: cpu", () => {
    expect(runWith("with", ["needle-ts", platform])).toEqual({ name: "cpu", line: "", product: [[7, 10], [15, 22]] }); // biome-ignore format: one line
  });

  test("without: js", () => {
    const { name, line, product } = runWith("without", ["needle-ts"]);
    expect([name, product]).toEqual(["js", [[7, 10], [15, 22]]]); // biome-ignore format: one line
    expect(line).toBe(
      `cpu: the native part is missing; it comes with the package ${platform}, where there is one for this platform`,
    );
  });

  test("an addon that is damaged does not load, and the reason is told", () => {
    const file = join(place, "with", "node_modules", platform, "needle.node");
    writeFileSync(file, "no library");
    expect(runWith("with", []).line).toMatch(/^cpu: the native part does not load: .*needle\.node/);
  });

  test("the manifests: installed only where they fit, and nothing runs", () => {
    const read = (name: string) => JSON.parse(readFileSync(join(root, packages, name, "package.json"), "utf8"));
    const main = read("needle-ts");
    expect(main.optionalDependencies).toEqual({ [platform]: version });
    expect([main.scripts, main.devDependencies]).toEqual([undefined, undefined]);
    const native = read(platform);
    expect([native.os, native.cpu, native.version]).toEqual([[process.platform], [process.arch], version]);
    expect(native.scripts).toBeUndefined();
  });
});
