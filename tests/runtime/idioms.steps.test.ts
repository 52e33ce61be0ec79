// Idioms around step(): gradient norms, accumulation, averages, rates, shapes that change, frozen layers.
import { expect, test } from "vitest";
import { noGrad, parameter, softmaxLoss, type Tensor, tensor, type Variable, variable } from "../../src/index.ts";
import recorded from "./idioms.json" with { type: "json" };
import { Adam, batch, close, counter, fingerprints, hand, hidden, lossOf, network, SGD, wave } from "./standins.ts";

const trainStep = hand.forward + hand.backward + hand.step;

const normOf = (list: readonly Tensor[]): Tensor =>
  list
    .map((g) => g.square().sum())
    .reduce((a, b) => a.add(b))
    .sqrt();
test.each(["before", "after"])("gradient norms read %s step(), gradients clipped", async (when) => {
  const p = network();
  const opt = new SGD(p);
  const count = counter();
  for (let step = 0; step < 3; step++) {
    const [x, y] = batch(step);
    opt.zeroGrad();
    lossOf(p, x, y).backward();
    const gradients = p.map((t) => t.grad!);
    const norm = normOf(gradients);
    if (when === "before") close(await norm.item(), recorded.gradientNorms.norms[step]);
    const scale = tensor(0.25, { dtype: "float64" }).div(norm.add(1e-6)).minimum(1);
    opt.step(gradients.map((g) => g.mul(scale)));
    close(await norm.item(), recorded.gradientNorms.norms[step]);
    close(await normOf(p.map((t) => t.grad!)).item(), recorded.gradientNorms.norms[step]);
  }
  close(await fingerprints(p), recorded.gradientNorms.parameters);
  const { flops } = count();
  expect(flops).toBeLessThan(1.1 * 3 * (trainStep + hand.step));
});

test("gradients accumulate over 100 micro-batches: 100 runs, and the second round makes no plan", async () => {
  const p = network();
  const opt = new SGD(p);
  let count = counter();
  for (let round = 0; round < 2; round++) {
    count = counter();
    opt.zeroGrad();
    for (let i = 0; i < 100; i++) {
      const [x, y] = batch(round * 100 + i, 4);
      lossOf(p, x, y).div(100).backward();
    }
    opt.step();
    const gradients = await fingerprints(p.map((t) => t.grad!));
    const { runs, plans } = count();
    expect(runs).toBe(100);
    expect(plans).toBe(round === 0 ? 3 : 0); // the first gradient, a sum of gradients, the last with the step
    close(gradients, recorded.accumulation.gradients[round]);
  }
  close(await fingerprints(p), recorded.accumulation.parameters);
});

test("an average of the weights", async () => {
  const p = network();
  const opt = new SGD(p);
  const average: Variable[] = p.map((t) => variable(t));
  const count = counter();
  for (let step = 0; step < 4; step++) {
    const [x, y] = batch(step);
    opt.zeroGrad();
    const loss = lossOf(p, x, y);
    loss.backward();
    opt.step();
    noGrad(() => average.forEach((e, i) => void e.assign(e.mul(0.9).add(p[i]!.mul(0.1)))));
    await loss.item();
  }
  const { flops, ...rest } = count();
  expect(rest).toEqual({ runs: 4, plans: 1 });
  expect(flops).toBeLessThan(1.1 * 4 * (trainStep + hand.step));
  close(await fingerprints(average), recorded.averaging.average);
  close(await fingerprints(p), recorded.averaging.parameters);
});

test("a rate changed right after step() is not that step's; it costs one more plan, ever", async () => {
  const p = network();
  const opt = new SGD(p);
  const count = counter();
  const losses: number[] = [];
  for (let step = 0; step < 8; step++) {
    const [x, y] = batch(step);
    const loss = lossOf(p, x, y);
    opt.zeroGrad();
    loss.backward();
    opt.step();
    opt.lr = 0.1 * 0.8 ** (step + 1);
    losses.push(await loss.item());
  }
  expect(count()).toMatchObject({ runs: 8, plans: 2 });
  close(losses, recorded.decaying.losses);
  close(await fingerprints(p), recorded.decaying.parameters);
});

test("Adam, its corrections numbers of the host: two plans", async () => {
  const p = network();
  const opt = new Adam(p);
  const count = counter();
  const losses: number[] = [];
  for (let step = 0; step < 6; step++) {
    const [x, y] = batch(step);
    const loss = lossOf(p, x, y);
    opt.zeroGrad();
    loss.backward();
    opt.step();
    losses.push(await loss.item());
  }
  expect(count()).toMatchObject({ runs: 6, plans: 2 });
  close(losses, recorded.adam.losses);
  close(await fingerprints(p), recorded.adam.parameters);
});

test("a last short batch: one more plan, once", async () => {
  const p = network();
  const opt = new SGD(p);
  const losses: number[] = [];
  const plans: number[] = [];
  for (let epoch = 0; epoch < 3; epoch++) {
    for (const [i, size] of [16, 16, 5].entries()) {
      const count = counter();
      const [x, y] = batch(i, size);
      const loss = lossOf(p, x, y);
      opt.zeroGrad();
      loss.backward();
      opt.step();
      losses.push(await loss.item());
      expect(count().runs).toBe(1);
      plans.push(count().plans);
    }
  }
  expect(plans).toEqual([1, 0, 1, 0, 0, 0, 0, 0, 0]);
  close(losses, recorded.shortBatch.losses);
  close(await fingerprints(p), recorded.shortBatch.parameters);
});

test("a growing sequence: one plan for each length, once", async () => {
  const p: Variable[] = [parameter(wave([4, 4], 3, 0.5)), parameter(wave([2, 4], 4, 0.5))];
  const opt = new SGD(p);
  const losses: number[] = [];
  const plans: number[] = [];
  for (let round = 0; round < 2; round++) {
    for (let length = 1; length < 6; length++) {
      const count = counter();
      let h: Tensor = tensor(new Float64Array(4), { shape: [1, 4] });
      for (let t = 0; t < length; t++)
        h = wave([1, 2], t + length)
          .matmul(p[1]!)
          .add(h.matmul(p[0]!))
          .tanh();
      const loss = h.square().sum();
      opt.zeroGrad();
      loss.backward();
      opt.step();
      losses.push(await loss.item());
      plans.push(count().plans);
    }
  }
  expect(plans).toEqual([1, 1, 1, 1, 1, 0, 0, 0, 0, 0]);
  close(losses, recorded.growing.losses);
  close(await fingerprints(p), recorded.growing.parameters);
});

test("frozen layers take no gradient, no work and no step", async () => {
  const all = network();
  const p = network();
  p[0] = variable(all[0].detach());
  p[1] = variable(all[1].detach());
  const opt = new SGD([p[2], p[3]]);
  const count = counter();
  const losses: number[] = [];
  for (let step = 0; step < 4; step++) {
    const [x, y] = batch(step);
    const loss = lossOf(p, x, y);
    opt.zeroGrad();
    loss.backward();
    opt.step();
    losses.push(await loss.item());
  }
  const { flops, ...rest } = count();
  expect(rest).toEqual({ runs: 4, plans: 1 });
  expect(flops).toBeLessThan(1.1 * 4 * (hand.forward + 2 * 16 * 24 * 10 + 6 * 16 * 10 + 4 * 250));
  expect(p[0].grad).toBe(null);
  close(losses, recorded.frozen.losses);
  close(await fingerprints(p), recorded.frozen.parameters);
});

test("a first layer frozen by noGrad or by detach()", async () => {
  for (const freeze of [
    (p: ReturnType<typeof network>, x: Tensor) => noGrad(() => hidden(p, x)),
    (p: ReturnType<typeof network>, x: Tensor) => hidden(p, x).detach(),
  ]) {
    const p = network();
    const opt = new SGD([p[2], p[3]]);
    const count = counter();
    const losses: number[] = [];
    for (let step = 0; step < 4; step++) {
      const [x, y] = batch(step);
      const loss = softmaxLoss(freeze(p, x).matmul(p[2]).add(p[3]), y);
      opt.zeroGrad();
      loss.backward();
      opt.step();
      losses.push(await loss.item());
    }
    expect(p[0].grad).toBe(null);
    const { flops, runs } = count();
    expect(runs).toBe(4);
    expect(flops).toBeLessThan(1.1 * 4 * (hand.forward + 2 * 16 * 24 * 10 + 6 * 16 * 10 + 4 * 250));
    close(losses, recorded.frozen.losses);
  }
});
