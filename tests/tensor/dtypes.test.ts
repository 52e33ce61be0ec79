// What dtypes become, for every function of a kind and every pair: as in PyTorch, or as in NumPy where PyTorch refuses or has
// no such dtype (dtypes.py), but for the deviations here. docs/dtypes.md says the same.
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DType, deviceNames, dtypes, promote, setDefaultDevice, type Tensor, tensor } from "../../src/index.ts";

type Pair = readonly [torch: string | null, numpy: string | null];
const read = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8");
const recorded = JSON.parse(read("dtypes.json")) as Record<"binary" | "unary", Record<string, Record<string, Pair>>>;

/** Ours are other ones: there are no 64-bit integers, no halves, and floats are single where nobody asks for more. */
const narrow: Record<string, DType> = { int64: "int32", uint64: "uint32", int8: "int32", float16: "float32" };

/** Functions and dtypes for which ours is meant to differ: what it is, null where it is an error. */
const deviations: [names: RegExp, given: RegExp, ours: DType | null][] = [
  [/^(?!and)/, /^(int32 uint32|uint32 int32)$/, null], // no dtype holds both
  [/add|mul|maximum|bitwiseAnd/, /^bool bool$/, "int32"], // arithmetic counts bools
  [/neg|abs|sign|bitwiseNot/, /^bool$/, "int32"],
  [/floor$/, /^bool$/, "int32"], // whole numbers stay what they are
  [/floor$/, /^uint32$/, "uint32"],
  [/any/, /^uint8$/, "bool"], // PyTorch makes an exception of uint8
];

function wanted(name: string, given: string, [torch, numpy]: Pair): DType | null {
  const deviation = deviations.find(([names, dtypes]) => names.test(name) && dtypes.test(given));
  if (deviation !== undefined) return deviation[2];
  const theirs = torch ?? numpy;
  if (theirs === "float64" && !given.includes("float64")) return "float32";
  return theirs === null ? null : (narrow[theirs] ?? (theirs as DType));
}

describe.each(Object.entries({ ...recorded.unary, ...recorded.binary }))("%s", (call, pairs) => {
  test.each(Object.entries(pairs))("of %s", (given, theirs) => {
    const [x, ...others] = given.split(" ").map((dtype) => tensor([0, 1, 3], { dtype: dtype as DType }));
    const [, name, argument] = /^(\w+)(?:\((.*)\))?$/.exec(call)!;
    const method = (x as unknown as Record<string, (...args: unknown[]) => Tensor>)[name!]!;
    let ours: DType | null = null;
    try {
      ours = method.call(x, ...(argument === undefined ? others : [Number(argument)])).dtype;
    } catch {
      // refused
    }
    expect(ours).toBe(wanted(call, given, theirs));
  });
});

const weights: Record<DType, (x: number) => number> = {
  bool: (x) => +(x !== 0),
  uint8: (x) => x & 255,
  int32: (x) => x | 0,
  uint32: (x) => x >>> 0,
  float32: Math.fround,
  float64: (x) => x,
};
afterAll(() => setDefaultDevice("js"));
describe.each(deviceNames().filter((name) => name !== "null"))(
  "%s: both operands are read as their common dtype",
  (device) => {
    beforeAll(() => setDefaultDevice(device));
    const values = [0, 1, 2, 3, 200, 250];
    test.each(dtypes.flatMap((a) => dtypes.map((b) => [a, b] as const)))("%s and %s", async (a, b) => {
      if (a !== b && a.endsWith("int32") && b.endsWith("int32")) {
        expect(() => promote(a, b)).toThrow("have no common dtype");
        return;
      }
      const [x, y] = [tensor(values, { dtype: a }), tensor([...values].reverse(), { dtype: b })];
      const common = promote(a, b);
      const [p, q] = [values.map(weights[a]), [...values].reverse().map(weights[b])];
      const counted = weights[common === "bool" ? "int32" : common];
      expect([...(await x.add(y).data())]).toEqual(p.map((v, i) => counted(v + q[i]!)));
      expect([...(await x.mul(y).data())]).toEqual(p.map((v, i) => counted(v * q[i]!)));
      expect([...(await x.lt(y).data())]).toEqual(p.map((v, i) => +(v < q[i]!)));
      const single = common === "float64" ? weights.float64 : weights.float32;
      expect([...(await x.div(y).data())]).toEqual(p.map((v, i) => single(v / q[i]!)));
    });
  },
);

test("the table in the document is the rule", () => {
  const rows = read("../../docs/dtypes.md")
    .split("\n")
    .map((line) => line.split("|").map((cell) => cell.trim().replaceAll("*", "").replaceAll("`", "")))
    .filter(([, first]) => dtypes.includes(first as DType));
  const table = rows.filter((cells) => cells.length === dtypes.length + 3);
  expect(table.map(([, first]) => first)).toEqual(dtypes);
  for (const [, a, ...cells] of table)
    dtypes.forEach((b, i) => {
      const bothIntegers = a !== b && a!.endsWith("int32") && b.endsWith("int32");
      expect(cells[i], `${a} and ${b}`).toBe(bothIntegers ? "error" : promote(a as DType, b));
    });
});
