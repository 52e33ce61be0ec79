// How tensors look, in a console and as HTML. Nothing here may start a run.
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { arange, device, tensor, zeros } from "../../src/index.ts";

/** Without the line that says what it is. */
const body = (data: Parameters<typeof tensor>[0], options?: object) =>
  String(tensor(data, options)).split("\n").slice(1).join("\n");

describe("text", () => {
  test.each([
    [0.1, {}, "0.1"],
    [[1, 2, 3], {}, "[1, 2, 3]"],
    [[1, -2.25], {}, "[ 1.00, -2.25]"],
    [[1 / 3, 10], {}, "[ 0.3333, 10.0000]"],
    [[1e-5, 1], {}, "[1e-5, 1e+0]"],
    [[1e9, 1], {}, "[1e+9, 1e+0]"],
    [[123456, 12.5], { dtype: "float64" }, "[1.2346e+5, 1.2500e+1]"],
    [[0, Number.NaN, -Infinity], {}, "[        0,       NaN, -Infinity]"],
    [[true, false], {}, "[ true, false]"],
    [[7, -100], { dtype: "int32" }, "[   7, -100]"],
    [[[1, 20], [300, 4]], {}, "[[  1,  20],\n [300,   4]]"], // biome-ignore format: one line
    [[[[1], [2]], [[3], [4]]], {}, "[[[1],\n  [2]],\n\n [[3],\n  [4]]]"], // biome-ignore format: one line
    [[], {}, "[]"],
    [[[], []], {}, "[]"],
  ])("%j %j", (data, options, expected) => {
    expect(body(data as never, options)).toBe(expected);
  });

  test("long rows are wrapped, and all of a thousand elements are shown", () => {
    const lines = body(Float32Array.from({ length: 1000 }, (_, i) => i)).split("\n");
    expect(Math.max(...lines.map((l) => l.length))).toBeLessThanOrEqual(101);
    expect(lines.join("").match(/\d+/g)).toHaveLength(1000);
    expect(lines[1]).toMatch(/^ {3}20,|^ {2,}\d/);
  });
  test("large tensors show their edges, with numbers of one width", () => {
    const x = arange(10_000).reshape([100, 100]);
    x.dataSync();
    expect(String(x).split("\n").slice(1)).toEqual([
      "[[   0,    1,    2, …,   97,   98,   99],",
      " [ 100,  101,  102, …,  197,  198,  199],",
      " [ 200,  201,  202, …,  297,  298,  299],",
      " …,",
      " [9700, 9701, 9702, …, 9797, 9798, 9799],",
      " [9800, 9801, 9802, …, 9897, 9898, 9899],",
      " [9900, 9901, 9902, …, 9997, 9998, 9999]]",
    ]);
  });
  test("within objects: further in by their indent, and too deep only what it is", () => {
    const x = tensor([[1], [2]]);
    expect(inspect({ w: x })).toBe("{\n  w: Tensor [2, 1] float32 on js\n  [[1],\n   [2]]\n}");
    expect(inspect({ a: { b: { w: x } } }, { depth: 1 })).not.toContain("[[1]");
  });
});

test("nothing runs", () => {
  const { counts } = device("js");
  tensor([1]).dataSync();
  const before = counts.runs;
  const x = zeros([2]).add(1);
  expect([String(x), inspect(x), x.toHTML()].every((s) => s.includes("not computed yet"))).toBe(true);
  expect(counts.runs).toBe(before);
});

describe("HTML", () => {
  const numbers = (html: string) => [...html.matchAll(/<td[^>]*>\s*([^<]*)<\/td>/g)].map((m) => m[1]);
  test.each([
    [5, 1, 1, ["5"]],
    [[1, 2], 1, 1, ["1", "2"]],
    [[[1, 2], [3, 4]], 1, 2, ["1", "2", "3", "4"]], // biome-ignore format: one line
    [[[[1], [2]], [[3], [4]]], 2, 4, ["1", "2", "3", "4"]], // biome-ignore format: one line
  ])("%j", (data, tables, rows, cells) => {
    const html = tensor(data as never).toHTML();
    expect([html.match(/<table/g)!.length, html.match(/<tr/g)!.length, numbers(html)]).toEqual([tables, rows, cells]);
    for (const tag of ["div", "table", "tr", "td"])
      expect(html.match(new RegExp(`<${tag}\\b`, "g"))!.length).toBe(html.match(new RegExp(`</${tag}>`, "g"))!.length);
  });
  test("large tensors show their edges, nothing can be slipped in", () => {
    const x = arange(10_000).reshape([100, 100]);
    x.dataSync();
    expect(numbers(x.toHTML())).toHaveLength(6 * 7 + 1);
    Object.defineProperty(x, "dtype", { value: "<script>" });
    expect(x.toHTML()).not.toContain("<script>");
  });
  test("notebooks get both forms", () => {
    const x = tensor([1]);
    const shown = (x as unknown as Record<symbol, () => unknown>)[Symbol.for("Jupyter.display")]!();
    expect(shown).toEqual({ "text/plain": String(x), "text/html": x.toHTML() });
  });
});
