// Nothing is left out: every method of tensors has recorded values of PyTorch or NumPy, and random programs call it.
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { Tensor } from "../../src/index.ts";
import { scalars } from "../../src/ir/scalar.ts";

/** Methods without values to compare, and why. */
const elsewhere: Record<string, string> = {
  "backward registerHook retainGrad detach": "gradients: tests/runtime, tests/transforms",
  "data dataSync item itemSync toArray toArraySync toHTML toString": "reading and printing: tests/interop",
  uint32: "PyTorch has none; tests/ir/scalars.test.ts has all casts",
  "nonzero argwhere maskedSelect unique": "shapes that depend on values: errors that say what to use instead",
};
/** Methods that random programs do not call, and why. */
const notRandom: Record<string, string> = {
  "dataSync item itemSync toArray toArraySync toHTML toString": "reading and printing; programs read in their own way",
  "registerHook retainGrad": "tests/runtime has programs of its own for what happens when",
  bincount: "of whole numbers that are not negative",
  "nonzero argwhere maskedSelect unique": "not there",
};

const here = new URL(".", import.meta.url);
const methods = Object.entries(Object.getOwnPropertyDescriptors(Tensor.prototype))
  .filter(([name, { value }]) => typeof value === "function" && name !== "constructor")
  .map(([name]) => name);
const words = (text: string): string[] => text.match(/[A-Za-z]\w*/g) ?? [];
const without = (known: ReadonlySet<string>, reasons: Record<string, string>): string[] => {
  const excused = new Set(Object.keys(reasons).flatMap(words));
  return methods.filter((name) => known.has(name) === excused.has(name));
};

test("every method has recorded values, or a reason", () => {
  const recorded = new Set<string>();
  for (const file of readdirSync(here).filter((name) => name.endsWith(".json"))) {
    const cases: unknown = JSON.parse(readFileSync(new URL(file, here), "utf8"));
    if (!Array.isArray(cases)) continue; // dtypes.json has no values
    for (const c of cases as ({ call: string } | [call: string])[])
      for (const word of words(Array.isArray(c) ? c[0] : c.call)) recorded.add(word);
  }
  expect(without(recorded, elsewhere)).toEqual([]);
});

test("every method is in random programs, or there is a reason", () => {
  const texts = ["programs.ts", "methods.ts"].map((name) => readFileSync(new URL(`../fuzz/${name}`, here), "utf8"));
  expect(without(new Set([...texts.flatMap(words), ...Object.keys(scalars)]), notRandom)).toEqual([]);
});
