// The coverage table, which cannot lie: every public function is called with every dtype on every device, its values and
// gradients are compared, and docs/coverage.md must say what came out. `npm run coverage -- -u` writes the page.
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { isFloat } from "../../src/dtype.ts";
import * as needle from "../../src/index.ts";
import { columns, devicesSection, documentOf, type Found } from "./document.ts";
import { elementwise } from "./elementwise.ts";
import { otherExports, otherMethods } from "./elsewhere.ts";
import { functionGroups } from "./functions.ts";
import { close, differences, gradientOn, type Outcome, valuesOn } from "./measure.ts";
import { methodGroups } from "./methods.ts";
import type { Row, Rows } from "./row.ts";

const groups: Readonly<Record<string, Rows>> = {
  "Element by element": elementwise,
  ...methodGroups,
  ...functionGroups,
};
const path = fileURLToPath(new URL("../../docs/coverage.md", import.meta.url));
const names = (table: Readonly<Record<string, Rows>>): string[] => Object.values(table).flatMap(Object.keys);
const others = needle.deviceNames().filter((name) => name !== "null" && name !== "js");
afterAll(() => needle.setDefaultDevice("js"));

test("every method has a row, or a reason to have none", () => {
  const methods = [needle.Tensor, needle.Variable].flatMap(({ prototype }) =>
    Object.entries(Object.getOwnPropertyDescriptors(prototype)).flatMap(([name, { value }]) =>
      typeof value === "function" && name !== "constructor" && name !== "toString" ? [name] : [],
    ),
  );
  const listed = [...Object.keys(elementwise), ...names(methodGroups), ...Object.keys(otherMethods)];
  expect([...new Set(methods)].sort()).toEqual([...listed].sort());
});

test("every exported function has a row, or a reason to have none", () => {
  const exported = Object.entries(needle).flatMap(([name, value]) => (typeof value === "function" ? [name] : []));
  expect(exported.sort()).toEqual([...names(functionGroups), ...Object.keys(otherExports)].sort());
});

const page: [string, Found[]][] = [];
const dtypesOf = (outcome: Outcome): Found["results"][string] =>
  typeof outcome === "string"
    ? { error: outcome }
    : { dtypes: [...new Set(outcome.map(({ dtype }) => dtype))].join(", ") };

/** Compares all that a row gives, on all devices; says which gradient it has. */
async function gradientOf(row: Row): Promise<string> {
  const numeric = await differences(row);
  if (numeric === null) return "–";
  const analytic = await gradientOn("js", row, "float64");
  for (const device of ["js", ...others])
    for (const dtype of ["float32", "float64"] as const) {
      const gradient = device === "js" && dtype === "float64" ? analytic : await gradientOn(device, row, dtype);
      const tolerance = dtype === "float64" ? 1e-10 : 1e-4;
      expect(close(gradient ?? [], analytic ?? [], tolerance), `${device} ${dtype}: ${gradient}`).toBe(true);
    }
  if (row.stopped !== undefined) {
    expect(numeric.some((d) => d !== 0) && (analytic ?? []).every((d) => d === 0)).toBe(true);
    return `stopped: ${row.stopped}`;
  }
  const zeros = numeric.map(() => 0);
  expect(close(analytic ?? zeros, numeric, 1e-6), `gradient ${analytic}, differences ${numeric}`).toBe(true);
  return analytic === null ? "–" : analytic.every((d) => d === 0) ? "0" : "yes";
}

describe.each(Object.entries(groups))("%s", { timeout: 30_000 }, (title, rows) => {
  const list: Found[] = [];
  page.push([title, list]);
  test.each(Object.entries(rows))("%s", async (name, row) => {
    const results: Record<string, Found["results"][string]> = {};
    for (const dtype of columns) {
      const wanted = await valuesOn("js", row, dtype);
      for (const device of others) expect(await valuesOn(device, row, dtype)).toEqual(wanted);
      results[dtype] = dtypesOf(wanted);
    }
    const floats = columns.filter(isFloat).every((dtype) => "dtypes" in results[dtype]!);
    list.push({ name, results, gradient: floats ? await gradientOf(row) : "–" });
  });
});

test("docs/coverage.md says so", async () => {
  const before = existsSync(path) ? readFileSync(path, "utf8") : "";
  await expect(documentOf(devicesSection(["js", ...others], before), page)).toMatchFileSnapshot(path);
});
