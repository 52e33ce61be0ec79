// The loop: what it returns, what its options change, and what is wrong with the data.
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { DataLoader, TensorDataset } from "../../src/data/index.ts";
import { manualSeed, nn, optim, RandomState, type Tensor, tensor } from "../../src/index.ts";
import { accuracy, type Batch, evaluate, type FitOptions, fit } from "../../src/training/index.ts";

const wave = (shape: readonly [number, number], seed: number): Tensor =>
  tensor(
    Float32Array.from({ length: shape[0] * shape[1] }, (_, i) => (((i * 37 + seed * 11) % 101) - 50.3) / 50),
    { shape },
  );
const x = wave([24, 3], 5);
const y = tensor(Int32Array.from({ length: 24 }, (_, i) => i % 3));
const whole: Batch[] = [[x, y]];
const halves: Batch[] = [0, 12].map((from) => [x.slice(from, from + 12), y.slice(from, from + 12)]);
const loader = (seed = 1) =>
  new DataLoader(new TensorDataset(x, y), { batchSize: 5, shuffle: true, generator: new RandomState(seed) });

function network(): nn.Sequential {
  manualSeed(4);
  return new nn.Sequential(new nn.Linear(3, 8), new nn.Tanh(), new nn.Linear(8, 3));
}
async function trained(options: Partial<FitOptions>, lr = 0.1) {
  const model = network();
  const optimizer = new optim.SGD(model.parameters(), { lr, momentum: 0.5 });
  const rows = await fit(model, { train: whole, loss: nn.crossEntropy, optimizer, epochs: 3, ...options });
  return { rows, weights: await weightsOf(model) };
}
const weightsOf = async (model: { parameters(): Tensor[] }): Promise<number[]> =>
  (await Promise.all(model.parameters().map(async (p) => [...(await p.data())]))).flat();
const apart = (a: readonly number[], b: readonly number[]): number => Math.max(...a.map((v, i) => Math.abs(v - b[i]!)));

test("rows: means over samples, validation beside them", async () => {
  const { rows } = await trained({ train: loader(), validation: halves, metrics: { accuracy }, epochs: 40 });
  expect(rows.map((r) => r.epoch)).toEqual(Array.from({ length: 40 }, (_, i) => i));
  expect(Object.keys(rows[0]!)).toEqual(["epoch", "loss", "accuracy", "valLoss", "valAccuracy"]);
  expect(rows.at(-1)!.loss).toBeLessThan(rows[0]!.loss - 0.03);
  expect(rows[0]!["accuracy"]! * 24).toBeCloseTo(Math.round(rows[0]!["accuracy"]! * 24), 4); // of 24 samples, not of batches
});

test.each([
  ["two halves to a step are one batch", { train: halves, accumulate: 2 }, 1e-6],
  ["what is left over at the end of an epoch makes a step", { train: whole, accumulate: 4 }, Number.NaN],
  ["compiled", { train: whole, compile: true }, 0],
  ["compiled, two halves to a step", { train: halves, accumulate: 2, compile: true }, 1e-6],
] as const)("%s", async (_, options, tolerance) => {
  const [plain, other] = [await trained({}), await trained(options)];
  if (Number.isNaN(tolerance)) expect(apart(other.weights, await weightsOf(network()))).toBeGreaterThan(1e-4);
  else expect(apart(plain.weights, other.weights)).toBeLessThanOrEqual(tolerance);
});

test("clipNorm bounds a step", async () => {
  const start = await weightsOf(network());
  const moved = async (options: Partial<FitOptions>) =>
    Math.hypot(...(await trained({ epochs: 1, ...options }, 1)).weights.map((w, i) => w - start[i]!));
  expect(await moved({ clipNorm: 0.01 })).toBeLessThan(0.0101);
  expect(await moved({})).toBeGreaterThan(0.02);
});

test("a schedule steps with the optimizer", async () => {
  const model = network();
  const optimizer = new optim.SGD(model.parameters(), { lr: 1 });
  const schedule = new optim.Schedule(optimizer, optim.exponentialRate(0.5));
  await fit(model, { train: halves, loss: nn.crossEntropy, optimizer, schedule, epochs: 2 });
  expect(optimizer.lr).toBe(1 / 16);
});

test("patience ends it and puts back the best weights", async () => {
  const model = network();
  const optimizer = new optim.SGD(model.parameters(), { lr: 30 }); // far too fast: it jumps about
  const options = { train: whole, validation: whole, loss: nn.crossEntropy, optimizer };
  const rows = await fit(model, { ...options, epochs: 500, patience: 2 });
  const losses = rows.map((r) => r["valLoss"]!);
  expect(losses.indexOf(Math.min(...losses))).toBe(rows.length - 3);
  expect((await evaluate(model, whole, options))["loss"]).toBe(Math.min(...losses));
});

test("an average of weights is what is validated", async () => {
  const model = network();
  const optimizer = new optim.SGD(model.parameters(), { lr: 0.5 });
  const average = new optim.MovingAverage(model.parameters(), { decay: 1 - 1e-9 }); // stays where it began
  const rows = await fit(model, {
    train: whole,
    validation: whole,
    loss: nn.crossEntropy,
    optimizer,
    average,
    epochs: 5,
  });
  expect(rows.at(-1)!["valLoss"]).toBeCloseTo(rows[0]!.loss, 5);
  expect(rows.at(-1)!.loss).toBeLessThan(rows[0]!.loss);
});

describe("what is wrong is said", () => {
  test.each([
    ["no batches", { train: [] }, "fit: there are no batches in the training data"],
    ["no batches to validate", { validation: [] }, "evaluate: there are no batches in the data"],
    ["a wrong width", { train: [[wave([2, 4], 1), y.slice(0, 2)] as Batch] }, "in Linear(3, 8)"],
  ])("%s", async (_, options, message) => {
    await expect(trained(options)).rejects.toThrow(message);
  });
  test("an aborted signal", async () => {
    const controller = new AbortController();
    controller.abort(new Error("enough"));
    await expect(trained({ signal: controller.signal })).rejects.toThrow("enough");
  });
});

test("a signal that comes while it trains: it saves, then stops", async () => {
  const folder = mkdtempSync(join(tmpdir(), "needle-fit-"));
  const endless = {
    async *[Symbol.asyncIterator]() {
      for (;;) yield [x, y] as Batch;
    },
  };
  const options = { train: endless, signal: AbortSignal.timeout(50), checkpoint: { folder } };
  await expect(trained(options)).rejects.toThrow("timeout");
  expect(existsSync(join(folder, "checkpoint.json"))).toBe(true);
  rmSync(folder, { recursive: true });
});

test("evaluate leaves the model in training, where it was", async () => {
  const model = network();
  const optimizer = new optim.SGD(model.parameters(), { lr: 0.1 });
  const modes: boolean[] = [];
  const seen = (z: Tensor, t: Tensor) => {
    modes.push(model.training);
    return nn.crossEntropy(z, t);
  };
  await fit(model, { train: whole, validation: whole, loss: seen, optimizer, epochs: 1 });
  expect(modes).toEqual([true, false]);
  expect(model.training).toBe(true);
});
