// Idioms of updates: swaps, chains, versions, gradients of older versions.
import { describe, expect, test } from "vitest";
import {
  GradientError,
  keep,
  noGrad,
  parameter,
  StaleTensorError,
  type Tensor,
  tensor,
  type Variable,
  variable,
} from "../../src/index.ts";
import recorded from "./idioms.json" with { type: "json" };
import { batch, close, counter, list, lossOf, network, SGD, wave } from "./standins.ts";

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

describe("found by random programs", () => {
  const three = (): Variable[] => [1, 2, 3].map((x) => parameter(tensor(Float64Array.of(x))));
  test("an update that waits is not lost when what it reads is overwritten", async () => {
    const [a, b, c] = three() as [Variable, Variable, Variable];
    const t = a.mul(2);
    noGrad(() => b.assign(c.add(t)));
    const open = t.mul(3);
    await Promise.resolve();
    noGrad(() => c.assign(c.mul(10)));
    await Promise.resolve();
    expect([await list(c), await list(b), await list(open)]).toEqual([[30], [5], [6]]);
  });
  test("a snapshot of a pending version that is used and read later", async () => {
    const [a] = three() as [Variable];
    noGrad(() => a.assign(a.add(1)));
    const snapshot = a.detach();
    noGrad(() => a.assign(snapshot.mul(5)));
    expect(await list(a)).toEqual([10]);
    expect(await list(snapshot)).toEqual([2]);
  });
  test("a gradient that a hook saw, after zeroGrad and an update", async () => {
    const [a] = three() as [Variable];
    let seen: Tensor | null = null;
    a.registerHook((g) => void (seen = g));
    a.mul(a).sum().backward();
    a.zeroGrad();
    noGrad(() => a.assign(a.mul(10)));
    expect(await list(a)).toEqual([10]);
    expect(await list(seen)).toEqual([2]);
  });
  test("backward through a graph of which a part has been dropped is refused, also after it has been computed", async () => {
    const [a, b] = three() as [Variable, Variable];
    const dropped = a.mul(a);
    dropped.backward();
    const t = keep(dropped.mul(b));
    expect(() => t.backward()).toThrow(GradientError);
    await t.item();
    expect(() => t.mul(2).backward()).toThrow(GradientError);
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
