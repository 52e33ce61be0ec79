// Idioms of values that change: snapshots and live handles, late reads, swaps, chains of updates, arrays of the user's.
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
import {
  batch,
  close,
  counter,
  fingerprint,
  hand,
  head,
  hidden,
  list,
  lossOf,
  network,
  SGD,
  wave,
} from "./standins.ts";

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

describe("assign", () => {
  const pair = (): [Variable, Variable] => [variable(wave([3], 1)), variable(wave([3], 2))];
  test("a.assign(b); b.assign(a): both become b, as with copy_", async () => {
    const [a, b] = pair();
    a.assign(b);
    b.assign(a);
    close([await list(a), await list(b)], recorded.swaps.plain);
  });
  test("a swap by snapshots", async () => {
    for (const snapshot of [(t: Variable) => t.detach(), (t: Variable) => t.mul(1)]) {
      const [a, b] = pair();
      const old = snapshot(a);
      a.assign(b);
      b.assign(old);
      close([await list(a), await list(b)], recorded.swaps.cloned);
    }
  });
  test("a swap in the forms of one run, a hundred times: no new plan", async () => {
    const [a, b] = pair();
    const swap = async (): Promise<void> => {
      const old = a.detach();
      a.assign(b);
      b.assign(old);
      await a.data();
    };
    for (let i = 0; i < 4; i++) await swap();
    const count = counter();
    for (let i = 0; i < 97; i++) await swap();
    expect(count()).toMatchObject({ plans: 0 });
    close([await list(a), await list(b)], recorded.swaps.cloned);
  });
  test("a chain of updates of one variable", async () => {
    const p = variable(wave([3], 1));
    p.assign(p.mul(2));
    p.assign(p.add(1));
    close(await list(p), recorded.swaps.chain);
    p.assign(p);
    close(await list(p), recorded.swaps.chain);
  });
  test("values made before an update see the old version, those made after it the new one", async () => {
    const p = variable(tensor(Float64Array.of(1, 2)));
    const before = keep(p.mul(10));
    p.assign(p.add(1));
    const between = keep(p.mul(10));
    p.assign(before.add(between));
    const after = p.mul(10);
    expect(await list(after)).toEqual([300, 500]);
    expect([await list(before), await list(between)]).toEqual([
      [10, 20],
      [20, 30],
    ]);
    expect(await list(p)).toEqual([30, 50]);
  });
  test("an update that reads another permutation of itself", async () => {
    const p = variable(tensor(Float64Array.of(1, 2, 3, 4), { shape: [2, 2] }));
    p.assign(p.transpose());
    expect(await list(p)).toEqual([1, 3, 2, 4]);
    p.assign(p.add(p.transpose()));
    expect(await list(p)).toEqual([2, 5, 5, 8]);
    p.assign(p.matmul(p));
    expect(await list(p)).toEqual([29, 50, 50, 89]);
    const q = variable(tensor(Float64Array.of(1, 2, 3)));
    q.assign(q.flip());
    expect(await list(q)).toEqual([3, 2, 1]);
  });
  test("two variables that read each other's old values", async () => {
    const [a, b] = [variable(tensor(Float64Array.of(1))), variable(tensor(Float64Array.of(1)))];
    for (let i = 0; i < 10; i++) {
      const next = a.add(b);
      a.assign(b);
      b.assign(next); // Fibonacci's numbers
    }
    expect([await list(a), await list(b)]).toEqual([[89], [144]]);
  });
  test("a gradient goes to the variable, whichever version was used", async () => {
    const p = parameter(tensor(Float64Array.of(3)));
    const old = p.mul(2).sum();
    noGrad(() => p.assign(p.add(1)));
    const both = old.add(p.square().sum());
    both.backward();
    expect(await list(p.grad)).toEqual([10]);
    expect(await both.item()).toBe(22);
  });
  test("a gradient that would need an overwritten version is an error, never a wrong value", async () => {
    const p = parameter(tensor(Float64Array.of(3)), "p");
    const old = p.square().sum(); // PyTorch: modified by an inplace operation
    noGrad(() => p.assign(p.add(1)));
    await Promise.resolve();
    old.backward();
    await expect(list(p.grad)).rejects.toThrow(StaleTensorError);
    expect(await list(p)).toEqual([4]);
    p.zeroGrad();
    p.square().sum().backward();
    expect(await list(p.grad)).toEqual([8]);
  });
  test("an update that waits for a forward pass nobody differentiates is not lost to another update", async () => {
    const w = parameter(tensor(Float64Array.of(2)));
    const statistic = variable(tensor(Float64Array.of(0)));
    const h = w.mul(5);
    const y = h.square();
    statistic.assign(h.detach().add(1));
    noGrad(() => w.assign(w.mul(10)));
    await Promise.resolve();
    expect(await list(w)).toEqual([20]);
    expect(await list(statistic)).toEqual([11]);
    expect(await list(y)).toEqual([100]);
  });
});

test("a loss kept for later is read at any time", async () => {
  const p = network();
  const opt = new SGD(p);
  const losses: Tensor[] = [];
  for (let step = 0; step < 5; step++) {
    const loss = lossOf(p, ...batch(step));
    opt.zeroGrad();
    loss.backward();
    opt.step();
    losses.push(loss);
  }
  close((await Promise.all(losses.map(list))).flat(), recorded.training.losses);
});
