// The bench: its arguments, its arithmetic, its tables, and that everybody there comes to the same values. No times are asserted.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { chart, rowsOf } from "../../bench/harness/chart.mjs";
import { lead, productsTable, stepsTable } from "../../bench/harness/markdown.mjs";
import { readOptions } from "../../bench/harness/options.mjs";
import { duration } from "../../bench/harness/report.mjs";
import { measureCase } from "../../bench/harness/rounds.mjs";
import { agree, geometricMean, quantile, ratio, summary } from "../../bench/harness/statistics.mjs";
import { cases } from "../../bench/harness/workloads.mjs";
import { gemmModel } from "../../bench/programs/onnx-model.mjs";
import { fill, partsOf } from "../../bench/table.mjs";

test("arguments", () => {
  const options = readOptions(["--only", "a, b", "--peers", "torch", "--rounds", "3", "--threads", "1"]);
  expect(options).toMatchObject({ only: ["a", "b"], peers: ["torch"], rounds: 3, threads: 1, milliseconds: 20 });
  expect(readOptions([])).toMatchObject({ only: [], peers: null });
  expect(() => readOptions(["--rounds", "0"])).toThrow("--rounds: a whole number of at least 1 is needed, not '0'");
  expect(() => readOptions(["--fast"])).toThrow("--fast");
});

describe("statistics", () => {
  test("quantiles lie between neighbours in proportion", () => {
    expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
    expect(summary([5, 1, 2, 4, 3])).toEqual({ median: 3, low: 2, high: 4 });
    expect(quantile([7], 0.25)).toBe(7);
  });
  test("ratios are taken within a round", () => expect(ratio([2, 20, 4], [1, 10, 2]).median).toBe(2));
  test("geometric mean", () => expect(geometricMean([0.5, 2, 1])).toBeCloseTo(1, 12));
  test.each([
    [[2.0001], true],
    [[2.01], false],
    [[Number.NaN], false],
    [[2, 0], false],
  ])("%j agrees with [2]: %s", (values, expected) => expect(agree(values, [2], 1e-3)).toBe(expected));
  test.each([
    [2.5e-8, "25.0 ns"],
    [3.4e-5, "34.0 µs"],
    [0.121, "121 ms"],
    [1.5, "1.50 s"],
  ])("%d seconds are %s", (seconds, text) => expect(duration(seconds)).toBe(text));
});

describe("workloads", () => {
  test("are chosen by id, group or a part of their title", async () => {
    const ids = async (...words) => (await cases(words)).map(({ id }) => id);
    expect(await ids("a", "b")).toEqual(["a", "b"]);
    expect(await ids("784x100x10")).toEqual(["product 784x100x10 TN", "product 784x100x100 TN"]);
    expect(await ids("steps")).toEqual(["a", "b", "g", "h"]);
    expect((await ids()).length).toBe(new Set(await ids()).size);
  });
  test("start from the same numbers every time", async () => {
    const [one] = await cases(["a"]);
    const { randomNumbers } = await import("../../bench/harness/workloads.mjs");
    expect(one.inputs(randomNumbers(1))).toEqual(one.inputs(randomNumbers(1)));
  });
});

/** A contender that takes as long as it says, and longer with more threads. */
function pretended(title, seconds, values, why = null) {
  let told = 1;
  const contender = {
    prepare: async (_, { threads }) => {
      told = threads;
      return why;
    },
    run: async (_, steps) => ({ seconds: seconds * steps * told, values }),
  };
  return { name: title, title, settings: [{ threads: 2 }, { threads: 1 }], contender };
}
const small = { workload: "product", parameters: {}, inputs: () => ({}), units: 10, check: 1, tolerance: 1e-3 };

test("a case: the best setting counts, who differs or cannot is left out", async () => {
  const running = [
    pretended("first", 0.01, [1]),
    pretended("second", 0.02, [1.0001]),
    pretended("wrong", 0.02, [1.1]),
    pretended("absent", 0.02, [1], "no such thing"),
  ];
  const { results, notes } = await measureCase(small, running, { rounds: 3, milliseconds: 1 });
  expect(results).toEqual({
    first: { seconds: [0.001, 0.001, 0.001], name: "first", threads: 1 },
    second: { seconds: [0.002, 0.002, 0.002], name: "second", threads: 1 },
  });
  expect(notes).toEqual(["wrong: comes to 1.1, not 1", "absent: no such thing"]);
});

describe("tables", () => {
  const of = (id, group, results) => ({ id, title: id, group, unit: "step", flops: 2e9, notes: [], order: 1, results });
  const seconds = (...list) => ({ seconds: list });
  const steps = of("a", "steps", { "Needle, compile": seconds(0.001, 0.001), "PyTorch 2.0": seconds(0.004, 0.004) });
  const product = of("8x8x8", "products", {
    "Needle, compile": seconds(0.01, 0.02),
    OpenBLAS: seconds(0.01, 0.05),
    oneDNN: seconds(0.02, 0.01),
  });
  test("steps", () => {
    const [, , row] = stepsTable([steps]).split("\n");
    expect(row).toBe("| **a** a | 1.00 ms ± 0 % | 4.00 ms ± 0 % | – | 4.00 × |");
  });
  test("products: the best library of each round", () => {
    expect(lead(product)).toEqual({ median: 0.75, low: 0.625, high: 0.875 });
    expect(productsTable([product])).toContain("| 8 × 8 × 8 | 133 | 66.7 | 133 | 0.75 (0.63 … 0.88) |");
    expect(productsTable([product])).toContain("Below 0.95: 1 of 1 shapes.");
  });
  test("a text is filled between its markers only", () => {
    const text = "before\n<!-- bench steps -->\nold\n<!-- bench end -->\nafter";
    const filled = fill(text, { steps: "new" });
    expect(filled).toBe("before\n<!-- bench steps -->\n\nnew\n\n<!-- bench end -->\nafter");
    expect(fill(filled, { steps: "new" })).toBe(filled);
    expect(() => fill(text, {})).toThrow("no part 'steps'");
  });
  test("the chart has a row for each step and one for the products", () => {
    expect(rowsOf([steps, product]).map(({ name }) => name)).toEqual(["a", "matrix products, mean of 1 shapes"]);
    expect(chart([steps, product])).toContain("<title>PyTorch 2: 4.00 ×</title>");
  });
  test("docs and README show the committed run", () => {
    const run = JSON.parse(readFileSync(new URL("../../bench/results/two-threads.json", import.meta.url), "utf8"));
    for (const name of ["docs/performance.md", "README.md"]) {
      const text = readFileSync(new URL(`../../${name}`, import.meta.url), "utf8");
      expect(fill(text, partsOf(run))).toBe(text);
    }
  });
});

test("a model of ONNX has its lengths in the right places", () => {
  const model = gemmModel({ a: [2, 300], b: [300, 4], c: [2, 4], transposeLeft: 0, transposeRight: 0 });
  expect([...model.slice(0, 3)]).toEqual([8, 8, 0x3a]); // version 8; then the graph, whose length takes one or two bytes
  expect(model.slice(-4)).toEqual(Uint8Array.of(0x42, 2, 0x10, 13));
});

test.each(["compile", "overhead", "memory"])("bench/%s.mjs starts", { timeout: 30_000 }, (name) => {
  const [file, folder] = [`bench/${name}.mjs`, new URL("../../", import.meta.url)];
  expect(execFileSync(process.execPath, [file, "--help"], { cwd: folder, encoding: "utf8" })).toContain(
    `usage: node ${file}`,
  );
});

test("a tiny run: every device of Needle comes to the same values", { timeout: 60_000 }, () => {
  const args = ["bench/run.mjs", "--only", "8x8x8,h", "--peers", "needle", "--rounds", "1", "--milliseconds", "1"];
  const output = execFileSync(process.execPath, args, { encoding: "utf8" });
  expect(output).toMatch(/8x8x8, per product:\n( {2}Needle.*\n)* {2}Needle, device js .*GFLOP\/s/);
  expect(output).not.toContain("comes to");
});
