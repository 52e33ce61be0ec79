// Ten thousand steps in constant memory, with and without await, and no plan after the first steps.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import {
  Generator,
  parameter,
  rand,
  softmaxLoss,
  type Tensor,
  tensor,
  type Variable,
  variable,
} from "../../src/index.ts";
import { Adam, BatchNorm, counter, dropout, SGD, wave } from "./standins.ts";

setFlagsFromString("--expose_gc");
const collect = runInNewContext("gc") as () => void;
function used(): number {
  for (let i = 0; i < 3; i++) collect();
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return heapUsed + external + arrayBuffers;
}
const megabytes = (bytes: number): number => Math.round((bytes / 2 ** 20) * 10) / 10;
const [first, last] = [2_000, 10_000];

const [n, inputs, hidden, classes] = [8, 12, 16, 4];
const labels = Int32Array.from({ length: n }, (_, i) => i % classes);
/** A new batch of host data for every step. */
function batch(step: number): [Tensor, Tensor] {
  const x = Float32Array.from({ length: n * inputs }, (_, i) => ((i * 37 + step * 11) % 101) / 50 - 1);
  return [tensor(x, { shape: [n, inputs] }), tensor(labels)];
}
function network() {
  const p: Variable[] = [
    parameter(wave([inputs, hidden], 1, 0.2).to("float32")),
    parameter(wave([hidden], 2, 0.1).to("float32")),
    parameter(wave([hidden, classes], 3, 0.3).to("float32")),
  ];
  return { p, forward: (x: Tensor): Tensor => x.matmul(p[0]!).add(p[1]!).relu().matmul(p[2]!) };
}

/** Memory between step 2,000 and step 10,000, and plans made in that time. */
async function measure(step: (i: number) => void | Promise<unknown>, awaits: boolean) {
  let before = 0;
  let count = counter();
  for (let i = 0; i < last; i++) {
    if (i === first) {
      before = used();
      count = counter();
    }
    const done = step(i);
    if (awaits) await done;
  }
  const { plans, runs } = count();
  return { grown: megabytes(used() - before), plans, runs: Math.abs(runs - (last - first)) <= 1 };
}
const constant = { plans: 0, runs: true };

function runningSum(order: "before" | "after") {
  const { p, forward } = network();
  const opt = new SGD(p, 0.01);
  let total: Tensor = tensor(0);
  return (i: number, awaits: boolean) => {
    const [x, y] = batch(i);
    const loss = softmaxLoss(forward(x), y);
    if (order === "before") total = total.add(loss);
    opt.zeroGrad();
    loss.backward();
    opt.step();
    if (order === "after") total = total.add(loss);
    return awaits && i % 10 === 0 ? total.item() : undefined;
  };
}
const idioms: Record<string, () => (i: number, awaits: boolean) => void | Promise<unknown>> = {
  "SGD with momentum": () => {
    const { p, forward } = network();
    const opt = new SGD(p, 0.01);
    return (i, awaits) => {
      const [x, y] = batch(i);
      const loss = softmaxLoss(forward(x), y);
      opt.zeroGrad();
      loss.backward();
      opt.step();
      return awaits ? loss.item() : undefined;
    };
  },
  "Adam, dropout, a decaying rate, accuracy": () => {
    const { p } = network();
    const opt = new Adam(p, 0.01);
    const random = new Generator(1);
    return (i, awaits) => {
      const [x, y] = batch(i);
      const h = x.matmul(p[0]!).add(p[1]!).relu();
      const logits = dropout(h, 0.2, random).matmul(p[2]!);
      const loss = softmaxLoss(logits, y);
      opt.zeroGrad();
      loss.backward();
      opt.step();
      opt.lr *= 0.9999;
      const hits = logits.argmax(1).eq(y).sum();
      return awaits ? Promise.all([loss.item(), hits.item()]) : undefined;
    };
  },
  "a running sum of losses after backward()": () => runningSum("after"),
  "gradients accumulated, never zeroed": () => {
    const { p, forward } = network();
    return (i, awaits) => {
      const [x, y] = batch(i);
      softmaxLoss(forward(x), y).backward();
      return awaits ? p[0]!.grad!.data() : undefined;
    };
  },
};

for (const [name, make] of Object.entries(idioms))
  test.each([false, true])(`${name}, awaiting: %s`, { timeout: 120_000 }, async (awaits) => {
    const step = make();
    const { grown, ...rest } = await measure((i) => step(i, awaits), awaits);
    expect(rest).toEqual(constant);
    expect(grown).toBeLessThan(2);
  });

test.each([false, true])(
  "a running sum of losses before backward(), awaiting: %s",
  { timeout: 120_000 },
  async (awaits) => {
    const step = runningSum("before");
    const { grown, plans } = await measure((i) => step(i, awaits), awaits);
    expect(plans).toBe(0);
    expect(grown).toBeLessThan(2);
  },
);

test.each([false, true])("losses read before backward(), awaiting: %s", { timeout: 120_000 }, async (awaits) => {
  const { p, forward } = network();
  const opt = new SGD(p, 0.01);
  const { grown, plans } = await measure(async (i) => {
    const [x, y] = batch(i);
    const loss = softmaxLoss(forward(x), y);
    if (awaits) await loss.item();
    else loss.itemSync();
    opt.zeroGrad();
    loss.backward();
    opt.step();
  }, awaits);
  expect(plans).toBe(0);
  expect(grown).toBeLessThan(2);
});

test.each([false, true])(
  "batch norm, its statistics never read, awaiting: %s",
  { timeout: 120_000 },
  async (awaits) => {
    const { p } = network();
    const norm = new BatchNorm(hidden);
    const opt = new SGD([...p, norm.weight, norm.bias], 0.01);
    const { grown, plans } = await measure((i) => {
      const [x, y] = batch(i);
      const h = norm.call(x.to("float64").matmul(p[0]!.to("float64"))).relu();
      const loss = softmaxLoss(h.matmul(p[2]!), y);
      opt.zeroGrad();
      loss.backward();
      opt.step();
      return awaits ? loss.item() : undefined;
    }, awaits);
    expect(plans).toBe(0);
    expect(grown).toBeLessThan(2);
  },
);

test.each([false, true])("evaluation that only reads, awaiting: %s", { timeout: 120_000 }, async (awaits) => {
  const { forward } = network();
  const { grown, plans } = await measure((i) => {
    const [x, y] = batch(i);
    const hits = forward(x).argmax(1).eq(y).sum();
    return awaits ? hits.item() : void hits.itemSync();
  }, awaits);
  expect(plans).toBe(0);
  expect(grown).toBeLessThan(2);
});

test.each([false, true])(
  "a forward pass that nobody differentiates or reads, awaiting: %s",
  { timeout: 120_000 },
  async (awaits) => {
    const { p, forward } = network();
    const opt = new SGD(p, 0.01);
    const { grown, plans } = await measure((i) => {
      const [x, y] = batch(i);
      forward(x).mean();
      const loss = softmaxLoss(forward(x), y);
      opt.zeroGrad();
      loss.backward();
      opt.step();
      return awaits ? loss.item() : undefined;
    }, awaits);
    expect(plans).toBe(0);
    expect(grown).toBeLessThan(2);
  },
);

test("random updates of a buffer, nothing else", { timeout: 120_000 }, async () => {
  const state = variable(tensor(new Float32Array(64)));
  const { grown, plans } = await measure(() => void state.assign(state.mul(0.9).add(rand([64]))), false);
  expect(plans).toBe(0);
  expect(grown).toBeLessThan(2);
});
