// What an editor shows: the text of an error, and the type under the cursor. Asked of TypeScript's language service.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, test } from "vitest";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const config = ts.parseJsonConfigFileContent(
  ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile).config,
  ts.sys,
  root,
);

/** One file, which exists in memory only; every question is a new version of it. */
const file = join(root, "src", "question.ts");
let source = "";
let version = 0;

const service = ts.createLanguageService({
  getCompilationSettings: () => ({ ...config.options, types: [] }),
  getScriptFileNames: () => [file],
  getScriptVersion: (name) => (name === file ? String(version) : "0"),
  getScriptSnapshot: (name) => {
    if (name === file) return ts.ScriptSnapshot.fromString(source);
    return ts.sys.fileExists(name) ? ts.ScriptSnapshot.fromString(readFileSync(name, "utf8")) : undefined;
  },
  getCurrentDirectory: () => root,
  getDefaultLibFileName: ts.getDefaultLibFilePath,
  fileExists: (name) => name === file || ts.sys.fileExists(name),
  readFile: ts.sys.readFile,
});

function open(code: string): void {
  source = `import type { Tensor } from "./tensor.ts";
declare function zeros<const S extends readonly number[]>(shape: S): Tensor<{ -readonly [K in keyof S]: S[K] }>;
${code}`;
  version++;
}

/** The errors in the code, with all their lines. */
function errors(code: string): string[] {
  open(code);
  return service
    .getSemanticDiagnostics(file)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}

/** What the editor shows for the first place where `name` stands. */
function hover(code: string, name: string): string {
  open(code);
  return ts.displayPartsToString(service.getQuickInfoAtPosition(file, source.indexOf(name))?.displayParts);
}

describe("the error names the op and the shapes", () => {
  test.each([
    ["zeros([32, 784]).matmul(zeros([785, 128]));", "matmul: inner sizes differ, [32, 784] @ [785, 128]"],
    ["zeros([2, 3]).add(zeros([4]));", "add: cannot broadcast [2, 3] with [4]: sizes 3 and 4 at axis -1"],
    ["zeros([2, 3]).sum(2);", "sum: axis 2 is out of range for shape [2, 3]"],
    ["zeros([2, 3]).mean([0, -3]);", "mean: axis -3 is out of range for shape [2, 3]"],
    ["zeros([2, 3, 4]).reshape([5, 5]);", "reshape: [2, 3, 4] (24 elements) does not fit [5, 5]"],
    ["zeros([2, 3, 4]).permute(0, 1, 1);", "permute: [0, 1, 1] is not an order of the axes of [2, 3, 4]"],
    ["zeros([2, 3]).expand([4, 3]);", "expand: [2, 3] does not expand to [4, 3]"],
    ["zeros([3]).transpose();", "transpose: [3] has fewer than two axes"],
    ["zeros([]).at(0);", "at: a 0-d tensor has no axis to index"],
  ])("%s", (code, message) => {
    const found = errors(code);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(message);
  });

  test("the message of an error is short", () => {
    const [text] = errors("zeros([32, 784]).matmul(zeros([785, 128]));");
    expect(text?.split("\n").length).toBeLessThanOrEqual(2);
  });
});

test("correct code has no errors", () => {
  expect(errors("export const y = zeros([32, 784]).matmul(zeros([784, 10])).add(zeros([10])).sum(0);")).toEqual([]);
});

describe("the type under the cursor is the shape", () => {
  test.each([
    ["zeros([32, 784]).matmul(zeros([784, 10]))", "Tensor<[32, 10]>"],
    ["zeros([5, 1, 3]).add(zeros([2, 1]))", "Tensor<[5, 2, 3]>"],
    ["zeros([2, 3, 4]).sum(-1, { keepdim: true })", "Tensor<[2, 3, 1]>"],
    ["zeros([2, 3, 4]).reshape([4, -1]).transpose()", "Tensor<[6, 4]>"],
    ["(zeros([2, 3]) as Tensor).matmul(zeros([3, 4]))", "Tensor<Shape>"],
  ])("%s", (code, type) => {
    expect(hover(`const result = ${code};`, "result")).toBe(`const result: ${type}`);
  });

  test("a method call shows what it returns", () => {
    const text = hover("const w = zeros([784, 10]); zeros([32, 784]).matmul(w);", "matmul");
    expect(text).toContain("Tensor<[32, 10]>");
  });
});
