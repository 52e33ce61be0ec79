// Ten thousand steps of a network with batch norm, dropout, momentum and summed losses in constant memory, with and without await.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { Generator, nn, optim, type Tensor, tensor } from "../../src/index.ts";
import { counter } from "../runtime/standins.ts";
import { freshDevice } from "../support/fresh.ts";

setFlagsFromString("--expose_gc");
const collect = runInNewContext("gc") as () => void;
function used(): number {
  for (let i = 0; i < 3; i++) collect();
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return heapUsed + external + arrayBuffers;
}
const [first, last] = [2_000, 10_000];

test.each([false, true])("MLPResNet in small, awaiting: %s", { timeout: 120_000 }, async (awaits) => {
  freshDevice();
  const generator = new Generator(3);
  const block = (dim: number, hidden: number) => {
    const half = nn.sequential(
      nn.linear(dim, hidden),
      nn.batchNorm1d(hidden),
      nn.relu(),
      nn.dropout(0.1, { generator }),
    );
    return nn.sequential(nn.residual(nn.sequential(half, nn.linear(hidden, dim), nn.batchNorm1d(dim))), nn.relu());
  };
  const net = nn.sequential(nn.linear(12, 16), nn.relu(), block(16, 8), nn.linear(16, 4));
  const opt = new optim.SGD(net.parameters(), { lr: 0.01, momentum: 0.9, weightDecay: 1e-4 });
  let total: Tensor = tensor(0);
  let [hits, before, count] = [0, 0, counter()];
  for (let i = 0; i < last; i++) {
    if (i === first) [before, count] = [used(), counter()];
    const x = tensor(
      Float32Array.from({ length: 96 }, (_, j) => ((j * 37 + i * 11) % 101) / 50 - 1),
      { shape: [8, 12] },
    );
    const y = tensor(Int32Array.from({ length: 8 }, (_, j) => (j + i) % 4));
    const logits = net(x);
    const loss = nn.crossEntropy(logits, y);
    opt.zeroGrad();
    loss.backward();
    opt.step();
    total = total.add(loss.mul(8));
    if (awaits) hits += await logits.argmax(1).eq(y).sum().item();
  }
  const { plans, runs } = count();
  const grown = (used() - before) / 2 ** 20;
  expect(plans).toBe(0);
  expect(runs / (last - first)).toBeLessThanOrEqual(awaits ? 1.001 : 2); // statistics that nobody reads run with the next step's
  expect(grown).toBeLessThan(2);
  expect(await total.item()).toBeGreaterThan(0);
  expect(hits > 0).toBe(awaits);
});
