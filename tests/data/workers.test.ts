// Workers make what the main thread would have made; they fail with a name, and do not keep a process alive.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { DataLoader, type DataLoaderOptions, loadDataset, randomSplit, Subset } from "../../src/data/index.ts";
import { type HostArray, RandomState, type Tensor } from "../../src/index.ts";

interface Row {
  readonly x: HostArray;
  readonly name: string;
}
type Bad = Readonly<Record<number, "throw" | "exit" | "escape" | "slow" | "worker">>;
const url = new URL("./fixtures/rows.mjs", import.meta.url);
const rows = (count: number, bad: Bad = {}) => loadDataset<Row>(url, { count, bad });
const open: { close(): Promise<void> }[] = [];
afterEach(async () => void (await Promise.all(open.splice(0).map((loader) => loader.close()))));

async function passes(
  dataset: Awaited<ReturnType<typeof rows>> | Subset<never>,
  options: DataLoaderOptions<never, never>,
) {
  const loader = new DataLoader(dataset, options as object);
  open.push(loader);
  const all: unknown[] = [];
  for (let pass = 0; pass < 2; pass++)
    for await (const { x, name } of loader as AsyncIterable<{ x: Tensor; name: string[] }>)
      all.push(x.toArraySync(), name);
  return all;
}

test("any number of workers makes the batches that the main thread makes, in order", async () => {
  const options = (workers: number) => ({ batchSize: 3, shuffle: true, generator: new RandomState(1), workers });
  const wanted = await passes(await rows(10, { 2: "slow" }), options(0));
  expect(wanted).toHaveLength(16);
  for (const workers of [1, 3]) expect(await passes(await rows(10, { 2: "slow" }), options(workers))).toEqual(wanted);
});

test("parts of a data set have workers too", async () => {
  const part = new Subset(randomSplit(await rows(10), [8, 2], new RandomState(0))[0]!, [5, 1]);
  const wanted = await passes(part as never, { batchSize: 2 });
  expect(wanted[1]).toEqual(["row 6", "row 8"]); // permutation(10) of seed 0 is 2 8 4 9 1 6 …
  expect(await passes(part as never, { batchSize: 2, workers: 2 })).toEqual(wanted);
});

test.each([
  ["throw", /^DataLoader: worker \d, batch 2: item 5 is bad$/, /RangeError|rows\.mjs:9/],
  ["exit", /^DataLoader: worker \d, batch 2: ended with exit code 7$/, /^$/],
] as const)(
  "%s: the error names worker and batch, earlier batches came, the next pass works",
  async (what, message, cause) => {
    const loader = new DataLoader(await rows(8, { 5: what }), { batchSize: 2, workers: 2 });
    open.push(loader);
    for (let pass = 0; pass < 2; pass++) {
      const names: string[] = [];
      const error: Error = await (async () => {
      for await (const { name } of loader) names.push(...(name as string[]));
    })().then(() => expect.unreachable(), (e) => e); // biome-ignore format: one line
      expect(names).toEqual(["row 0", "row 1", "row 2", "row 3"]);
      expect(error.message).toMatch(message);
      expect((error.cause as Error | undefined)?.stack ?? "").toMatch(cause);
    }
  },
);

test("an error outside of a batch ends the worker and reaches whoever waits", async () => {
  const loader = new DataLoader(await rows(4, { 0: "escape", 1: "slow" }), { batchSize: 2, workers: 1 });
  open.push(loader);
  await expect(loader[Symbol.asyncIterator]().next()).rejects.toMatchObject({
    message: "DataLoader: worker 0, batch 0: ended by an error outside of its batches",
    cause: { message: "nobody waits for this" },
  });
});

test("at most `prefetch` batches are made ahead, and none after the loop is left", async () => {
  const made: number[] = [];
  const dataset = { length: 10, at: (i: number) => made.push(i) };
  let most = 0;
  let taken = 0;
  for await (const _ of new DataLoader(dataset, { prefetch: 3 })) {
    await new Promise((resolve) => setTimeout(resolve, 2)); // time enough to make more
    most = Math.max(most, made.length - ++taken);
    if (taken === 5) break;
  }
  expect([most, made.length]).toEqual([3, 8]);
});

test("a program ends by itself, after all batches, after break, after an error, and in the middle", () => {
  const program = `
    import { DataLoader, loadDataset } from ${JSON.stringify(new URL("../../dist/data/index.js", import.meta.url).href)};
    const options = { batchSize: 2, workers: 2 };
    const loader = async (bad) => new DataLoader(await loadDataset(new URL(${JSON.stringify(url.href)}), { count: 8, bad }), options);
    let n = 0;
    for await (const _ of await loader({})) n++;
    for await (const _ of await loader({ 6: "slow" })) break;
    try { for await (const _ of await loader({ 1: "throw" })) n++; } catch { n += 10; }
    await (await loader({ 3: "slow" }))[Symbol.asyncIterator]().next();
    console.log(n);`;
  const folder = mkdtempSync(join(tmpdir(), "needle-workers-"));
  writeFileSync(join(folder, "program.mjs"), program);
  const stdout = execFileSync(process.execPath, [join(folder, "program.mjs")], { timeout: 20_000, encoding: "utf8" });
  rmSync(folder, { recursive: true });
  expect(stdout).toBe("14\n");
});

test.each([
  ["a data set of functions", { length: 1, at: () => 1 }, {}, "workers need a data set that a module makes"],
  ["collate", null, { collate: () => 1 }, "in the place of collate give the module's data set a method batch"],
  ["a negative number", null, { workers: -1 }, "ArgumentError: DataLoader: the number of workers"],
])("refused: %s", async (_what, dataset, options, message) => {
  const set = dataset ?? (await rows(2));
  expect(() => new DataLoader(set as never, { workers: 1, ...options })).toThrow(
    message.replace("ArgumentError: ", ""),
  );
});

test.each([
  ["data:text/javascript,export const x = 1", "has no default export that makes a data set"],
  ["data:text/javascript,export default () => 1", "is no data set: length and at(index) are needed"],
  ["data:text/javascript,null.x", "cannot load data:text/javascript,null.x: Cannot read properties of null"],
])("%s", async (text, message) => {
  await expect(loadDataset(new URL(text))).rejects.toThrow(message);
});
