// What plans look like, as plain numbers: kernels, operations, memory. Nothing here needs a fast device.
import { beforeEach, describe, expect, test } from "vitest";
import { PlanCache } from "../../src/compiler/cache.ts";
import { encode, notes } from "../../src/compiler/encode.ts";
import { makePlan, type Plan } from "../../src/compiler/plan.ts";
import { JsDevice } from "../../src/devices/js/device.ts";
import { scan } from "../../src/graph/ops/scan.ts";
import {
  device,
  keep,
  ones,
  parameter,
  registerDevice,
  setDefaultDevice,
  softmaxLoss,
  Tensor,
  tensor,
  type Variable,
  zeros,
} from "../../src/index.ts";
import type { Timeline } from "../../src/runtime/timeline.ts";

let timeline: Timeline;
beforeEach(() => {
  registerDevice("js", () => new JsDevice());
  setDefaultDevice("js");
  timeline = device("js");
});

const limits = new JsDevice().limits;
function planOf(...tensors: readonly Tensor[]): Plan {
  const roots = tensors.map((t) => ({ node: t.node, into: null }));
  encode(roots, 0);
  const free = new Uint8Array(notes.numbers.length);
  return makePlan({ roots, nodes: notes.nodes, storages: notes.storages, free, split: false }, limits);
}
const counting = (n: number): Float32Array => Float32Array.from({ length: n }, (_, i) => ((i * 37) % 19) / 19 - 0.5);
const data = (...shape: number[]): Tensor => tensor(counting(shape.reduce((a, b) => a * b, 1)), { shape });
/** What one call adds to the counts of the device. */
function during(work: () => void): { plans: number; kernels: number; flops: number } {
  const before = { plans: timeline.plans.made, ...timeline.counts };
  work();
  return {
    plans: timeline.plans.made - before.plans,
    kernels: timeline.counts.kernels - before.kernels,
    flops: timeline.counts.flops - before.flops,
  };
}

describe("kernels", () => {
  test.each([
    ["element-wise", () => data(50, 20).mul(2).add(1).tanh(), 1],
    ["softmax", () => data(50, 20).softmax(1), 3],
    ["log softmax", () => data(50, 20).logSoftmax(1), 3],
    ["a mean of squares", () => data(50, 20).square().mean(), 1],
    ["a product with bias and activation", () => data(50, 20).matmul(data(20, 30)).add(data(30)).relu(), 1],
    ["a product of transposed views", () => data(20, 50).transpose().matmul(data(30, 20).transpose()), 1],
    [
      "a pad of a computed value",
      () =>
        data(5, 4)
          .exp()
          .pad([
            [1, 1],
            [2, 0],
          ]),
      1,
    ], // prettier
    [
      "a chain of views",
      () =>
        data(4, 6)
          .flip()
          .transpose()
          .reshape([3, 8])
          .slice(1, 3, 1)
          .pad([
            [0, 1],
            [0, 0],
          ]),
      1,
    ],
  ] as const)("%s", (_name, make, most) => {
    expect(planOf(make()).steps.length).toBeLessThanOrEqual(most);
  });

  test("a running sum of a computed value is one kernel", () => {
    const plan = planOf(new Tensor(scan("sum", data(50, 20).square().node, 0)).transpose());
    expect(plan.steps.length).toBe(2); // the transpose reads it
    expect(plan.steps[0]!.kernel.reduceAxes.map((a) => a.size)).toEqual([50]);
    expect(plan.flops).toBe(2 * 1000);
  });

  test.each([
    ["rows and columns mixed", () => data(4, 5).matmul(data(5, 6)).reshape([3, 8]).exp()],
    ["a bias after the mixing", () => data(4, 5).matmul(data(5, 6)).reshape([8, 3]).add(data(3)).flip().exp()],
    ["heads", () => data(2, 9, 5).matmul(data(5, 12)).reshape([2, 9, 3, 4]).permute(0, 2, 1, 3).mul(data(4))],
    [
      "an operand of ones",
      () =>
        data(8, 9)
          .exp()
          .matmul(ones([9, 10])),
    ],
    ["an operand that is one row", () => data(1, 9).expand([8, 9]).matmul(data(9, 10).exp())],
  ] as const)("a product stays a product: %s", (_name, make) => {
    const { steps } = planOf(make());
    expect(steps.length).toBe(1);
    expect(steps[0]!.kernel.contraction).not.toBeNull();
  });

  test("axes that are only seen in parts are taken apart: no division", () => {
    const { steps } = planOf(data(2, 9, 5).matmul(data(5, 12)).reshape([2, 9, 3, 4]).permute(0, 2, 1, 3).mul(data(4)));
    const { loads, stores } = steps[0]!.kernel;
    const atoms = [...loads, ...stores].flatMap(({ index }) => index.terms.map((t) => t.atom.kind));
    expect(new Set(atoms)).toEqual(new Set(["axis"]));
  });

  test("views of views are one load", () => {
    let x: Tensor = data(4, 6);
    for (let i = 0; i < 3; i++) x = x.transpose().flip(0).reshape([2, 3, 4]).permute(2, 0, 1).reshape([4, 6]).flip(1);
    const { steps } = planOf(x.mul(2));
    expect(steps.length).toBe(1);
    expect(steps[0]!.kernel.loads.length).toBe(1);
  });

  test("pads of computed values are zero around", () => {
    const x = tensor([0, 1], { shape: [2] })
      .exp()
      .pad([[1, 2]]);
    expect([...x.dataSync()]).toEqual([0, 1, Math.fround(Math.E), 0, 0]);
  });

  test("x·x, x·y and x·alias of x are different graphs", () => {
    const [x, y] = [data(6), data(6)];
    const plans = during(() => {
      x.mul(x).dataSync();
      x.mul(y).dataSync();
      x.mul(x.detach()).dataSync();
      y.mul(y).dataSync();
      y.mul(x).dataSync();
    });
    expect(plans.plans).toBe(3);
  });

  test("workspaces are as large as what is alive at once", () => {
    let x = data(64, 64);
    for (let i = 0; i < 20; i++) x = x.matmul(data(64, 64)).softmax(1) as Tensor as typeof x;
    const plan = planOf(x);
    const all = plan.buffers.filter((b) => b.memory === 0).reduce((sum, b) => sum + 4 * b.size, 0);
    expect(plan.workspace).toBeLessThan(all / 5);
    // no two that are alive at the same time share a byte
    const life = new Map<number, [number, number]>();
    plan.steps.forEach((s, t) => {
      for (const b of s.buffers) life.set(b, [life.get(b)?.[0] ?? t, t]);
    });
    for (const [a, [from, to]] of life)
      for (const [b, [start, end]] of life) {
        const [p, q] = [plan.buffers[a]!, plan.buffers[b]!];
        if (a >= b || p.memory !== 0 || q.memory !== 0 || to < start || end < from) continue;
        expect(p.offset + 4 * p.size <= q.offset || q.offset + 4 * q.size <= p.offset).toBe(true);
      }
  });

  test("a reduction is not run again for the zeros of a pad around it", () => {
    expect(
      planOf(
        data(10, 100)
          .sum(1)
          .pad([[0, 990]]),
      ).flops,
    ).toBeLessThan(3 * 1000 + 4 * 1000);
  });

  test("what is multiplied with ones is computed once", () => {
    expect(
      planOf(
        data(30, 20)
          .exp()
          .matmul(ones([20, 40])),
      ).flops,
    ).toBeLessThan(1.1 * (2 * 30 * 20 * 40 + 600));
  });
});

describe("a training step of two layers", () => {
  const [batch, inputs, hidden, classes] = [100, 784, 100, 10];
  function step(x: Tensor, labels: Tensor, parameters: readonly Variable[]): Tensor {
    const [w1, b1, w2, b2] = parameters as [Variable, Variable, Variable, Variable];
    const loss = softmaxLoss(x.matmul(w1).add(b1).relu().matmul(w2).add(b2), labels);
    for (const p of parameters) p.zeroGrad();
    loss.backward();
    for (const p of parameters) p.assign(p.sub(p.grad!.mul(0.1)));
    return loss;
  }
  test("few kernels, no arithmetic twice, and no plan after the second step", () => {
    const parameters = [data(inputs, hidden), data(hidden), data(hidden, classes), data(classes)].map((t) =>
      parameter(t.mul(0.1)),
    );
    const x = data(batch, inputs);
    const labels = tensor(Int32Array.from({ length: batch }, (_, i) => i % classes));
    const losses: number[] = [];
    const run = (): number => losses.push(step(x, labels, parameters).itemSync());
    run();
    run();
    const { plans, kernels, flops } = during(run);
    expect(plans).toBe(0);
    expect(kernels).toBeLessThanOrEqual(11);
    const products = 2 * batch * (2 * inputs * hidden + 3 * hidden * classes);
    const elements = batch * hidden * 5 + batch * classes * 12 + 3 * (inputs * hidden + hidden * classes);
    expect(flops).toBeLessThanOrEqual(1.1 * (products + elements));
    expect(losses[2]).toBeLessThan(losses[0]!);
  });
});

describe("large graphs", () => {
  test("doubling through views 60 times stays small", () => {
    let h: Tensor = data(4, 6);
    for (let i = 0; i < 60; i++) h = h.reshape([6, 4]).transpose().add(h.flip());
    const plan = planOf(h);
    expect(plan.steps.length).toBeLessThanOrEqual(61);
    expect(plan.flops).toBe(60 * 24);
  });

  test("100,000 element-wise ops: built, differentiated, planned and run", { timeout: 60_000 }, () => {
    const length = 100_000;
    const start = performance.now();
    const x = tensor([1, 2, 3], { shape: [3], requiresGrad: true });
    let y: Tensor = x;
    for (let i = 0; i < length; i++) y = i % 2 === 0 ? y.mul(1.00001) : y.add(0.00001);
    y.sum().backward();
    const expected = 1.00001 ** (length / 2);
    expect(x.grad!.dataSync()[0]! / expected).toBeCloseTo(1, 1);
    console.info(`100,000 element-wise ops and their gradient: ${Math.round(performance.now() - start)} ms`);
  });

  test("100,000 views of views", { timeout: 60_000 }, () => {
    const start = performance.now();
    let y: Tensor = data(4, 6);
    for (let i = 0; i < 50_000; i++) y = y.transpose().flip(0);
    expect([...y.dataSync()]).toEqual([...data(4, 6).dataSync()]); // 50,000 quarter turns
    console.info(`100,000 views: ${Math.round(performance.now() - start)} ms`);
  });

  test("40,000 views whose indices do not collapse", { timeout: 60_000 }, () => {
    const start = performance.now();
    let y: Tensor = data(4, 6);
    let expected = Array.from(y.dataSync());
    for (let i = 0; i < 10_000; i++) {
      y = y.transpose().flip(0).reshape([4, 6]).flip(1);
      const turned = Array.from({ length: 24 }, (_, k) => expected[(k % 4) * 6 + 5 - Math.floor(k / 4)]!); // (6, 4)
      expected = Array.from({ length: 24 }, (_, k) => turned[Math.floor(k / 6) * 6 + 5 - (k % 6)]!);
    }
    expect([...y.dataSync()]).toEqual(expected);
    console.info(`40,000 mixed views: ${Math.round(performance.now() - start)} ms`);
  });
});

describe("the cache of plans", () => {
  const x = (): Tensor => data(5);

  test("a number becomes a bound one as soon as it differs: two plans, never more", () => {
    const a = x();
    expect(during(() => [1.5, 2.5, 3.5, 1.5].forEach((c) => void a.mul(c).dataSync())).plans).toBe(2);
    expect([...a.mul(7.5).dataSync()]).toEqual([...a.dataSync()].map((v) => Math.fround(v * 7.5)));
  });

  test("each of several numbers is told apart", () => {
    const a = tensor([1, 2], { shape: [2] });
    const f = (p: number, q: number): number[] => [...a.mul(p).add(q).dataSync()];
    const { plans } = during(() => {
      expect(f(2, 3)).toEqual([5, 7]);
      expect(f(2, 4)).toEqual([6, 8]);
      expect(f(2, 5)).toEqual([7, 9]);
      expect(f(3, 5)).toEqual([8, 11]);
      expect(f(4, 6)).toEqual([10, 14]);
    });
    expect(plans).toBe(3);
  });

  test("-0 and 0, NaN and NaN", () => {
    const a = tensor([1, -1], { shape: [2] });
    const plans = during(() => {
      expect([...a.div(a.mul(0).add(0)).dataSync()].map(Math.abs)).toEqual([Infinity, Infinity]);
      expect(Object.is(tensor([1]).mul(0).dataSync()[0], 0)).toBe(true);
      expect(Object.is(tensor([1]).mul(-0).dataSync()[0], -0)).toBe(true);
      expect([...a.add(NaN).dataSync()]).toEqual([NaN, NaN]);
    });
    expect(plans.plans).toBeGreaterThan(0);
    expect(during(() => void a.add(NaN).dataSync()).plans).toBe(0);
  });

  test("slices of a stored tensor share one plan, whatever the offset", () => {
    const all = data(100, 3);
    const { plans } = during(() => {
      for (let i = 0; i < 100; i += 10) {
        const part = all.slice(i, i + 10).mul(2);
        expect(part.dataSync()[0]).toBe(Math.fround(2 * all.dataSync()[3 * i]!));
      }
    });
    expect(plans).toBe(1);
  });

  test("why a plan was made again is said", () => {
    const reasons: string[] = [];
    timeline.plans.onPlan = ({ why }) => void reasons.push(why);
    const a = x();
    a.mul(2).dataSync();
    a.mul(3).dataSync();
    a.add(2).dataSync();
    data(6).mul(2).dataSync();
    keep(a.mul(2)).exp().dataSync();
    expect(reasons[0]).toBe("the first plan");
    expect(reasons[1]).toContain("2 became 3");
    expect(reasons[2]).toContain("'map'");
    expect(reasons[2]).toContain("another argument");
    expect(reasons[3]).toMatch(/leaf|type|argument/);
    expect(reasons[4]).toContain("results");
  });

  test("the least recently used plans go when there are too many bytes", () => {
    const cache = new PlanCache<Plan>(limits, (plan) => plan, 8 * 2048);
    const find = (t: Tensor): void => {
      const roots = [{ node: t.node, into: null }];
      encode(roots, 0);
      cache.find(roots, false);
    };
    const first = x().exp();
    find(first);
    for (let i = 2; i < 30; i++) {
      find(data(i).sin());
      find(first); // in use
    }
    expect(cache.size).toBeLessThan(10);
    expect(cache.made).toBe(29);
    find(data(2).sin());
    expect(cache.made).toBe(30); // had gone
  });

  test("updates happen in place", () => {
    const v = parameter(zeros([1000]));
    const before = v.variable!.storage;
    for (let i = 0; i < 3; i++) {
      v.assign(v.add(1));
      v.dataSync();
    }
    expect(v.variable!.storage).toBe(before);
    expect(v.dataSync()[0]).toBe(3);
    // what reads its neighbours is written elsewhere first
    v.assign(v.flip().mul(2).add(v));
    expect([...v.dataSync().subarray(0, 2)]).toEqual([9, 9]);
  });
});
