// Idioms of values that change: late reads, host arrays, snapshots and live handles.
import { describe, expect, test } from "vitest";
import {
  keep,
  noGrad,
  parameter,
  StaleTensorError,
  softmaxLoss,
  type Tensor,
  tensor,
  type Variable,
  variable,
} from "../../src/index.ts";
import recorded from "./idioms.json" with { type: "json" };
import { batch, close, counter, fingerprint, hand, head, hidden, list, network, SGD } from "./standins.ts";

/** One step of training from which a hidden activation is held. */
function stepWithHidden(hold: (h: Tensor) => Tensor = (h) => h) {
  const p = network();
  const opt = new SGD(p);
  const [x, y] = batch(0);
  const h = hold(hidden(p, x));
  const loss = softmaxLoss(head(p, h), y);
  loss.backward();
  opt.step();
  return { p, x, h, loss };
}

describe("a hidden activation read late", () => {
  test("after step() and before anything has run", async () => {
    const count = counter();
    const { h, loss } = stepWithHidden();
    close(await fingerprint(h), recorded.lateHidden.hidden);
    close(await loss.item(), recorded.lateHidden.loss);
    expect(count().runs).toBe(1);
  });
  test("after the update has run: an error that names the variable and keep", async () => {
    const { h, loss } = stepWithHidden();
    close(await loss.item(), recorded.lateHidden.loss);
    await expect(h.data()).rejects.toThrow(StaleTensorError);
    await expect(h.data()).rejects.toThrow(/\b[wb]1\b.*keep/);
    await expect(h.mul(2).sum().item()).rejects.toThrow(StaleTensorError);
    expect(() => h.dataSync()).toThrow(StaleTensorError);
  });
  test("after the update has run in a microtask", async () => {
    const { h } = stepWithHidden();
    await Promise.resolve();
    await expect(h.data()).rejects.toThrow(StaleTensorError);
  });
  test("a stale tensor does not stop what else is read", async () => {
    const { p, x, h, loss } = stepWithHidden();
    await loss.item();
    const stale = h.sum();
    const good = hidden(p, x);
    close(await fingerprint(good), recorded.lateHidden.next);
    await expect(stale.item()).rejects.toThrow(StaleTensorError);
  });
  test("kept: the value from before the update, computed once", async () => {
    const count = counter();
    const { h, loss, p, x } = stepWithHidden(keep);
    close(await loss.item(), recorded.lateHidden.loss);
    expect(count().flops).toBeLessThan(1.1 * (hand.forward + hand.backward + hand.step));
    close(await fingerprint(h), recorded.lateHidden.hidden);
    expect(count().runs).toBe(1);
    close(await fingerprint(hidden(p, x)), recorded.lateHidden.next);
    close(await fingerprint(h), recorded.lateHidden.hidden);
  });
  test("a tensor that nothing consumes needs no keep", async () => {
    const p = network();
    const opt = new SGD(p);
    const [x, y] = batch(0);
    const h = hidden(p, x);
    const loss = softmaxLoss(head(p, h), y);
    const mean = h.mean();
    loss.backward();
    opt.step();
    await loss.item();
    close((await mean.item()) * 16 * 24, recorded.lateHidden.hidden[0]);
  });
});

describe("host arrays", () => {
  test("changing the source after tensor(array) changes nothing", async () => {
    const source = Float64Array.of(1, 2, 3);
    const x = tensor(source);
    const nested = [
      [1, 2],
      [3, 4],
    ];
    const y = tensor(nested);
    const z = x.mul(2);
    source[0] = 100;
    nested[0]![0] = 100;
    expect(await list(z)).toEqual([2, 4, 6]);
    expect(await list(x)).toEqual([1, 2, 3]);
    expect(await list(y)).toEqual([1, 2, 3, 4]);
    source[1] = 100;
    expect(await list(x.add(1))).toEqual([2, 3, 4]);
  });
  test("a typed array that is a window of a larger one", async () => {
    const x = tensor(Float64Array.of(1, 2, 3, 4).subarray(1, 3));
    expect(await list(x)).toEqual([2, 3]);
    expect(await list(x.mul(2))).toEqual([4, 6]);
  });
  test("changing what data() returned changes nothing", async () => {
    const x = tensor(Float64Array.of(1, 2, 3));
    const p = parameter(x);
    const y = x.add(p);
    for (const t of [x, p, y]) {
      (await t.data()).fill(100);
      t.dataSync().fill(100);
    }
    expect(await list(y)).toEqual([2, 4, 6]);
    expect(await list(x.add(p))).toEqual([2, 4, 6]);
  });
  test("a variable made of a tensor, or assigned one, is its own", async () => {
    const x = tensor(Float64Array.of(1, 2));
    const p = variable(x);
    const q = variable(x);
    q.assign(x);
    p.assign(p.add(1));
    q.assign(q.add(5));
    expect([await list(x), await list(p), await list(q)]).toEqual([
      [1, 2],
      [2, 3],
      [6, 7],
    ]);
    p.assign(q);
    q.assign(q.mul(0));
    expect([await list(p), await list(q)]).toEqual([
      [6, 7],
      [0, 0],
    ]);
  });
});

describe("handles", () => {
  /** Two further steps of p ← p + 1, run one by one. */
  const twice = async (p: Variable): Promise<void> => {
    for (let i = 0; i < 2; i++) {
      noGrad(() => p.assign(p.add(1)));
      await Promise.resolve();
    }
  };
  test("a variable is live, detach() a snapshot", async () => {
    const p = parameter(tensor(Float64Array.of(1, 2)));
    const [before, early] = [p.detach(), p.mul(10)];
    await twice(p);
    const middle = p.detach();
    const doubled = middle.mul(2);
    await twice(p);
    expect(await list(p)).toEqual([5, 6]);
    expect(await list(before)).toEqual([1, 2]);
    expect(await list(early)).toEqual([10, 20]); // nothing consumed it: the first run computed it
    expect(await list(middle)).toEqual([3, 4]);
    expect(await list(doubled)).toEqual([6, 8]);
  });
  test("a snapshot of a pending version", async () => {
    const p = parameter(tensor(Float64Array.of(1, 2)));
    noGrad(() => p.assign(p.mul(3)));
    const pending = p.detach();
    noGrad(() => p.assign(p.add(1)));
    await twice(p);
    expect(await list(pending)).toEqual([3, 6]);
    expect(await list(p)).toEqual([6, 9]);
  });
  test("an old .grad is a snapshot through later steps, zeroGrad and accumulation", async () => {
    const p = parameter(tensor(Float64Array.of(1, 2)));
    p.square().sum().backward();
    const first = p.grad!;
    p.square().sum().backward();
    const second = p.grad!;
    p.zeroGrad();
    p.mul(7).sum().backward();
    const third = p.grad!;
    await twice(p);
    p.zeroGrad();
    p.mul(9).sum().backward();
    expect(await list(p.grad)).toEqual([9, 9]);
    expect(await list(first)).toEqual([2, 4]);
    expect(await list(second)).toEqual([4, 8]);
    expect(await list(third)).toEqual([7, 7]);
  });
  test("an old .grad of every step of a loop without await", async () => {
    const p = parameter(tensor(Float64Array.of(1)));
    const old: Tensor[] = [];
    for (let i = 0; i < 4; i++) {
      p.zeroGrad();
      p.mul(i).sum().backward();
      old.push(p.grad!);
      noGrad(() => p.assign(p.sub(p.grad!)));
    }
    expect((await Promise.all(old.map(list))).flat()).toEqual([0, 1, 2, 3]);
    expect(await list(p)).toEqual([-5]);
  });
  test(".grad is null again after zeroGrad and after grad = null", async () => {
    const p = parameter(tensor(Float64Array.of(1)));
    expect(p.grad).toBe(null);
    p.square().sum().backward();
    expect(await list(p.grad)).toEqual([2]);
    p.grad = null;
    expect(p.grad).toBe(null);
  });
});
