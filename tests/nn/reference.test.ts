// Every layer and loss against PyTorch (reference.py): values, gradients, twenty steps, evaluation.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type DType, deviceNames, nn, optim, parameter, type Tensor, tensor } from "../../src/index.ts";
import { wave } from "../runtime/standins.ts";

interface LayerCase {
  readonly layer: string;
  readonly arguments: readonly unknown[];
  readonly shape: readonly number[];
  readonly x: PlainTensor | null;
  readonly output: Numbers;
  readonly gradients: readonly Numbers[];
  readonly after: readonly Numbers[];
  readonly buffers: readonly Numbers[];
  readonly evaluated: Numbers;
}
interface LossCase {
  readonly loss: string;
  readonly options: object;
  readonly shape: readonly number[];
  readonly start: Numbers;
  readonly target: PlainTensor;
  readonly value: Numbers;
  readonly gradient: Numbers;
  readonly after: Numbers;
}
type Numbers = readonly (number | "nan" | "inf")[];
interface PlainTensor {
  readonly tensor: number[];
  readonly dtype: DType;
}
type Loss = (x: Tensor, target: Tensor, options: object) => Tensor;

const { layers, losses }: { layers: LayerCase[]; losses: LossCase[] } = JSON.parse(
  readFileSync(new URL("reference.json", import.meta.url), "utf8"),
);
const all = nn as unknown as Record<string, (new (...given: unknown[]) => nn.ModuleBase) & Loss>;
const settings = deviceNames()
  .filter((name) => name !== "null")
  .flatMap((device) => [
    { device, dtype: "float64" as const, tolerance: 1e-10 },
    { device, dtype: "float32" as const, tolerance: 1e-4 },
  ]);

const written = (x: number): number | string =>
  Number.isNaN(x) ? "nan" : Number.isFinite(x) ? x : x > 0 ? "inf" : "-inf";
async function expectClose(what: string, t: Tensor, wanted: Numbers, tolerance: number): Promise<void> {
  const found = Array.from(await t.data(), written);
  const isClose = (a: unknown, b: unknown): boolean =>
    a === b || Math.abs(Number(a) - Number(b)) <= tolerance * Math.max(1, Math.abs(Number(b)));
  if (found.length !== wanted.length || !found.every((x, i) => isClose(x, wanted[i])))
    expect({ [what]: found }).toEqual({ [what]: wanted });
}

describe.each(settings)("$dtype on $device", ({ device, dtype, tolerance }) => {
  const place = { device, dtype };
  const isTensor = (x: object): x is PlainTensor => "tensor" in x;
  /** Tensors, layers and options as they are written in the file. */
  function built(x: unknown): unknown {
    if (typeof x !== "object" || x === null || Array.isArray(x)) return x;
    if (isTensor(x)) return tensor(x.tensor, { device, dtype: x.dtype === "int32" ? "int32" : dtype });
    if ("layer" in x) return layerOf(x as LayerCase);
    return Object.fromEntries(Object.entries(x).map(([name, value]) => [name, built(value)]));
  }
  const layerOf = (x: Pick<LayerCase, "layer" | "arguments">) =>
    new all[x.layer]!(...x.arguments.map(built)).to(place) as nn.Module;
  const train = (variables: readonly Parameters<typeof parameter>[0][], loss: () => Tensor) => {
    const opt = new optim.SGD(variables as never, { lr: 0.02, momentum: 0.5 });
    for (let step = 0; step < 20; step++) {
      opt.zeroGrad();
      loss().backward();
      opt.step();
    }
  };

  test.each(layers.map((c) => [`${c.layer} ${JSON.stringify(c.arguments)} of ${JSON.stringify(c.shape)}`, c] as const))(
    "%s",
    async (_name, wanted) => {
      const module = layerOf(wanted);
      module.parameters().forEach((p, i) => void p.assign(wave(p.shape, i + 1, 0.5).to(place)));
      const first = module.stateDict();
      const x = wanted.x === null ? parameter(wave(wanted.shape, 7).to(place)) : (built(wanted.x) as Tensor);
      const forward = () => (module as unknown as (x: Tensor) => Tensor)(x);
      const lossOf = (y: Tensor) => y.mul(wave(y.shape, 8).to(place)).sum();
      const learned = [...(wanted.x === null ? [x] : []), ...module.parameters()];

      const y = forward();
      lossOf(y).backward();
      await expectClose("output", y, wanted.output, tolerance);
      for (const [i, p] of learned.entries())
        await expectClose(`gradient ${i}`, p.grad!, wanted.gradients[i]!, tolerance);

      module.loadStateDict(first); // the output above was one batch too many for running statistics
      if (learned.length > 0) train(learned as never, () => lossOf(forward()));
      for (const [i, p] of learned.entries()) await expectClose(`after ${i}`, p, wanted.after[i]!, tolerance);
      const buffers = module.namedBuffers().filter(([name]) => !name.endsWith("batches"));
      expect(buffers).toHaveLength(wanted.buffers.length);
      for (const [i, [name, b]] of buffers.entries()) await expectClose(name, b, wanted.buffers[i]!, tolerance);
      module.eval();
      await expectClose("evaluated", forward(), wanted.evaluated, tolerance);
    },
  );

  test.each(losses.map((c) => [`${c.loss} ${JSON.stringify(c.options)} of ${JSON.stringify(c.shape)}`, c] as const))(
    "%s",
    async (_name, wanted) => {
      const x = parameter(tensor(wanted.start as number[], { shape: wanted.shape, ...place }));
      const [target, options] = [built(wanted.target) as Tensor, built(wanted.options) as object];
      const loss = () => all[wanted.loss]!(x, target, options);
      const each = loss();
      each.sum().backward();
      await expectClose("value", each, wanted.value, tolerance);
      await expectClose("gradient", x.grad!, wanted.gradient, tolerance);
      if (wanted.loss !== "bceLoss") train([x], () => loss().sum()); // steps would lead out of [0, 1]
      await expectClose("after", x, wanted.after, tolerance);
    },
  );
});
