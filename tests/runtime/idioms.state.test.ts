// Idioms with state beside the parameters: statistics assigned in the forward pass, dropout.
import { beforeEach, describe, expect, test } from "vitest";
import { Generator, manualSeed, parameter, rand, softmaxLoss, type Tensor } from "../../src/index.ts";
import recorded from "./idioms.json" with { type: "json" };
import {
  Adam,
  BatchNorm,
  batch,
  close,
  counter,
  dropout,
  fingerprints,
  hand,
  head,
  hidden,
  hitsOf,
  list,
  network,
  SGD,
  sizes,
  wave,
} from "./standins.ts";

describe("batch norm with running statistics", () => {
  const build = () => {
    const p = network();
    const norm = new BatchNorm(sizes.hidden);
    const lossOn = (x: Tensor, y: Tensor): Tensor =>
      softmaxLoss(head(p, norm.call(x.matmul(p[0]).add(p[1])).relu()), y);
    return { p, norm, lossOn, opt: new SGD([...p, norm.weight, norm.bias]) };
  };
  const check = async (when: string): Promise<void> => {
    const { p, norm, lossOn, opt } = build();
    const count = counter();
    const losses: Tensor[] = [];
    for (let step = 0; step < 3; step++) {
      const loss = lossOn(...batch(step));
      losses.push(loss);
      if (when === "before backward()") await loss.item();
      opt.zeroGrad();
      loss.backward();
      opt.step();
      if (when === "at the end") await loss.item();
    }
    close((await Promise.all(losses.map(list))).flat(), recorded.batchNorm.losses);
    close(await fingerprints([norm.mean, norm.variance]), recorded.batchNorm.statistics);
    const { flops } = count();
    const own = 16 * 24 * 30; // forward and backward of the normalisation, generously
    expect(flops).toBeLessThan(1.1 * 3 * (hand.forward + hand.backward + hand.step + own));
    norm.training = false;
    close(await lossOn(...batch(9)).item(), recorded.batchNorm.evaluated);
    close(await fingerprints(p), recorded.batchNorm.parameters);
    close(await fingerprints([norm.mean, norm.variance]), recorded.batchNorm.statistics);
  };
  test.each(["at the end", "before backward()"])("losses read %s", check);
  test("losses never read", () => check("never"));
  test("one run and one plan a step, statistics included", async () => {
    const { lossOn, opt, norm } = build();
    const count = counter();
    for (let step = 0; step < 6; step++) {
      const loss = lossOn(...batch(step));
      opt.zeroGrad();
      loss.backward();
      opt.step();
      await loss.item();
      await norm.mean.data();
    }
    expect(count()).toMatchObject({ runs: 6, plans: 1 });
  });
  test("a forward pass in training mode that nobody differentiates moves the statistics once", async () => {
    const { lossOn, norm } = build();
    const loss = lossOn(...batch(0));
    await Promise.resolve();
    const count = counter();
    await norm.mean.data();
    await loss.item();
    await norm.variance.data();
    expect(count().runs).toBeLessThanOrEqual(2);
    const [x] = batch(0);
    const p = network();
    const mean = x.matmul(p[0]).add(p[1]).mean(0).mul(0.1);
    close(await list(norm.mean), await list(mean));
  });
});

describe("dropout", () => {
  const random = new Generator(3);
  beforeEach(() => void random.seed(3));

  test("forward and backward see the same mask, whenever they run", async () => {
    for (const read of ["before", "after", "both"]) {
      const x = parameter(wave([8, 50], 1));
      const y = dropout(x, 0.4, random);
      const loss = y.mul(3).sum();
      if (read !== "after") await loss.item();
      loss.backward();
      if (read !== "before") await loss.item();
      const [out, source, gradient] = [await list(y), await list(x), await list(x.grad)];
      const kept = gradient.filter((g) => g !== 0).length;
      expect(kept).toBeGreaterThan(200);
      expect(kept).toBeLessThan(280);
      close(
        out,
        source.map((s, i) => (s * gradient[i]!) / 3),
      );
      close(
        gradient.filter((g) => g !== 0),
        new Array(kept).fill(3 / 0.6),
      );
    }
  });
  test("two masks differ, one mask used twice is one", async () => {
    const x = wave([200], 1);
    const [a, b] = [dropout(x, 0.5, random), dropout(x, 0.5, random)];
    expect(await list(a)).not.toEqual(await list(b));
    expect(await a.sub(a).abs().sum().item()).toBe(0);
    const mask = rand([100]);
    const twice = mask.add(mask);
    close(
      await list(twice),
      (await list(mask)).map((m) => 2 * m),
      1e-6,
    );
  });
  test("the same seed gives the same masks, drawn alone or together", async () => {
    manualSeed(11);
    const [a, b] = [rand([10]), rand([10])];
    const together = [await list(a), await list(b)];
    manualSeed(11);
    expect([await list(rand([10])), await list(rand([10]))]).toEqual(together);
  });
  test("steps 2 … 1,000 with Adam, dropout and a decaying rate make no plan", { timeout: 60_000 }, async () => {
    const p = network();
    const opt = new Adam(p);
    const plans: number[] = [];
    const count = counter();
    for (let step = 0; step < 1000; step++) {
      const [x, y] = batch(step);
      const logits = head(p, dropout(hidden(p, x), 0.3, random));
      const loss = softmaxLoss(logits, y);
      opt.zeroGrad();
      loss.backward();
      opt.step();
      opt.lr *= 0.999;
      const hits = hitsOf(logits, y);
      await loss.item();
      await hits.item();
      plans.push(count().plans);
    }
    expect(plans[999]).toBe(2);
    expect(plans[1]).toBe(2);
    expect(count().runs).toBe(1000);
    const perStep = hand.forward + hand.backward + hand.hits + 14 * (hand.step / 4) + 60 * 16 * 24; // threefry is long
    expect(count().flops).toBeLessThan(1.1 * 1000 * perStep);
  });
});
