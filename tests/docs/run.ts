// Runs an example as a reader would: as the body of an async function. A comment behind an expression says what it must
// give: `// 20`, `// [2, 4]`, `// "js"`, `// throws ShapeError: matmul: …` (the beginning of the message).
import ts from "typescript";
import { expect } from "vitest";
import { Tensor as CourseTensor } from "../../src/course/hw1/index.ts";
import { Tensor } from "../../src/index.ts";

/** The exports of modules by the name that an import gives. */
export type Modules = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const AsyncFunction = (async () => {}).constructor as new (...words: string[]) => (...x: unknown[]) => Promise<void>;

/** What a trailing comment promises; null: it is prose. */
export function promised(comment: string): { readonly value: unknown } | { readonly error: string } | null {
  const text = comment.replace(/^\/\/\s*/, "").trim();
  const error = /^throws (\w+Error.*)$/.exec(text)?.[1];
  if (error !== undefined) return { error };
  for (const piece of [text, text.replace(/(?<=[\d\]"el])[:;] .*$/, "")]) {
    try {
      return { value: JSON.parse(piece) };
    } catch {
      // prose
    }
  }
  return null;
}

/** The program that an example is, as text. */
export function toProgram(code: string): string {
  const file = ts.createSourceFile("example.ts", `${code}\nexport {};`, ts.ScriptTarget.ES2022, true);
  let text = code;
  for (const statement of [...file.statements].reverse()) {
    const from = statement.getStart();
    const put = (replacement: string) => {
      text = text.slice(0, from) + replacement + text.slice(statement.end);
    };
    if (ts.isImportDeclaration(statement)) put(imported(statement));
    else if (ts.isExpressionStatement(statement)) {
      const comment = ts.getTrailingCommentRanges(code, statement.end)?.[0];
      if (comment === undefined) continue;
      const words = code.slice(comment.pos, comment.end);
      if (promised(words) === null) continue;
      const { expression } = statement;
      const printed = ts.isCallExpression(expression) && expression.expression.getText() === "console.log";
      const value = (printed ? expression.arguments[0]! : expression).getText();
      put(`await $check(async () => (${value}), ${JSON.stringify(words)});`);
    }
  }
  const options = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext };
  const { outputText } = ts.transpileModule(`return (async () => {\n${text}\n})();`, { compilerOptions: options });
  return outputText;
}

/** `import { a, type B, c as d } from "m"` as a declaration. */
function imported({ importClause, moduleSpecifier }: ts.ImportDeclaration): string {
  if (importClause === undefined || importClause.isTypeOnly) return "";
  const list = importClause.namedBindings;
  const from = `$modules[${moduleSpecifier.getText()}]`;
  if (list !== undefined && ts.isNamespaceImport(list)) return `const ${list.name.text} = ${from};`;
  const names = (list?.elements ?? [])
    .filter((e) => !e.isTypeOnly)
    .map((e) => (e.propertyName === undefined ? e.name.text : `${e.propertyName.getText()}: ${e.name.text}`));
  return `const { ${names.join(", ")} } = ${from};`;
}

async function check(body: () => Promise<unknown>, comment: string): Promise<void> {
  const wanted = promised(comment)!;
  if ("error" in wanted) {
    const error = await body().then(
      () => null,
      (e: Error) => e,
    );
    expect(`${error?.name}: ${error?.message}`).toContain(wanted.error);
  } else expect(rounded(await body().then(plain))).toEqual(rounded(wanted.value));
}

/** Tensors and typed arrays as nested lists. */
async function plain(value: unknown): Promise<unknown> {
  if (value instanceof Tensor) return value.toArray();
  if (value instanceof CourseTensor) return plain(value.numpy());
  if (ArrayBuffer.isView(value)) return [...(value as Float32Array)];
  return Array.isArray(value) ? Promise.all(value.map(plain)) : value;
}
/** Numbers to six digits. */
const rounded = (value: unknown): unknown =>
  typeof value === "number" ? +value.toPrecision(6) : Array.isArray(value) ? value.map(rounded) : value;

/** Runs it; returns what it printed. `scope` has the names that are there without an import. */
export async function runExample(code: string, modules: Modules, scope: Readonly<Record<string, unknown>>) {
  const printed: string[] = [];
  const log = (...words: unknown[]) => void printed.push(words.map(String).join(" "));
  const console = { log, warn: log, error: log };
  const names = Object.keys(scope).filter((name) => /^[A-Za-z_$][\w$]*$/.test(name) && name !== "default");
  const program = new AsyncFunction("$modules", "$check", "console", ...names, toProgram(code));
  await program(modules, check, console, ...names.map((name) => scope[name]));
  return printed;
}
