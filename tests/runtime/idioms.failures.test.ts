// Runs that fail: they publish nothing, what depends on them says why, the rest goes on.
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { DataError, softmaxLoss, type Tensor, tensor, variable } from "../../src/index.ts";
import recorded from "./idioms.json" with { type: "json" };
import {
  BatchNorm,
  batch,
  close,
  fingerprint,
  fingerprints,
  forward,
  head,
  list,
  lossOf,
  network,
  SGD,
  sizes,
  wave,
} from "./standins.ts";

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
