// Every example that a reader may copy runs, gives what its comments say, and passes the type checker: the ```ts blocks of
// README.md, CONTRIBUTING.md and docs/, and every @example in src/.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import * as course from "../../src/course/index.ts";
import * as data from "../../src/data/index.ts";
import * as needle from "../../src/index.ts";
import * as io from "../../src/io/index.ts";
import * as models from "../../src/models/index.ts";
import * as training from "../../src/training/index.ts";
import { collect, type Example, fromComments, fromMarkdown } from "./collect.ts";
import { type Modules, promised, runExample, toProgram } from "./run.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const modules: Modules = {
  "needle-ts": needle,
  "needle-ts/course": course,
  "needle-ts/data": data,
  "needle-ts/io": io,
  "needle-ts/models": models,
  "needle-ts/training": training,
};
const examples = collect(root);

/** Documents import what they use. In a comment the names are there: those of its file, its package, then the others. */
async function scopeOf({ file }: Example): Promise<{ from: string; names: Readonly<Record<string, unknown>> }[]> {
  if (file.endsWith(".md")) return [];
  const own = { from: `../../${file}`, names: await import(/* @vite-ignore */ join(root, file)) };
  const packages = Object.entries(modules).map(([from, names]) => ({ from, names }));
  const first = packages.find(({ from }) => file.startsWith(`src/${from.split("/")[1]}/`));
  const homework = /^src\/course\/hw[1-9]\d*\//.exec(file)?.[0]; // one name means different things in different homeworks
  const nearer =
    homework === undefined
      ? []
      : [
          {
            from: `../../${homework}index.ts`,
            names: await import(/* @vite-ignore */ join(root, homework, "index.ts")),
          },
        ];
  return [own, ...nearer, ...(first ? [first] : []), ...packages.filter((p) => p !== first)];
}

/** An example as a module of its own for the type checker. */
async function asModule(example: Example): Promise<string> {
  const own = example.code.match(/^import [^;]*;/gm)?.join(" ") ?? "";
  const seen = new Set(own.match(/\w+/g)); // what the example imports itself
  const imports = (await scopeOf(example)).map(({ from, names }) => {
    const used = Object.keys(names).filter((name) => !seen.has(name) && new RegExp(`\\b${name}\\b`).test(example.code));
    for (const name of used) seen.add(name);
    return used.length > 0 ? `import { ${used.join(", ")} } from "${from}";` : "";
  });
  return `${imports.join(" ")}\n${example.code}\nexport {};\n`;
}

/** Bytes from 0 to 9. */
function writeIdx(path: string, shape: readonly number[]): void {
  const header = [0, 0, 8, shape.length, ...shape.flatMap((d) => [0, 0, d >> 8, d & 255])];
  const size = shape.reduce((n, d) => n * d, 1);
  writeFileSync(path, gzipSync(Uint8Array.from([...header, ...Array.from({ length: size }, (_, i) => i % 10)])));
}

const here = process.cwd();
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "needle-examples-"));
  process.chdir(folder); // examples write files
  mkdirSync("data"); // and read some in the format of MNIST
  for (const [part, count] of [["train", 200] as const, ["t10k", 50] as const]) {
    writeIdx(`data/${part}-images-idx3-ubyte.gz`, [count, 28, 28]);
    writeIdx(`data/${part}-labels-idx1-ubyte.gz`, [count]);
  }
  vi.spyOn(console, "log").mockImplementation(() => {});
});
afterAll(() => {
  vi.restoreAllMocks();
  process.chdir(here);
  rmSync(folder, { recursive: true });
});

describe("runs", () => {
  test.each(examples.map((e) => [e.name, e] as const))("%s", async (_name, example) => {
    const scope = Object.assign({}, ...(await scopeOf(example)).map(({ names }) => names).reverse());
    needle.setDefaultDevice("js");
    needle.zeros([]).itemSync(); // what the example before left pending runs now
    await runExample(example.code, modules, scope);
  });
});

test("passes the type checker", async () => {
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile).config,
    ts.sys,
    root,
  );
  const texts = new Map<string, string>();
  for (const [i, example] of examples.entries())
    texts.set(join(root, "tests", "docs", `example-${i}.ts`), await asModule(example));
  const settings = { ...options, noUnusedLocals: false, noUnusedParameters: false };
  const host = ts.createCompilerHost(settings);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (name) => texts.has(name) || fileExists(name);
  host.readFile = (name) => texts.get(name) ?? readFile(name);
  host.getSourceFile = (name, language, ...rest) => {
    const text = texts.get(name);
    return text === undefined
      ? getSourceFile(name, language, ...rest)
      : ts.createSourceFile(name, text, language, true);
  };
  const program = ts.createProgram([...texts.keys()], settings, host);
  const problems = [...texts.keys()].flatMap((name, i) => {
    const file = program.getSourceFile(name)!;
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(
      ({ messageText, start }) => {
        const line = file.getLineAndCharacterOfPosition(start ?? 0).line; // line 0 has the imports
        return `${examples[i]!.name}, line ${line}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
      },
    );
  });
  expect(problems).toEqual([]);
}, 30_000);

describe("the reader of examples", () => {
  test("finds blocks and comments", () => {
    expect(fromMarkdown("a.md", "x\n```ts\n1;\n```\n```ts fragment\n2;\n```\n")).toEqual([
      { name: "a.md:2", file: "a.md", code: "1;" },
    ]);
    expect(fromComments("a.ts", "/**\n * Text.\n *\n * @example\n * f(1); // 2\n * @throws\n */")).toEqual([
      { name: "a.ts:4", file: "a.ts", code: "f(1); // 2" },
    ]);
  });
  test("tells promises from prose", () => {
    expect(["// 20", "// [2, 4]: both", "// log 2", "// throws DataError: take"].map(promised)).toEqual([
      { value: 20 },
      { value: [2, 4] },
      null,
      { error: "DataError: take" },
    ]);
  });
  test("a promise that is not kept fails", async () => {
    const scope = { f: (x: number) => 2 * x };
    await expect(runExample("f(1); // 3", modules, scope)).rejects.toThrow("expected 2 to deeply equal 3");
    await expect(runExample("f(1); // throws ShapeError: f", modules, scope)).rejects.toThrow();
    await expect(runExample("console.log(f(1)); // 2", modules, scope)).resolves.toEqual([]);
    expect(toProgram('import { type A, b as c } from "m";')).toContain('const { b: c } = $modules["m"]');
  });
});
