// Idioms of backward passes: accumulation, retained graphs, second order, hooks, shared gradients, two losses.
import { describe, expect, test } from "vitest";
import {
  ArgumentError,
  GradientError,
  gradientsOf,
  keep,
  noGrad,
  parameter,
  type Tensor,
  tensor,
  type Variable,
} from "../../src/index.ts";
import recorded from "./idioms.json" with { type: "json" };
import { close, counter, fingerprints, list, SGD, softplus, wave } from "./standins.ts";

describe("accumulation and retained graphs", () => {
  test("x.grad accumulates until zeroGrad; retainGraph twice", async () => {
    const x = parameter(wave([4], 9));
    const seen: number[][] = [];
    for (let i = 0; i < 3; i++) {
      x.square().sum().backward();
      seen.push(await list(x.grad));
    }
    x.zeroGrad();
    const y = x.pow(3).sum();
    y.backward(null, { retainGraph: true });
    seen.push(await list(x.grad));
    y.backward();
    seen.push(await list(x.grad));
    close(seen, recorded.accumulating);
    expect(() => y.backward()).toThrow(/retainGraph/);
  });
  test("without reads between", async () => {
    const x = parameter(wave([4], 9));
    const y = x.pow(3).sum();
    y.backward(null, { retainGraph: true });
    y.backward();
    close(await list(x.grad), recorded.accumulating[4]);
  });
  test("values read between two backward passes through a retained graph, and an update after them", async () => {
    const x = parameter(wave([4], 9));
    const opt = new SGD([x], 0.1, 0);
    const y = x.pow(3).sum();
    y.backward(null, { retainGraph: true });
    await y.item();
    y.backward(null, { retainGraph: true });
    opt.step();
    const gradient = x.grad!;
    await y.item();
    close(await list(gradient), recorded.accumulating[4]);
  });
  test("a second backward() without it throws and changes nothing; the value stays readable", async () => {
    const x = parameter(wave([4], 9));
    const y = x.pow(3).sum();
    y.backward();
    expect(() => y.backward()).toThrow(GradientError);
    expect(() => y.backward()).toThrow(/retainGraph/);
    expect(() => y.mul(2).backward()).toThrow(/retainGraph/);
    expect(await y.item()).toBeTypeOf("number");
    close(await list(x.grad), recorded.accumulating[3]);
    expect(() => y.backward()).toThrow(/retainGraph/);
  });
  test("two losses that share a part: the first retains it", async () => {
    const x = parameter(tensor(Float64Array.of(2, 3)));
    const count = counter();
    const h = x.square();
    h.sum().backward(null, { retainGraph: true });
    h.mul(10).sum().backward();
    expect(await list(x.grad)).toEqual([44, 66]);
    expect(count().runs).toBe(2);
    const g = x.square();
    g.sum().backward();
    expect(() => g.mul(10).sum().backward()).toThrow(/retainGraph/);
  });
  test("a gradient is needed for more than one element, and must fit", async () => {
    const x = parameter(tensor(Float64Array.of(2, 3)));
    expect(() => x.square().backward()).toThrow(GradientError);
    expect(() => x.square().backward(tensor(Float64Array.of(1)))).toThrow(/\[1\].*\[2\]/);
    x.square().backward(tensor(Float64Array.of(1, 10)));
    expect(await list(x.grad)).toEqual([4, 60]);
  });
  test("nothing upstream requires a gradient", () => {
    expect(() => tensor(1).mul(2).backward()).toThrow(/requiresGrad/);
    const x = parameter(tensor(1));
    expect(() => noGrad(() => x.mul(2)).backward()).toThrow(GradientError);
    expect(() => x.mul(2).detach().backward()).toThrow(GradientError);
  });
});

describe("second order", () => {
  test("a gradient penalty", async () => {
    const p: Variable[] = [parameter(wave([8, 7], 13, 0.4)), parameter(wave([7, 1], 14, 0.5))];
    const opt = new SGD(p, 0.05);
    const count = counter();
    for (let step = 0; step < 3; step++) {
      const x = parameter(wave([12, 8], 50 + step, 0.5));
      const y = x.matmul(p[0]!).tanh().matmul(p[1]!);
      const [dx] = gradientsOf(y.sum(), [x], { createGraph: true });
      const loss = dx.square().sum(1).sqrt().sub(1).square().mean().add(y.mean());
      opt.zeroGrad();
      loss.backward();
      const gradients = p.map((t) => t.grad!);
      opt.step();
      close(await loss.item(), recorded.penalty.losses[step]);
      close(await fingerprints(gradients), recorded.penalty.gradients[step]);
    }
    expect(count()).toMatchObject({ runs: 3, plans: 1 });
    close(await fingerprints(p), recorded.penalty.parameters);
  });
  test("backward(createGraph), then backward through the gradient", async () => {
    const x = parameter(wave([5], 7));
    x.pow(3).sum().backward(null, { createGraph: true });
    const first = x.grad!;
    expect(first.requiresGrad).toBe(true);
    x.zeroGrad();
    first.square().sum().backward();
    close(await list(x.grad), recorded.penalty.second);
  });
  test("the same after the gradient has been read", async () => {
    const x = parameter(wave([5], 7));
    x.pow(3).sum().backward(null, { createGraph: true });
    const first = x.grad!;
    await first.data();
    x.zeroGrad();
    first.square().sum().backward();
    close(await list(x.grad), recorded.penalty.second);
  });
  test("without createGraph a gradient carries no graph", () => {
    const x = parameter(wave([5], 7));
    x.pow(3).sum().backward();
    expect(x.grad!.requiresGrad).toBe(false);
    expect(() => x.grad!.sum().backward()).toThrow(GradientError);
  });
});

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

describe("two losses and two optimizers", () => {
  const weights = () => ({
    g: [parameter(wave([6, 8], 11, 0.4)), parameter(wave([8], 12, 0.1))] as Variable[],
    d: [parameter(wave([8, 7], 13, 0.4)), parameter(wave([7, 1], 14, 0.5))] as Variable[],
  });
  const make = ([w, b]: Variable[], z: Tensor): Tensor => z.matmul(w!).add(b!).tanh();
  const judge = ([v, w]: Variable[], x: Tensor): Tensor => x.matmul(v!).tanh().matmul(w!);
  const [n, z, f, h] = [12, 6, 8, 7];
  const once = { make: 2 * n * z * f + 2 * n * f, judge: 2 * n * f * h + n * h + 2 * n * h };
  const softplusForwardAndBack = 12 * n;

  test.each(["at the end", "as they come"])("a generator and a critic, losses read %s of each step", async (when) => {
    const { g, d } = weights();
    const [optG, optD] = [new SGD(g, 0.05), new SGD(d, 0.05)];
    const count = counter();
    for (let step = 0; step < 4; step++) {
      const fake = keep(make(g, wave([n, z], 30 + step))); // as the output of a module is
      const real = wave([n, f], 50 + step, 0.5);
      optD.zeroGrad();
      const lossD = softplus(judge(d, real).neg())
        .mean()
        .add(softplus(judge(d, fake.detach())).mean());
      lossD.backward();
      optD.step();
      if (when !== "at the end") close(await lossD.item(), recorded.gan.losses[step]![0]);
      optG.zeroGrad();
      const lossG = softplus(judge(d, fake).neg()).mean();
      lossG.backward();
      optG.step();
      close([await lossD.item(), await lossG.item()], recorded.gan.losses[step]);
    }
    const { flops, ...rest } = count();
    expect(rest).toEqual({ runs: 8, plans: 2 });
    // the critic judges three times and learns three times (PyTorch, too, gives it a gradient in the generator's turn)
    const criticBack = 2 * n * f * h + 2 * n * h + 3 * n * h + 2 * n * h;
    const makeBack = 2 * n * f * h + 2 * n * z * f + 4 * n * f;
    const steps = 4 * (z * f + f + f * h + h);
    const all = once.make + 3 * (once.judge + criticBack + softplusForwardAndBack) + makeBack + steps;
    expect(flops).toBeLessThan(1.1 * 4 * all);
    close(await fingerprints([...g, ...d]), recorded.gan.parameters);
  });
  test.each(["with", "without"])("a critic that learns from a generator that does not, %s reads", async (reads) => {
    const { g, d } = weights();
    const opt = new SGD(d, 0.05);
    const losses: Tensor[] = [];
    const plans: number[] = [];
    for (let step = 0; step < 6; step++) {
      const count = counter();
      opt.zeroGrad();
      const loss = softplus(judge(d, make(g, wave([n, z], 30 + step)).detach())).mean();
      loss.backward();
      opt.step();
      losses.push(loss);
      if (reads === "with") await loss.item();
      plans.push(count().plans);
    }
    close((await Promise.all(losses.map(list))).flat(), recorded.critic.losses);
    close(await fingerprints(d), recorded.critic.parameters);
    expect(g[0]!.grad).toBe(null);
    if (reads === "with") expect(plans).toEqual([1, 0, 0, 0, 0, 0]);
    else expect(plans.slice(4)).toEqual([0, 0]);
  });
});
