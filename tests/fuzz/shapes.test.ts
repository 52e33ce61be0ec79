// Random method calls on tensors of literal shapes: what TypeScript says of each is what happens at run time. All calls are
// one program of the compiler. NEEDLE_FUZZ_SEED=… chooses other calls, NEEDLE_FUZZ_SECONDS=… more of them.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";
import { cat, NeedleError, stack, Tensor, zeros } from "../../src/index.ts";
import { freshDevice } from "../support/fresh.ts";
import { Random } from "./programs.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const seed = Number(process.env["NEEDLE_FUZZ_SEED"] ?? 1);
const calls = process.env["NEEDLE_FUZZ_SECONDS"] === undefined ? 700 : 4000;

interface Case {
  readonly text: string;
  readonly result: Tensor | Error;
}
interface Named {
  readonly name: string;
  readonly tensor: Tensor;
}

const loose = (t: Tensor) => t as unknown as Record<string, (...args: unknown[]) => Tensor>;
const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);
const show = (list: readonly number[]): string => `[${list.join(", ")}]`;

/** Calls, each on tensors that are there: declared ones and results of earlier calls. Mistakes are frequent. */
function makeCases(r: Random): { declarations: string[]; cases: Case[] } {
  const declarations: string[] = [];
  const pool: Named[] = [];
  const size = (): number => r.pick([1, 1, 2, 2, 3, 4, 5, 6, 12]);
  const declare = (shape: readonly number[], dtype: "float32" | "int32" = "float32"): Named => {
    const name = `t${declarations.length}`;
    declarations.push(`declare const ${name}: Tensor<${show(shape)}>;`);
    const named = { name, tensor: zeros(shape, { dtype }) as Tensor };
    if (dtype === "float32") pool.push(named);
    return named;
  };
  const shape = (): number[] => Array.from({ length: r.pick([0, 1, 1, 2, 2, 2, 3, 3, 4]) }, size);
  const any = (): Named => (r.chance(0.4) || pool.length === 0 ? declare(shape()) : r.pick(pool.slice(-40)));
  const axisOf = (t: Tensor): number => r.int(2 * t.rank + (r.chance(0.15) ? 3 : 0)) - t.rank;
  /** A shape that broadcasts with this one, or nearly. */
  const beside = (s: readonly number[]): number[] => {
    const near = s
      .map((d) => (r.chance(0.3) ? 1 : r.chance(0.05) ? size() : d))
      .slice(r.chance(0.3) ? r.int(s.length + 1) : 0);
    return r.chance(0.2) && near.length < 4 ? [size(), ...near] : near;
  };
  const factored = (n: number): number[] => {
    const result: number[] = [];
    for (let left = n; left > 1 || result.length === 0; ) {
      const divisors = Array.from({ length: left }, (_, i) => i + 1).filter((d) => left % d === 0);
      const d = left === 1 ? 1 : r.pick(divisors.slice(1));
      result.push(d);
      left /= d;
    }
    return r.shuffled(result).slice(0, 5);
  };
  const near = (): number => r.int(9) - 4;
  const bound = (): number | null => (r.chance(0.3) ? null : near());
  /** Methods of one tensor with literal arguments; of several results one is looked at. */
  const argumentsOf: Record<string, (x: Tensor) => unknown[] | null> = {
    squeeze: (x) => (r.chance(0.3) ? [] : [r.chance(0.7) ? Math.max(0, x.shape.indexOf(1)) : axisOf(x)]),
    unsqueeze: (x) => [r.int(2 * x.rank + 4) - x.rank - 2],
    flatten: (x) => (r.chance(0.3) ? [] : [axisOf(x), axisOf(x)]),
    unflatten: (x) => {
      const axis = axisOf(x);
      const sizes = factored(x.shape.at(axis) ?? 2);
      if (r.chance(0.5)) sizes[r.int(sizes.length)] = r.pick([-1, -1, 2]);
      return [axis, sizes];
    },
    movedim: (x) => [axisOf(x), axisOf(x)],
    rot90: (x) => (x.rank < 2 ? [] : [near(), [0, -1]]),
    tile: (x) => Array.from({ length: r.int(x.rank + 2) }, () => 1 + r.int(3)),
    repeatInterleave: (x) => (r.chance(0.3) ? [r.int(3)] : [r.int(3), axisOf(x)]),
    pad: (x) => [Array.from({ length: r.int(x.rank + (r.chance(0.1) ? 2 : 1)) }, () => [r.int(3), r.int(13)])],
    diag: () => [near()],
    diagonal: (x) => (x.rank < 2 || r.chance(0.3) ? [near()] : [near(), 0, r.pick([1, -1, x.rank])]),
    tril: () => [near()],
    slice: (x) => [bound(), bound(), axisOf(x), r.pick([1, 1, 1, 2, 3, -1, -2])],
    narrow: (x) => [axisOf(x), r.int(4) - 1, r.int(3)],
    select: (x) => (x.size === 0 ? null : [axisOf(x), 0]),
    split: (x) => [1 + r.int(5), axisOf(x)],
    chunk: (x) => [1 + r.int(4), axisOf(x)],
    unbind: (x) => (x.size === 0 ? null : [axisOf(x)]),
  };
  const simple = Object.entries(argumentsOf).map(([op, make]) => (): readonly [string, () => Tensor] => {
    const x = any();
    const given = make(x.tensor) ?? [];
    const several = ["split", "chunk", "unbind"].includes(op);
    const text = given.map((a) => JSON.stringify(a)).join(", ");
    return [
      `${x.name}.${op}(${text})${several ? "[0]" : ""}`,
      () => {
        const result = loose(x.tensor)[op]!(...given) as Tensor | Tensor[];
        return Array.isArray(result) ? result[0]! : result;
      },
    ];
  });
  /** The items of an index: how they are written, and what they are. */
  function indexOf(x: Tensor): { text: string; value: unknown }[] {
    const literal = (value: unknown) => ({ text: JSON.stringify(value), value });
    const count = r.int(x.rank + 1) + (r.chance(0.05) ? 1 : 0);
    const items = Array.from({ length: count }, (_, axis) => {
      const size = x.shape[axis] ?? 1;
      const position = size === 0 ? 0 : r.int(2 * size) - size;
      const part = (b: number | null): string => (b === null ? "" : `${b}`);
      const range = (): string =>
        `${part(bound())}:${part(bound())}${r.chance(0.4) ? `:${r.pick(["", 2, -1, -3])}` : ""}`;
      const kind = r.int(10);
      if (kind < 4) return literal(range());
      if (kind < 7) return literal(r.chance(0.1) ? size : position);
      if (kind < 8 && size > 0) return literal([position, 0]);
      const ids = declare(r.pick([[2], [1], [3, 1], []]), "int32");
      return { text: ids.name, value: ids.tensor };
    });
    if (r.chance(0.3)) items.splice(r.int(items.length + 1), 0, literal(null));
    if (r.chance(0.3)) items.splice(r.int(items.length + 1), 0, literal("..."));
    return items;
  }
  const kinds: (() => readonly [text: string, run: () => Tensor])[] = [
    () => {
      const x = any();
      const y = r.chance(0.6) ? declare(beside(x.tensor.shape)) : any();
      const op = r.pick(["add", "mul", "maximum", "lt"] as const);
      return [`${x.name}.${op}(${y.name})`, () => x.tensor[op](y.tensor)];
    },
    () => {
      const x = any();
      const s = x.tensor.shape;
      const inner = s.at(-1) ?? 1;
      const lead = r.chance(0.4) ? beside(s.slice(0, -2)) : [];
      const y = r.chance(0.85)
        ? declare(r.chance(0.15) ? [inner] : [...lead, r.chance(0.1) ? size() : inner, size()])
        : any();
      return [`${x.name}.matmul(${y.name})`, () => x.tensor.matmul(y.tensor as never) as Tensor];
    },
    () => {
      const x = any();
      const op = r.pick(["sum", "mean", "max", "logSumExp"] as const);
      const axes = r.pick([
        undefined,
        null,
        axisOf(x.tensor),
        Array.from({ length: 1 + r.int(2) }, () => axisOf(x.tensor)),
      ]);
      const keepdim = r.chance(0.4);
      const text =
        axes === undefined || axes === null ? String(axes) : typeof axes === "number" ? `${axes}` : show(axes);
      return [
        `${x.name}.${op}(${text}${keepdim ? ", { keepdim: true }" : ""})`,
        () => x.tensor[op](axes as never, { keepdim }) as Tensor,
      ];
    },
    () => {
      const x = any();
      const axis = axisOf(x.tensor);
      return [`${x.name}.softmax(${axis})`, () => x.tensor.softmax(axis as never) as Tensor];
    },
    () => {
      const x = any();
      const order = r.shuffled(x.tensor.shape.map((_, i) => (r.chance(0.2) ? i - x.tensor.rank : i)));
      if (r.chance(0.15)) order.pop();
      else if (r.chance(0.1)) order.push(0);
      return [`${x.name}.permute(${order.join(", ")})`, () => x.tensor.permute(...(order as never)) as Tensor];
    },
    () => {
      const x = any();
      if (r.chance(0.5)) return [`${x.name}.transpose()`, () => (x.tensor as Tensor<[2, 2]>).transpose() as Tensor];
      const [a, b] = [axisOf(x.tensor), axisOf(x.tensor)];
      return [`${x.name}.transpose(${a}, ${b})`, () => x.tensor.transpose(a, b as never) as Tensor];
    },
    () => {
      const x = any();
      const to = factored(product(x.tensor.shape));
      if (r.chance(0.4)) to[r.int(to.length)] = -1;
      if (r.chance(0.15)) to[r.int(to.length)] = r.pick([-1, 1, 2, 7]);
      return [`${x.name}.reshape(${show(to)})`, () => x.tensor.reshape(to as never) as Tensor];
    },
    () => {
      const x = any();
      const to = x.tensor.shape.map((d) => (d === 1 && r.chance(0.6) ? size() : r.chance(0.2) ? -1 : d));
      if (r.chance(0.3)) to.unshift(r.chance(0.1) ? -1 : size());
      if (r.chance(0.1) && to.length > 0) to[r.int(to.length)] = size();
      return [`${x.name}.expand(${show(to)})`, () => x.tensor.expand(to as never) as Tensor];
    },
    () => {
      const found = any();
      const x = found.tensor.shape[0] === 0 ? declare(shape()) : found;
      return [`${x.name}.at(0)`, () => (x.tensor as Tensor<[2]>).at(0) as Tensor];
    },
    () => {
      const x = any();
      return [`${x.name}.relu()`, () => x.tensor.relu()];
    },
    ...simple,
    () => {
      const x = any();
      const items = indexOf(x.tensor);
      const text = items.map(({ text }) => text).join(", ");
      const values = items.map(({ value }) => value);
      if (r.chance(0.2)) return [`${x.name}.set([${text}], 1)`, () => loose(x.tensor)["set"]!(values, 1)];
      return [`${x.name}.get(${text})`, () => loose(x.tensor)["get"]!(...values)];
    },
    () => {
      const x = any();
      const axis = axisOf(x.tensor);
      const ids = declare(shape().slice(0, 2), "int32");
      return [`${x.name}.take(${ids.name}, ${axis})`, () => loose(x.tensor)["take"]!(ids.tensor, axis)];
    },
    () => {
      const x = any();
      const axis = axisOf(x.tensor);
      const near = (): Named =>
        r.chance(0.4)
          ? declare(
              x.tensor.shape.map((d, i) => (r.chance(0.03) || i === axis || i === axis + x.tensor.rank ? size() : d)),
            )
          : x;
      const list = r.shuffled([x, ...Array.from({ length: r.int(3) }, near)]);
      const f = r.pick([cat, stack] as const);
      const names = list.map(({ name }) => name).join(", ");
      return [
        `${f === cat ? "cat" : "stack"}([${names}], ${axis})`,
        () =>
          (f as (list: unknown, axis: number) => Tensor)(
            list.map(({ tensor }) => tensor),
            axis,
          ),
      ];
    },
    () => {
      const x = any();
      const [y, z] = [declare(beside(x.tensor.shape)), declare(beside(x.tensor.shape))];
      const other = r.chance(0.3) ? 1 : z.tensor;
      return [
        `${x.name}.where(${y.name}, ${other === 1 ? 1 : z.name})`,
        () => loose(x.tensor)["where"]!(y.tensor, other),
      ];
    },
  ];
  const cases: Case[] = [];
  while (cases.length < calls) {
    const [text, run] = r.pick(kinds)();
    let result: Tensor | Error;
    try {
      result = run();
    } catch (error) {
      if (!(error instanceof NeedleError)) throw error;
      result = error;
    }
    if (result instanceof Tensor && (result.rank > 5 || result.size > 1e5)) continue;
    if (result instanceof Tensor && r.chance(0.4)) pool.push({ name: `r${cases.length}`, tensor: result });
    cases.push({ text, result });
  }
  return { declarations, cases };
}

test("types say what happens at run time", { timeout: 120_000 }, () => {
  freshDevice();
  const { declarations, cases } = makeCases(new Random(seed));
  const file = join(root, "src", "calls.ts");
  const head = [
    'import type { Tensor } from "./tensor.ts";',
    'import { cat, stack } from "./functional/index.ts";',
    ...declarations,
  ];
  const source = [...head, ...cases.map(({ text }, i) => `export const r${i} = ${text};`)].join("\n");

  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile).config,
    ts.sys,
    root,
  );
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (name) => name === file || fileExists(name);
  host.readFile = (name) => (name === file ? source : readFile(name));
  host.getSourceFile = (name, version, ...rest) =>
    name === file ? ts.createSourceFile(name, source, version, true) : getSourceFile(name, version, ...rest);
  const program = ts.createProgram([file], { ...options, types: [], noEmit: true }, host);
  const parsed = program.getSourceFile(file)!;
  const checker = program.getTypeChecker();

  const errors = new Map<number, string>();
  for (const { start, messageText } of program.getSemanticDiagnostics(parsed))
    errors.set(
      parsed.getLineAndCharacterOfPosition(start!).line - head.length,
      ts.flattenDiagnosticMessageText(messageText, "\n"),
    );
  const wrong: string[] = [];
  const statements = parsed.statements.slice(head.length);
  cases.forEach(({ text, result }, i) => {
    const statement = statements[i] as ts.VariableStatement;
    const declaration = statement.declarationList.declarations[0]!;
    const error = errors.get(i);
    const line = `${explain(text, declarations, cases)}`;
    if (result instanceof Error) {
      if (error === undefined) wrong.push(`${line} throws, but compiles: ${result.message}`);
    } else if (error !== undefined) wrong.push(`${line} is ${show(result.shape)}, but does not compile: ${error}`);
    else {
      const type = checker.typeToString(checker.getTypeAtLocation(declaration.name));
      if (type !== `Tensor<${show(result.shape)}>`) wrong.push(`${line} is ${show(result.shape)}, its type ${type}`);
    }
  });
  expect([...errors.keys()].filter((line) => line < 0)).toEqual([]);
  expect(wrong, `seed ${seed}`).toEqual([]);
  const failing = cases.filter((c) => c.result instanceof Error).length;
  expect(failing).toBeGreaterThan(calls / 20); // both kinds are there
  expect(failing).toBeLessThan(calls / 2);
});

/** A call with the shapes of its operands. */
function explain(text: string, declarations: readonly string[], cases: readonly Case[]): string {
  return text.replace(/\b([tr])(\d+)\b/g, (name, kind: string, i: string) => {
    const { result } = cases[Number(i)]!;
    if (kind === "r") return `${name}${result instanceof Tensor ? show(result.shape) : ""}`;
    return `${name}${/<(.*)>/.exec(declarations[Number(i)]!)![1]}`;
  });
}
