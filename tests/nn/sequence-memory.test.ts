// Thousands of steps of an LSTM whose state is carried over and detached, and of generated tokens, in constant memory.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { nn, noGrad, optim, type Tensor, tensor } from "../../src/index.ts";
import { counter } from "../runtime/standins.ts";
import { freshDevice } from "../support/fresh.ts";

setFlagsFromString("--expose_gc");
const collect = runInNewContext("gc") as () => void;
function used(): number {
  for (let i = 0; i < 3; i++) collect();
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return heapUsed + external + arrayBuffers;
}
/** Grown megabytes and new plans between two steps. */
async function grown(
  step: (i: number) => Promise<void>,
  first = 300,
  last = 3000,
): Promise<[grown: number, plans: number]> {
  let [before, count] = [0, counter()];
  for (let i = 0; i < last; i++) {
    if (i === first) [before, count] = [used(), counter()];
    await step(i);
  }
  return [(used() - before) / 2 ** 20, count().plans];
}

test("a state carried over", { timeout: 120_000 }, async () => {
  freshDevice();
  const lstm = nn.lstm(4, 8);
  const head = nn.linear(8, 3);
  const opt = new optim.SGD([...lstm.parameters(), ...head.parameters()], { lr: 0.01 });
  let state: [Tensor, Tensor] | null = null;
  const [megabytes, plans] = await grown(async (i) => {
    const x = tensor(
      Float32Array.from({ length: 32 }, (_, j) => Math.sin(i + j)),
      { shape: [4, 2, 4] },
    );
    const [y, next]: [Tensor, [Tensor, Tensor]] = lstm(x, state);
    const labels = tensor(Int32Array.from({ length: 8 }, (_, j) => (i + j) % 3));
    const loss = nn.crossEntropy(head(y.reshape([8, 8])), labels);
    opt.zeroGrad();
    loss.backward();
    opt.step();
    state = [next[0].detach(), next[1].detach()];
    if (i % 10 === 0) await loss.item();
  });
  expect(plans).toBe(0);
  expect(megabytes).toBeLessThan(2);
});

test("a cache that is filled again and again", { timeout: 120_000 }, async () => {
  freshDevice();
  const model = nn.transformerEncoder(8, 2, { layers: 1, normFirst: true }).eval();
  const cache = model.cache(1, 16);
  const x = tensor(new Float32Array(8).fill(0.5), { shape: [1, 1, 8] });
  const [megabytes, plans] = await grown(async (i) => {
    if (i % 16 === 0) for (const each of cache) each.reset();
    await noGrad(() => model(x, { cache })).data();
  });
  expect(plans).toBe(0);
  expect(megabytes).toBeLessThan(2);
});
