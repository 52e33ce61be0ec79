// Homework 2's training in constant memory, without a pause for the event loop too.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { hw2 } from "../../src/course/index.ts";
import { randn } from "./hw1-helpers.ts";

setFlagsFromString("--expose-gc");
const gc = runInNewContext("gc") as () => void;

/** A network with batch norm, dropout and momentum, and a function that takes a step. */
function training(): () => hw2.Tensor {
  const model = hw2.MLPResNet(6, { hiddenDim: 8, numBlocks: 1, numClasses: 3 });
  const opt = new hw2.optim.SGD(model.parameters(), { lr: 0.01, momentum: 0.9 });
  const x = new hw2.Tensor(randn([12, 6], 1), { dtype: "float32", requiresGrad: false });
  return () => {
    opt.resetGrad();
    const loss = new hw2.nn.SoftmaxLoss()(model(x), [0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2]);
    loss.backward();
    opt.step();
    return loss.detach();
  };
}

test("600 synchronous steps", { timeout: 60_000 }, () => {
  const step = training();
  const heap = [0, 1, 2].map(() => {
    for (let i = 0; i < 200; i++) step();
    gc();
    return process.memoryUsage().heapUsed;
  });
  expect(heap[2]! - heap[1]!).toBeLessThan(1 << 20); // 3 MB where each value is registered to be counted
});

test.each(["eager", "lazy"])("300 steps with summed losses, %s", { timeout: 60_000 }, async (mode) => {
  hw2.tensorCounter(); // begins to count
  const before = hw2.setLazyMode(mode === "lazy");
  try {
    const step = training();
    let total = new hw2.Tensor(0, { requiresGrad: false });
    const alive: number[] = [];
    for (let i = 1; i <= 300; i++) {
      total = total.add(step());
      if (mode === "lazy") total = total.detach(); // else the sum itself would wait
      if (i % 100 !== 0) continue;
      for (let k = 0; k < 3; k++) {
        gc();
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      alive.push(hw2.tensorCounter().alive);
    }
    expect(total.numpy()).toBeGreaterThan(0);
    expect(Math.abs(alive[2]! - alive[1]!)).toBeLessThan(50);
  } finally {
    hw2.setLazyMode(before);
  }
});
