// Runs the cases of a file that record.py has made: values and gradients on every device, with inputs in memory and as views.
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DType, isFloat } from "../../src/dtype.ts";
import * as needle from "../../src/index.ts";

const { deviceNames, gradientsOf, setDefaultDevice, Tensor, tensor } = needle;
type Tensor = needle.Tensor;

interface Recorded {
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly data: readonly (number | string)[];
}
interface Case {
  readonly call: string;
  readonly inputs: Readonly<Record<string, Recorded>>;
  readonly output: readonly Recorded[];
  readonly gradients?: Readonly<Record<string, readonly (number | string)[]>>;
}

const numbers = (data: readonly (number | string)[]): number[] => data.map(Number);
const input = ({ shape, dtype, data }: Recorded, requiresGrad: boolean): Tensor =>
  tensor(numbers(data), { shape, dtype, ...(requiresGrad ? { requiresGrad } : {}) } as needle.TensorOptions);

/** The same numbers, but other ones in memory: axes in reverse order, and each of them backwards. */
function asView(x: Tensor): Tensor {
  const order = x.shape.map((_, i) => x.rank - 1 - i);
  const stored = tensor(
    x
      .permute(...order)
      .flip()
      .dataSync(),
    { shape: order.map((i) => x.shape[i]!), dtype: x.dtype },
  );
  return stored.flip().permute(...order);
}

/** The numbers of record.py's `wave` with seed 5: what a result is multiplied with before it is differentiated. */
const weights = (y: Tensor): Tensor =>
  tensor(
    Array.from({ length: y.size }, (_, i) => (((i * 37 + 55) % 101) - 50.5) / 64),
    { shape: y.shape, dtype: y.dtype },
  );

const flat = (value: unknown): Tensor[] =>
  value instanceof Tensor ? [value] : (Object.values(value as object).flatMap(flat) as Tensor[]);

function compare(found: ArrayLike<number>, wanted: readonly number[], dtype: DType, what: string): void {
  const tolerance = dtype === "float64" ? 1e-9 : dtype === "float32" ? 2e-5 : 0;
  const close = (a: number, b: number): boolean =>
    Object.is(a, b) || a === b || Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b));
  const ok = found.length === wanted.length && wanted.every((x, i) => close(found[i]!, x));
  expect(ok, `${what} is ${Array.from(found)}, not ${wanted}`).toBe(true);
}

async function run({ call, inputs, output, gradients }: Case, view: boolean): Promise<void> {
  const given = Object.entries(inputs).map(([name, x]) => input(x, gradients?.[name] !== undefined));
  const names = Object.keys(inputs);
  const program = new Function("needle", ...names, `return ${call};`);
  const results = flat(program(needle, ...given.map((x) => (view && !x.requiresGrad ? asView(x) : x))));
  expect(results.map((y) => y.shape)).toEqual(output.map(({ shape }) => shape));
  expect(results.map((y) => y.dtype)).toEqual(output.map(({ dtype }) => dtype));
  for (const [i, y] of results.entries()) compare(await y.data(), numbers(output[i]!.data), y.dtype, call);
  if (gradients === undefined) return;
  const leaves = given.filter((x) => x.requiresGrad);
  const loss = results
    .filter((y) => y.requiresGrad && isFloat(y.dtype))
    .map((y) => y.mul(weights(y)).sum().to("float64"))
    .reduce((a, b) => a.add(b));
  const wanted = names.flatMap((name) => (gradients[name] === undefined ? [] : [numbers(gradients[name])]));
  for (const [i, g] of gradientsOf(loss, leaves).entries())
    compare(await g.data(), wanted[i]!, leaves[i]!.dtype, `gradient ${i} of ${call}`);
}

/** Tests for all cases of a file beside this one. */
export function testRecorded(file: string): void {
  const cases = JSON.parse(readFileSync(new URL(file, import.meta.url), "utf8")) as Case[];
  afterAll(() => setDefaultDevice("js"));
  describe.each(deviceNames().filter((name) => name !== "null"))("%s", (device) => {
    beforeAll(() => setDefaultDevice(device));
    test.each(cases.map((c, i) => [i, c.call, c] as const))("%i: %s", async (_i, _call, c) => {
      await run(c, false);
      await run({ call: c.call, inputs: c.inputs, output: c.output }, true);
    });
  });
}
