// Shape functions, joining and indexing against recorded results of PyTorch and NumPy (shapes.py), in every dtype, on stored
// tensors and on views of them; and what they refuse.
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as needle from "../../src/index.ts";
import {
  type DType,
  device,
  deviceNames,
  gradCheck,
  setDefaultDevice,
  type Tensor,
  tensor,
  valueAndGrad,
} from "../../src/index.ts";

interface Case {
  readonly call: string;
  readonly inputs: readonly number[][];
  readonly args: readonly unknown[];
  readonly results: readonly (readonly [shape: number[], elements: number[]])[];
  readonly gradients: readonly number[][];
}
const cases = JSON.parse(readFileSync(new URL("shapes.json", import.meta.url), "utf8")) as Case[];
const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** 1, 2, 3 … from `start`; as a view, memory holds them in another order. */
function counting(shape: readonly number[], start: number, dtype: DType, view: boolean): Tensor {
  const x = tensor(
    Array.from({ length: sizeOf(shape) }, (_, i) => start + i),
    { shape, dtype: "float64", device: "js" },
  );
  const turn = (t: Tensor): Tensor => t.permute(...shape.map((_, i) => i).reverse()).flip();
  const stored = view ? turn(x) : x;
  const data = Array.from(stored.dataSync(), (v) => (dtype === "bool" ? v % 2 : v));
  const made = tensor(data, { shape: stored.shape, dtype });
  return view ? turn(made) : made;
}
const inputsOf = ({ inputs }: Case, dtype: DType, view = false): Tensor[] => {
  let start = 1;
  return inputs.map((shape) => counting(shape, (start += sizeOf(shape)) - sizeOf(shape), dtype, view));
};

/** {"ids": …} as a tensor of integers, also inside lists. */
function argument(x: unknown): unknown {
  if (Array.isArray(x)) return x.map(argument);
  if (x === null || typeof x !== "object" || !("ids" in x)) return x;
  return tensor(x.ids as number[], { dtype: "int32" });
}
type Call = (...args: unknown[]) => Tensor | Tensor[];
/** A method, or a function of a list of tensors. */
function run({ call, args }: Case, inputs: readonly Tensor[]): Tensor[] {
  const given = args.map(argument);
  const [x, ...others] = inputs as [Tensor, ...Tensor[]];
  const method = (x as unknown as Record<string, Call>)[call];
  const found =
    method === undefined
      ? (needle as unknown as Record<string, Call>)[call]!(inputs, ...given)
      : method.call(x, ...given, ...others);
  return Array.isArray(found) ? found : [found];
}
const wave = ({ shape, size }: Tensor): Tensor =>
  tensor(
    Float64Array.from({ length: size }, (_, i) => ((i * 37 + 11) % 101) - 50),
    { shape },
  );

afterAll(() => setDefaultDevice("js"));
describe.each(deviceNames().filter((name) => name !== "null"))("%s", (name) => {
  beforeAll(() => setDefaultDevice(name));
  const dtypes = (): readonly DType[] => device(name).device.limits.dtypes;

  describe.each([...new Set(cases.map(({ call }) => call))])("%s", (call) => {
    const own = cases.filter((c) => c.call === call);
    test("values in every dtype, also of views", async () => {
      for (const dtype of dtypes()) {
        if (dtype === "bool" && call === "indexAdd") continue;
        for (const view of [false, true])
          for (const c of own) {
            const found = run(c, inputsOf(c, dtype, view));
            const label = JSON.stringify([dtype, view, c.inputs, c.args]);
            expect(
              found.map((t) => t.shape),
              label,
            ).toEqual(c.results.map(([shape]) => shape));
            for (const [i, [, elements]] of c.results.entries()) {
              expect(found[i]!.dtype, label).toBe(dtype);
              expect([...(await found[i]!.data())], label).toEqual(
                dtype === "bool" ? elements.map((x) => x % 2) : elements,
              );
            }
          }
      }
    });

    const floats = (): boolean => dtypes().includes("float64");
    test("gradients", async () => {
      for (const c of floats() ? own : []) {
        const loss = (...x: Tensor[]): Tensor =>
          run(c, x)
            .map((t) => t.mul(wave(t)).sum() as Tensor)
            .reduce((a, b) => a.add(b));
        const [, gradients] = valueAndGrad(loss)(...inputsOf(c, "float64", true));
        for (const [i, wanted] of c.gradients.entries())
          expect([...(await gradients[i]!.data())], JSON.stringify([c.inputs, c.args])).toEqual(wanted);
      }
    });

    test("gradients of gradients", async () => {
      for (const c of floats() ? own.slice(-3) : []) {
        const loss = (...x: Tensor[]): Tensor =>
          run(c, x)
            .map((t) => t.square().mul(wave(t)).sum() as Tensor)
            .reduce((a, b) => a.add(b));
        const steepness = (...x: Tensor[]): Tensor =>
          valueAndGrad(loss)(...x)[1]
            .map((g) => g.square().sum() as Tensor)
            .reduce((a, b) => a.add(b));
        const inputs = inputsOf(c, "float64").map((x) => x.mul(0.01));
        await gradCheck(steepness, inputs, { most: 3, tolerance: 1e-5 });
      }
    });
  });
});
