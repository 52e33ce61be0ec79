// Idioms of hooks, of noGrad, and of gradients that two variables share.
import { describe, expect, test } from "vitest";
import { ArgumentError, noGrad, parameter, type Tensor, tensor } from "../../src/index.ts";
import recorded from "./idioms.json" with { type: "json" };
import { close, list, wave } from "./standins.ts";

describe("hooks", () => {
  test("registerHook and retainGrad", async () => {
    const w = parameter(wave([4, 3], 6));
    const h = wave([2, 4], 8).matmul(w).tanh();
    h.retainGrad();
    h.registerHook((g) => g.mul(2));
    w.registerHook((g) => g.add(1));
    h.square().sum().backward();
    close(await list(w.grad), recorded.hooks.weight);
  });
  test("retainGrad sees what hooks registered after it return", async () => {
    const w = parameter(wave([4, 3], 6));
    const h = wave([2, 4], 8).matmul(w).tanh();
    h.retainGrad();
    h.registerHook((g) => g.mul(2));
    h.square().sum().backward();
    close(await list(h.grad), recorded.hooks.hidden.flat());
  });
  test("gradients collected by a hook are snapshots", async () => {
    const x = parameter(tensor(Float64Array.of(1, 2)));
    const seen: Tensor[] = [];
    const remove = x.registerHook((g) => void seen.push(g));
    for (let i = 1; i <= 3; i++) x.mul(i).sum().backward();
    remove();
    x.mul(100).sum().backward();
    expect(await list(x.grad)).toEqual([106, 106]);
    expect((await Promise.all(seen.map(list))).map((a) => a[0])).toEqual([1, 2, 3]);
  });
  test("a retained gradient that is also a variable's stays as it is", async () => {
    const x = parameter(tensor(Float64Array.of(1, 2)));
    const y = x.add(1).retainGrad();
    y.square().sum().backward();
    for (let i = 0; i < 3; i++) x.mul(100).sum().backward();
    expect(await list(x.grad)).toEqual([304, 306]);
    expect(await list(y.grad)).toEqual([4, 6]);
  });
  test.each([1, 2])("the user's own gradient, passed through to a variable, stays as it is, × %i", async (by) => {
    const x = parameter(tensor(Float64Array.of(1, 2)));
    const seed = tensor(Float64Array.of(1, 10)).mul(by);
    x.add(1).backward(seed);
    for (let i = 0; i < 3; i++) x.mul(100).sum().backward();
    expect(await list(x.grad)).toEqual([300 + by, 300 + 10 * by]);
    expect(await list(seed)).toEqual([by, 10 * by]);
  });
  test("a read before backward() calls no hook", async () => {
    const x = parameter(tensor(Float64Array.of(1, 2)));
    const y = x.square();
    let calls = 0;
    y.registerHook(() => void calls++);
    const loss = y.sum();
    expect(await loss.item()).toBe(5);
    expect(calls).toBe(0);
    loss.backward();
    expect(calls).toBe(1);
    expect(await list(x.grad)).toEqual([2, 4]);
  });
  test("reading a value inside a hook is an error that says what to do", async () => {
    const x = parameter(tensor(Float64Array.of(1, 2)));
    const y = x.square();
    const remove = y.registerHook((g) => void g.dataSync());
    const loss = y.sum();
    expect(() => loss.backward()).toThrow(ArgumentError);
    expect(() => loss.backward()).toThrow(/hook.*after backward/);
    expect(x.grad).toBe(null);
    remove();
    loss.backward();
    expect(await list(x.grad)).toEqual([2, 4]);
  });
  test("backward() inside a hook is an error", async () => {
    const x = parameter(tensor(Float64Array.of(1, 2)));
    const [y, other] = [x.square(), x.sum()];
    y.registerHook(() => other.backward());
    expect(() => y.sum().backward()).toThrow(/hook/);
    other.backward();
    expect(await list(x.grad)).toEqual([1, 1]);
  });
});

test("noGrad(async …) is an error with an explanation, and tracking goes on", () => {
  expect(() => noGrad(async () => 1)).toThrow(ArgumentError);
  expect(() => noGrad(async () => 1)).toThrow(/noGrad\(async.*await/);
  const x = parameter(tensor(1));
  expect(x.mul(2).requiresGrad).toBe(true);
  expect(noGrad(() => x.mul(2)).requiresGrad).toBe(false);
  expect(() =>
    noGrad(() => {
      throw new Error("from inside");
    }),
  ).toThrow("from inside");
  expect(x.mul(2).requiresGrad).toBe(true);
});

describe("shared gradients", () => {
  test("z = p + q: the two gradients are independent", async () => {
    const [p, q] = [parameter(wave([3], 1)), parameter(wave([3], 2))];
    p.add(q).square().sum().backward();
    p.zeroGrad();
    p.mul(3).sum().backward();
    close([await list(p.grad), await list(q.grad)], [recorded.sharedGradient.p, recorded.sharedGradient.q]);
  });
  test("the same after a run, with handles held", async () => {
    const [p, q] = [parameter(wave([3], 1)), parameter(wave([3], 2))];
    p.add(q).square().sum().backward();
    const [held, other] = [p.grad!, q.grad!];
    const before = await list(held);
    for (let i = 0; i < 3; i++) p.mul(3).sum().backward();
    close(
      await list(p.grad),
      before.map((x) => x + 9),
    );
    close([await list(held), await list(other), await list(q.grad)], [before, before, before]);
  });
  test("p + q in ten steps of accumulation in place", async () => {
    const [p, q] = [parameter(tensor(Float64Array.of(1, 2))), parameter(tensor(Float64Array.of(3, 4)))];
    for (let i = 0; i < 10; i++) p.add(q).sum().backward();
    p.zeroGrad();
    for (let i = 0; i < 5; i++) p.add(q).sum().backward();
    expect([await list(p.grad), await list(q.grad)]).toEqual([
      [5, 5],
      [15, 15],
    ]);
  });
  test("one variable on both sides", async () => {
    const p = parameter(tensor(Float64Array.of(2, 3)));
    p.mul(p).add(p).sum().backward();
    expect(await list(p.grad)).toEqual([5, 7]);
  });
});
