// Whole training steps with the library's own layers and optimizers: compiled and plain give the same bits.
import { describe, expect, test } from "vitest";
import {
  compile,
  Generator,
  manualSeed,
  nn,
  optim,
  softmaxLoss,
  type Tensor,
  tensor,
  type Variable,
} from "../../src/index.ts";

const make: Record<string, (p: Variable[]) => { readonly groups: { lr: number }[]; step(): void; zeroGrad(): void }> = {
  SGD: (p) => new optim.SGD(p, { lr: 0.1 }),
  "SGD, momentum, decay": (p) => new optim.SGD(p, { lr: 0.1, momentum: 0.9, weightDecay: 0.01, nesterov: true }),
  Adam: (p) => new optim.Adam(p, { lr: 0.01 }),
  AdamW: (p) => new optim.AdamW(p, { lr: 0.01 }),
  RMSprop: (p) => new optim.RMSprop(p, { lr: 0.01 }),
  Adagrad: (p) => new optim.Adagrad(p, { lr: 0.01 }),
};

/** A network, its optimizer, and one step of training. */
function training(name: string, wrap: <F extends (...x: never[]) => unknown>(f: F) => F) {
  const generator = new Generator(11);
  manualSeed(5);
  const net = new nn.Sequential(
    new nn.Linear(6, 8, { generator }),
    new nn.BatchNorm1d(8),
    new nn.ReLU(),
    new nn.Dropout(0.3, { generator }),
    new nn.Linear(8, 3, { generator }),
  );
  const opt = make[name]!(net.parameters());
  let traced = 0;
  const step = wrap((x: Tensor, y: Tensor) => {
    traced++;
    opt.zeroGrad();
    const loss = softmaxLoss(net(x), y);
    loss.backward();
    optim.clipGradNorm(net.parameters(), 1);
    opt.step();
    return loss;
  });
  const test = wrap((x: Tensor) => net(x).argmax(1));
  return { net, opt, step, test, traces: () => traced };
}

const x = tensor(
  Float32Array.from({ length: 40 * 6 }, (_, i) => ((i * 37) % 101) / 101 - 0.5),
  { shape: [40, 6] },
);
const y = tensor(Int32Array.from({ length: 40 }, (_, i) => (i * 7) % 3));

describe.each(Object.keys(make))("%s", (name) => {
  test("50 steps, with evaluation, another rate and a frozen layer in between", async () => {
    const plain = training(name, (f) => f);
    const fast = training(name, compile);
    for (let i = 0; i < 50; i++) {
      for (const t of [plain, fast]) {
        t.net.train();
        for (const g of t.opt.groups) g.lr = 0.1 / (1 + i);
        if (i === 20 || i === 30) (t.net.children()[0] as nn.Linear).requiresGrad(i === 30);
      }
      const from = (i % 4) * 10;
      const batch = (t: typeof fast): Tensor => t.step(x.slice(from, from + 10), y.slice(from, from + 10));
      expect(await batch(fast).item()).toBe(await batch(plain).item());
      if (i % 10 === 9) {
        for (const t of [plain, fast]) t.net.eval();
        expect(await fast.test(x).data()).toEqual(await plain.test(x).data());
      }
    }
    const state = async (t: typeof fast): Promise<unknown> =>
      Promise.all((Object.values(t.net.stateDict()) as Tensor[]).map((v) => v.data()));
    expect(await state(fast)).toEqual(await state(plain));
    expect(fast.traces()).toBeLessThanOrEqual(6);
  });
});
