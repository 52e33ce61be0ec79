// The tables of docs/coming-from.md: every line in the column "Needle" runs and gives what the line says.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import * as needle from "../../src/index.ts";
import { runExample } from "./run.ts";

const text = readFileSync(new URL("../../docs/coming-from.md", import.meta.url), "utf8");
const first = /```ts\n([\s\S]*?)```/.exec(text)![1]!; // the names that the lines use
const lines = text.split("\n").filter((line) => /^\| `/.test(line) || /^\| .* \| .* \| .* \|$/.test(line));
const cells = lines
  .map((line) => line.split(" | ").map((cell) => cell.replace(/^\| | ?\|$/g, "").trim()))
  .filter(([theirs]) => !/^(---|PyTorch|NumPy|TensorFlow\.js)/.test(theirs!));
const code = (cell: string): string => /^`(.*)`$/.exec(cell)?.[1] ?? "";

test("all tables are read", () => {
  expect(cells.length).toBeGreaterThan(100);
  for (const row of cells) expect(row.length === 3 && code(row[1]!) !== "", row.join(" | ")).toBe(true);
});

test.each(cells)("%s: %s", async (_theirs, ours, gives) => {
  needle.setDefaultDevice("js");
  const promise = gives === "" ? "" : ` // ${code(gives!)}`;
  await runExample(`${first}\n${code(ours!)};${promise}`, { "needle-ts": needle }, { ...needle });
});
