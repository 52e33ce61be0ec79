// Recurrent networks, attention and transformers against PyTorch (sequence.py): outputs, gradients, twenty steps.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type DType, deviceNames, nn, optim, parameter, type Tensor, tensor } from "../../src/index.ts";
import { wave } from "../runtime/standins.ts";

interface Case {
  readonly module: string;
  readonly arguments: readonly unknown[];
  readonly shapes: readonly number[][];
  readonly options: { readonly [name: string]: { readonly tensor: number[]; readonly dtype: DType } } | null;
  readonly outputs: readonly number[][];
  readonly gradients: readonly number[][];
  readonly after: readonly number[][];
}
type Call = (...inputs: unknown[]) => unknown;
const cases: Case[] = JSON.parse(readFileSync(new URL("sequence.json", import.meta.url), "utf8"));
const all = nn as unknown as Record<string, new (...given: unknown[]) => nn.Module>;
const settings = deviceNames()
  .filter((name) => name !== "null")
  .flatMap((device) => [
    { device, dtype: "float64" as const, tolerance: 1e-10 },
    { device, dtype: "float32" as const, tolerance: 1e-4 },
  ]);

const flat = (x: unknown): Tensor[] => (Array.isArray(x) ? x.flatMap(flat) : [x as Tensor]);
/** The states of an LSTM are one argument, the memory of attention is an option. */
function argumentsOf({ module, options }: Case, [x, ...more]: readonly Tensor[]): unknown[] {
  const place = { device: x!.device };
  const built = Object.entries(options ?? {}).map(([name, value]) =>
    value?.tensor === undefined
      ? [name, value]
      : [name, tensor(value.tensor, { ...place, dtype: value.dtype }).to(value.dtype === "bool" ? "bool" : x!.dtype)],
  );
  const given = options === null ? null : Object.fromEntries(built);
  if (module === "MultiheadAttention") return [x, { ...given, ...(more[0] && { memory: more[0] }) }];
  const rest = module.startsWith("LSTM") && more.length > 0 ? [more] : more;
  const takesState = /^(RNN|LSTM|GRU)/.test(module);
  return [x, ...rest, ...(given === null ? [] : [...(takesState && rest.length === 0 ? [null] : []), given])];
}
async function expectClose(what: string, t: Tensor, wanted: readonly number[], tolerance: number): Promise<void> {
  const found = Array.from(await t.data());
  const close = (a: number, b: number): boolean => Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b));
  if (found.length !== wanted.length || !found.every((x, i) => close(x, wanted[i]!)))
    expect({ [what]: found }).toEqual({ [what]: wanted });
}

describe.each(settings)("$dtype on $device", { timeout: 60_000 }, ({ device, dtype, tolerance }) => {
  const place = { device, dtype };
  test.each(
    cases.map((c) => [`${c.module} ${JSON.stringify(c.arguments)} of ${JSON.stringify(c.shapes)}`, c] as const),
  )("%s", async (_name, wanted) => {
    const module = new all[wanted.module]!(...wanted.arguments).to(place);
    module.parameters().forEach((p, i) => void p.assign(wave(p.shape, i + 1, 0.5).to(place)));
    const inputs = wanted.shapes.map((shape, i) => parameter(wave(shape, 7 + i).to(place)));
    const learned = [...inputs, ...module.parameters()];
    const outputs = () => flat((module as unknown as Call)(...argumentsOf(wanted, inputs)));
    const lossOf = (list: Tensor[]) =>
      list.map((y, i) => y.mul(wave(y.shape, 20 + i).to(place)).sum()).reduce((a, b) => a.add(b) as Tensor<[]>);

    const first = outputs();
    lossOf(first).backward();
    expect(first).toHaveLength(wanted.outputs.length);
    expect(learned).toHaveLength(wanted.gradients.length);
    for (const [i, y] of first.entries()) await expectClose(`output ${i}`, y, wanted.outputs[i]!, tolerance);
    for (const [i, p] of learned.entries())
      await expectClose(`gradient ${i}`, p.grad!, wanted.gradients[i]!, tolerance);

    const opt = new optim.SGD(learned, { lr: 0.005, momentum: 0.5 });
    for (let step = 0; step < 20; step++) {
      opt.zeroGrad();
      lossOf(outputs()).backward();
      opt.step();
    }
    for (const [i, p] of learned.entries()) await expectClose(`after ${i}`, p, wanted.after[i]!, tolerance);
  });
});
