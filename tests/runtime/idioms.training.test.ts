// Idioms of training loops, against PyTorch's numbers, with the runs, plans and operations that they may take.
import { expect, test } from "vitest";
import { softmaxLoss, type Tensor, tensor } from "../../src/index.ts";
import recorded from "./idioms.json" with { type: "json" };
import { batch, close, counter, fingerprints, forward, hand, hitsOf, lossOf, network, SGD } from "./standins.ts";

const trainStep = hand.forward + hand.backward + hand.step;

test("loss and accuracy read after step(): one run, one plan, no work done twice", async () => {
  const p = network();
  const opt = new SGD(p);
  const count = counter();
  const [losses, hits]: number[][] = [[], []];
  for (let step = 0; step < 5; step++) {
    const [x, y] = batch(step);
    const logits = forward(p, x);
    const loss = softmaxLoss(logits, y);
    opt.zeroGrad();
    loss.backward();
    opt.step();
    const right = hitsOf(logits, y);
    losses!.push(await loss.item());
    hits!.push(await right.item());
  }
  const { flops, ...rest } = count();
  expect(rest).toEqual({ runs: 5, plans: 1 });
  expect(flops).toBeLessThan(1.1 * 5 * (trainStep + hand.hits));
  close(losses, recorded.training.losses);
  expect(hits).toEqual(recorded.training.hits);
  close(await fingerprints(p), recorded.training.parameters);
});

test("loss and hits read before backward(), and the loss again after it: no second forward pass", async () => {
  const p = network();
  const opt = new SGD(p);
  const count = counter();
  const losses: number[] = [];
  for (let step = 0; step < 5; step++) {
    const [x, y] = batch(step);
    const logits = forward(p, x);
    const loss = softmaxLoss(logits, y);
    const right = hitsOf(logits, y);
    const before = await loss.item();
    expect(await right.item()).toBe(recorded.training.hits[step]);
    if (before < 100) {
      opt.zeroGrad();
      loss.backward();
      opt.step();
    }
    losses.push(await loss.item());
    expect(losses[step]).toBe(before);
  }
  await p[0].data(); // the last step
  const { flops, ...rest } = count();
  expect(rest).toEqual({ runs: 10, plans: 2 });
  expect(flops).toBeLessThan(1.1 * 5 * (trainStep + hand.hits));
  close(losses, recorded.training.losses);
  close(await fingerprints(p), recorded.training.parameters);
});

test("hits asked for after the loss was read, from logits that were read before", async () => {
  const p = network();
  const opt = new SGD(p);
  for (let step = 0; step < 5; step++) {
    const [x, y] = batch(step);
    const logits = forward(p, x);
    const loss = softmaxLoss(logits, y);
    opt.zeroGrad();
    loss.backward();
    opt.step();
    await logits.data();
    expect(await hitsOf(logits, y).item()).toBe(recorded.training.hits[step]);
    close(await loss.item(), recorded.training.losses[step]);
  }
});

test("hits summed up as a tensor over all batches", async () => {
  const p = network();
  const opt = new SGD(p);
  const count = counter();
  let hits: Tensor = tensor(0, { dtype: "int32" });
  for (let step = 0; step < 5; step++) {
    const [x, y] = batch(step);
    const logits = forward(p, x);
    opt.zeroGrad();
    softmaxLoss(logits, y).backward();
    opt.step();
    hits = hits.add(hitsOf(logits, y));
  }
  expect(await hits.item()).toBe(recorded.training.hits.reduce((a, b) => a + b, 0));
  const { flops, runs } = count();
  expect(runs).toBe(5);
  expect(flops).toBeLessThan(1.1 * 5 * (trainStep + hand.hits));
});

/** The nodes that a tensor keeps alive, itself included. */
function alive(t: Tensor): number {
  const seen = new Set([t.node]);
  for (const n of seen) for (const s of n.src) seen.add(s);
  return seen.size;
}
/** A running sum over 20 batches, taken before or after backward() and read every so often. */
async function runningSum(order: "before" | "after", every: number, track = true) {
  const p = network();
  const opt = new SGD(p);
  const count = counter();
  let total: Tensor = tensor(0, { dtype: "float64" });
  let sum = 0;
  for (let step = 0; step < 20; step++) {
    const [x, y] = batch(step);
    const loss = lossOf(p, x, y);
    if (order === "before") total = total.add(track ? loss : loss.detach());
    opt.zeroGrad();
    loss.backward();
    opt.step();
    if (order === "after") total = total.add(loss);
    sum += await loss.item();
    if (step % every === every - 1) await total.item();
  }
  close(await total.item(), sum);
  const counts = count();
  return { alive: alive(total), runs: counts.runs, work: counts.flops / (20 * trainStep) };
}
test.each([
  ["after", 1],
  ["after", 5],
  ["after", 20],
] as const)("a running sum of losses, added %s backward(), read every %i steps", async (order, every) => {
  const { alive, runs, work } = await runningSum(order, every);
  expect(runs).toBe(20);
  expect(work).toBeLessThan(1.1);
  expect(alive).toBeLessThan(10);
});
test.each([1, 5, 20])("a running sum of detached losses before backward(), read every %i steps", async (every) => {
  const { alive, runs, work } = await runningSum("before", every, false);
  expect(runs).toBe(20);
  expect(work).toBeLessThan(1.1);
  expect(alive).toBeLessThan(10);
});
test.each([1, 5, 20])("a running sum of losses before backward(), read every %i steps", async (every) => {
  const { alive, runs, work } = await runningSum("before", every);
  expect(runs).toBe(20);
  expect(work).toBeLessThan(1.1);
  expect(alive).toBeLessThan(10);
});
async function withoutAwait(order: "before" | "after"): Promise<void> {
  const p = network();
  const opt = new SGD(p);
  const count = counter();
  let total: Tensor = tensor(0, { dtype: "float64" });
  const losses: Tensor[] = [];
  for (let step = 0; step < 20; step++) {
    const loss = lossOf(p, ...batch(step));
    if (order === "before") total = total.add(loss);
    opt.zeroGrad();
    loss.backward();
    opt.step();
    if (order === "after") total = total.add(loss);
    losses.push(loss);
  }
  const sum = (await Promise.all(losses.map((t) => t.item()))).reduce((a, b) => a + b);
  close(await total.item(), sum);
  const { flops, runs } = count();
  expect(runs).toBe(20);
  expect(flops).toBeLessThan(1.1 * 20 * trainStep);
  expect(alive(total)).toBeLessThan(10);
}
test("a running sum of losses after backward(), in a loop without await", () => withoutAwait("after"));
test("a running sum of losses before backward(), in a loop without await", () => withoutAwait("before"));
