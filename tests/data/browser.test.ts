// What a browser loads of needle-ts/data has no module of Node's in it, and says so where it would need one.
import { readFileSync } from "node:fs";
import { expect, test, vi } from "vitest";
import { importsOf } from "../../scripts/floors.mjs";
import { DataLoader, loadDataset } from "../../src/data/browser.ts";

test("no file that is loaded imports from node:", () => {
  const seen = new Set<string>();
  const visit = (file: URL): void => {
    if (seen.has(file.href)) return;
    seen.add(file.href);
    const text = readFileSync(file, "utf8");
    expect(text, file.pathname).not.toMatch(
      /^(import (?!type)|export )[^;]*from "(node:|sharp|csv-parse|gpt-tokenizer)/m,
    );
    for (const { target, kind } of importsOf(text)) if (kind === "value") visit(new URL(target, file));
  };
  visit(new URL("../../src/data/browser.ts", import.meta.url));
  expect([...seen].some((href) => href.endsWith("/workers/pool.ts"))).toBe(true);
});

test("workers", async () => {
  const dataset = await loadDataset<number>(new URL("data:text/javascript,export default () => [1]"));
  vi.stubGlobal("process", undefined);
  const next = new DataLoader(dataset, { workers: 1 })[Symbol.asyncIterator]().next();
  await expect(next).rejects.toThrow("workers are threads of Node, which are not here; leave out { workers }");
  vi.unstubAllGlobals();
});
