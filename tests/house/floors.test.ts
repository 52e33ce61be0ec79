// The rule of floors: what it lets pass and what it reports.
import { expect, test } from "vitest";
import { check } from "../../scripts/floors.mjs";

const messages = (files: Record<string, string>): string[] => check(new Map(Object.entries(files)));

test("downwards, on one floor, and packages are fine", () => {
  const files = {
    "errors.ts": "",
    "dtype.ts": 'import { DTypeError } from "./errors.ts";',
    "nn/linear.ts":
      'import fs from "node:fs";\nimport type { Tensor } from "../tensor.ts";\nimport "../init/index.ts";',
    "types/shape.ts": 'import type { Tensor } from "../tensor.ts";\n/**\n * import { x } from "../index.ts";\n */',
    "tensor.ts": 'import type { Add } from "./types/shape.ts";',
    "index.ts": 'export * from "./tensor.ts";\nexport * as nn from "./nn/linear.ts";',
  };
  expect(messages(files)).toEqual([]);
});

test.each([
  [
    "ir/expr.ts",
    'const a = 1;\nimport { Tensor } from "../tensor.ts";',
    "src/ir/expr.ts:2: ir (floor 3) imports '../tensor.ts' from tensor (floor 10): imports go down only",
  ],
  ["ir/expr.ts", 'import type { Tensor } from "../tensor.ts";', "ir (floor 3) imports '../tensor.ts'"],
  ["ir/expr.ts", 'export {\n  a,\n  b,\n} from "../graph/node.ts";', "src/ir/expr.ts:4: ir (floor 3)"],
  ["ir/expr.ts", 'export * from "../graph/node.ts";', "graph (floor 4)"],
  ["ir/expr.ts", 'const later = await import("../cli/main.ts");', "cli (floor"],
  ["types/shape.ts", 'import { Tensor } from "../tensor.ts";', "types (floor 2)"],
  ["nn/a.ts", 'import "../../scripts/floors.mjs";', "which is outside src/"],
  ["misc/a.ts", "", "'misc' is on no floor"],
])("%s: %s", (file, text, message) => {
  const found = messages({ [file]: text });
  expect(found).toHaveLength(1);
  expect(found[0]).toContain(message);
});

test("circles of values are reported, circles of types are not", () => {
  const circle = (word: string) => ({
    "nn/a.ts": `${word} { b } from "./b.ts";`,
    "nn/b.ts": 'import { a } from "./a.ts";',
  });
  expect(messages(circle("import"))).toEqual(["imports run in a circle: src/nn/a.ts → src/nn/b.ts → src/nn/a.ts"]);
  expect(messages(circle("import type"))).toEqual([]);
});
