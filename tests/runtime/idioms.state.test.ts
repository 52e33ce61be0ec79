// Idioms with state beside the parameters: statistics assigned in the forward pass, dropout, runs that fail.
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  DataError,
  Generator,
  manualSeed,
  parameter,
  rand,
  softmaxLoss,
  type Tensor,
  tensor,
  variable,
} from "../../src/index.ts";
import recorded from "./idioms.json" with { type: "json" };
import {
  Adam,
  BatchNorm,
  batch,
  close,
  counter,
  dropout,
  fingerprint,
  fingerprints,
  forward,
  hand,
  head,
  hidden,
  hitsOf,
  list,
  lossOf,
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

describe("a run that fails", () => {
  const bad = (label = 10): [Tensor, Tensor] => {
    const [x] = batch(1);
    const labels = new Int32Array(sizes.batch);
    labels[3] = label;
    return [x, tensor(labels)];
  };
  beforeEach(() => void vi.spyOn(console, "warn").mockImplementation(() => {}));
  afterEach(() => void vi.restoreAllMocks());

  test("publishes nothing; what follows is right", async () => {
    const p = network();
    const opt = new SGD(p);
    const seen = variable(tensor(0, { dtype: "float64" }));
    const losses: number[] = [];
    const step = async (x: Tensor, y: Tensor): Promise<void> => {
      const loss = lossOf(p, x, y);
      opt.zeroGrad();
      loss.backward();
      opt.step();
      seen.assign(seen.add(1));
      losses.push(await loss.item());
    };
    await step(...batch(0));
    const before = [await fingerprints(p), await list(seen)];
    await expect(step(...bad())).rejects.toThrow(DataError);
    await expect(step(...bad())).rejects.toThrow(/^softmaxLoss: label 10 is outside 0 … 9/);
    expect([await fingerprints(p), await list(seen)]).toEqual(before);
    expect(p[0].grad).toBe(null); // as zeroGrad left it
    for (let i = 1; i < 5; i++) await step(...batch(i));
    close(losses, recorded.training.losses);
    close(await fingerprints(p), recorded.training.parameters);
    expect(await list(seen)).toEqual([5]);
  });
  test("statistics that were assigned in the forward pass keep their values", async () => {
    const p = network();
    const norm = new BatchNorm(sizes.hidden);
    const opt = new SGD([...p, norm.weight, norm.bias]);
    const losses: number[] = [];
    const step = async (x: Tensor, y: Tensor): Promise<void> => {
      const loss = softmaxLoss(head(p, norm.call(x.matmul(p[0]).add(p[1])).relu()), y);
      opt.zeroGrad();
      loss.backward();
      opt.step();
      losses.push(await loss.item());
    };
    await step(...batch(0));
    await expect(step(...bad())).rejects.toThrow(DataError);
    await step(...batch(1));
    await expect(step(...bad())).rejects.toThrow(DataError);
    await step(...batch(2));
    close(losses, recorded.batchNorm.losses);
    close(await fingerprints([norm.mean, norm.variance]), recorded.batchNorm.statistics);
    close(await fingerprints(p), recorded.batchNorm.parameters);
  });
  test("accumulated gradients lose the micro-batch that failed and nothing else", async () => {
    const [p, q] = [network(), network()];
    lossOf(p, ...batch(0)).backward();
    await Promise.resolve();
    const failed = lossOf(p, ...bad());
    failed.backward();
    await Promise.resolve();
    lossOf(p, ...batch(2)).backward();
    for (const i of [0, 2]) lossOf(q, ...batch(i)).backward();
    close(await fingerprints(p.map((t) => t.grad!)), await fingerprints(q.map((t) => t.grad!)));
    await expect(failed.item()).rejects.toThrow(/softmaxLoss/);
  });
  test("in a loop without await", async () => {
    const p = network();
    const opt = new SGD(p);
    const losses: Tensor[] = [];
    for (const data of [batch(0), bad(), batch(1), bad(), bad(), batch(2), batch(3), batch(4)]) {
      const loss = lossOf(p, ...data);
      opt.zeroGrad();
      loss.backward();
      opt.step();
      losses.push(loss);
    }
    const results = await Promise.allSettled(losses.map((t) => t.item()));
    const good = results.flatMap((r) => (r.status === "fulfilled" ? [r.value] : []));
    expect(results.map((r) => r.status === "rejected")).toEqual([false, true, false, true, true, false, false, false]);
    close(good, recorded.training.losses);
    close(await fingerprints(p), recorded.training.parameters);
  });
  test("handles: all that depended on the run throws, old snapshots and later values do not", async () => {
    const p = network();
    const opt = new SGD(p);
    await lossOf(p, ...batch(0)).item();
    const [x, y] = bad();
    const logits = forward(p, x);
    const loss = softmaxLoss(logits, y);
    const doubled = loss.mul(2);
    loss.backward();
    const gradient = p[0].grad!;
    opt.step();
    const after = p[0].detach();
    await expect(loss.item()).rejects.toThrow(DataError);
    await expect(loss.item()).rejects.toThrow(DataError);
    await expect(doubled.item()).rejects.toThrow(DataError);
    await expect(loss.add(1).item()).rejects.toThrow(DataError);
    await expect(gradient.data()).rejects.toThrow(DataError);
    await expect(after.data()).rejects.toThrow(DataError);
    close(await fingerprint(p[0]), await fingerprint(network()[0]));
    expect(p[0].grad).toBe(null);
    expect(await logits.sum().item()).toBeTypeOf("number");
    await expect(lossOf(p, ...batch(0)).item()).resolves.toBeTypeOf("number");
  });
  test("tensors made before it that have nothing to do with it are fine", async () => {
    const p = network();
    const [snapshot, other] = [p[0].detach(), wave([3], 1).mul(2)];
    const failed = lossOf(p, ...bad());
    failed.backward();
    await expect(failed.item()).rejects.toThrow(DataError);
    close(
      await list(other),
      recorded.swaps.chain.map((x) => x - 1),
    );
    close(await fingerprint(snapshot), await fingerprint(network()[0]));
  });
  test("backward() from a loss that was read and could not be computed says why", async () => {
    const p = network();
    const failed = lossOf(p, ...bad());
    await expect(failed.item()).rejects.toThrow(DataError);
    expect(() => failed.backward()).toThrow(DataError);
    lossOf(p, ...batch(0)).backward();
    expect(await p[0].grad!.sum().item()).toBeTypeOf("number");
  });
  test("is said once if nobody reads it", async () => {
    const p = network();
    for (let i = 0; i < 3; i++) {
      lossOf(p, ...bad(77)).backward();
      await Promise.resolve();
    }
    expect(console.warn).toHaveBeenCalledTimes(1);
    expect(console.warn).toHaveBeenCalledWith(expect.stringMatching(/a run failed: softmaxLoss: label 77/));
  });
});
