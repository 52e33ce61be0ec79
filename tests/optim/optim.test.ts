// Optimizers, clipping and schedules against PyTorch (reference.py), and what they cost.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  device,
  deviceNames,
  optim,
  parameter,
  StateError,
  type Tensor,
  tensor,
  type Variable,
  zeros,
} from "../../src/index.ts";
import { close, wave } from "../runtime/standins.ts";

const reference = JSON.parse(readFileSync(new URL("reference.json", import.meta.url), "utf8"));
const devices = deviceNames().filter((name) => name !== "null");

/** PyTorch's names for the numbers of optimizers. */
const names: Record<string, string> = {
  weight_decay: "weightDecay",
  lr_decay: "lrDecay",
  initial_accumulator_value: "initialSum",
  min_lr: "least",
};
const renamed = (options: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(options).map(([k, v]) => [names[k] ?? k, v]));

const start = (where: string, dtype: "float32" | "float64" = "float64"): Variable[] =>
  [wave([3, 4], 1), wave([4], 2)].map((w) => parameter(w.to({ dtype, device: where })));
const slopes = [wave([3, 4], 3), wave([4], 4)];
function lossOf(w: readonly Variable[]): Tensor {
  const [a, b] = w.map((x, i) => {
    const square = x.square();
    return square
      .mul(square)
      .div(4)
      .add(x.mul(slopes[i]!.to({ device: x.device, dtype: x.dtype })))
      .sum();
  });
  return a!.add(b!);
}
function train(w: readonly Variable[], opt: optim.Optimizer, steps = 20, between?: () => void): void {
  for (let i = 0; i < steps; i++) {
    opt.zeroGrad();
    lossOf(w).backward();
    between?.();
    opt.step();
  }
}
const values = (w: readonly Tensor[]) => Promise.all(w.map(async (x) => Array.from(await x.data())));
type Maker = new (p: readonly Variable[], o: object) => optim.Optimizer;
const make = (name: string, w: readonly Variable[], options: object): optim.Optimizer =>
  new (optim as unknown as Record<string, Maker>)[name]!(w, renamed(options as Record<string, unknown>));

describe.each(devices)("on %s", (where) => {
  describe.each([
    ["float64", 1e-10],
    ["float32", 1e-4],
  ] as const)("%s", (dtype, tolerance) => {
    test.each(reference.optimizers as { name: string; options: object; w: number[][] }[])(
      "20 steps of $name $options",
      async ({ name, options, w: wanted }) => {
        const w = start(where, dtype);
        train(w, make(name, w, options));
        expect(w[0]!.dtype).toBe(dtype);
        close(await values(w), wanted, tolerance);
      },
    );
  });
  test.each(reference.clipped as { most: number; p: number | string; w: number[][]; norms: number[] }[])(
    "gradients clipped to norm $most ($p)",
    async ({ most, p, w: wanted, norms }) => {
      const w = start(where);
      const found: Tensor[] = [];
      train(w, new optim.SGD(w, { lr: 0.05, momentum: 0.9 }), 20, () =>
        found.push(optim.clipGradNorm(w, most, { p: Number(p) })),
      );
      close(await values(w), wanted, 1e-6); // PyTorch adds 1e-6 to the norm as we do
      close((await values(found)).flat(), norms, 1e-10);
    },
  );
});

const schedules: Record<string, optim.Rate> = {
  step: optim.stepRate(4, 0.5),
  multiStep: optim.multiStepRate([3, 7, 8], 0.5),
  exponential: optim.exponentialRate(0.9),
  cosine: optim.cosineRate(12, 0.01),
  linear: optim.linearRate(5, 0.25, 1),
  lambda: optim.lambdaRate((t) => 1 / (1 + t)),
  oneCycle: optim.oneCycleRate(0.8, 20),
  inTurn: optim.inTurn([5, optim.linearRate(5, 0.25, 1)], [15, optim.exponentialRate(0.9)]),
  together: optim.together(optim.linearRate(5, 0.25, 1), optim.exponentialRate(0.9)),
};
test.each(Object.keys(reference.schedules))("the schedule %s", (name) => {
  const opt = new optim.SGD([parameter(zeros([1]))], { lr: 0.5 });
  const schedule = new optim.Schedule(opt, schedules[name]!);
  const found = (reference.schedules[name] as number[]).map(() => {
    const { lr } = opt;
    schedule.step();
    return lr;
  });
  close(found, reference.schedules[name], 1e-9);
});
test.each(reference.plateaus as { options: object; rates: number[] }[])(
  "a plateau with $options",
  ({ options, rates }) => {
    const opt = new optim.SGD([parameter(zeros([1]))], { lr: 0.5 });
    const schedule = new optim.ReduceOnPlateau(opt, renamed(options as Record<string, unknown>));
    const found = (reference.losses as number[]).map((loss) => {
      schedule.step(loss);
      return opt.lr;
    });
    close(found, rates, 1e-12);
  },
);

test("changing rates make no plan after the second step, and an update is one kernel a parameter", async () => {
  const { plans, counts } = device("js");
  const kernelsOf = async (updates: boolean): Promise<number> => {
    const w = start("js", "float32");
    const opt = new optim.AdamW(w, { lr: 0.1 });
    const schedule = new optim.Schedule(opt, optim.cosineRate(50));
    const step = async () => {
      opt.zeroGrad();
      lossOf(w).backward();
      if (updates) opt.step();
      schedule.step();
      await w[0]!.grad!.data();
    };
    await step();
    await step();
    const [made, kernels] = [plans.made, counts.kernels];
    for (let i = 0; i < 20; i++) await step();
    expect(plans.made).toBe(made);
    return (counts.kernels - kernels) / 20;
  };
  expect(await kernelsOf(true)).toBeLessThanOrEqual((await kernelsOf(false)) + 2);
});

test("groups have numbers of their own", async () => {
  const [a, b] = start("js") as [Variable, Variable];
  const opt = new optim.SGD([{ parameters: [a] }, { parameters: [b], lr: 0 }], { lr: 0.1 });
  const before = await values([a, b]);
  train([a, b], opt, 1);
  const after = await values([a, b]);
  expect(after[0]).not.toEqual(before[0]);
  expect(after[1]).toEqual(before[1]);
});

test.each([
  ["SGD", { momentum: 0.9 }],
  ["Adam", {}],
  ["Adagrad", {}],
  ["RMSprop", { momentum: 0.5, centered: true }],
])("%s goes on from its state bit for bit", async (name, options) => {
  const w = start("js", "float32");
  const opt = make(name, w, options);
  train(w, opt, 5);
  const copies = w.map((x) => parameter(x.detach()));
  const other = make(name, copies, { lr: 99 });
  other.loadStateDict(opt.stateDict());
  train(w, opt, 5);
  train(copies, other, 5);
  expect(await values(copies)).toEqual(await values(w));
});

test("wrong uses are told", () => {
  const w = parameter(zeros([2]));
  expect(() => new optim.SGD([])).toThrow("SGD: there are no parameters");
  expect(() => new optim.SGD([zeros([2]) as Tensor as Variable])).toThrow("SGD: a parameter is a variable");
  expect(() => new optim.SGD([w, w])).toThrow("SGD: a parameter is there twice");
  expect(() => optim.clipGradNorm([w], 1)).toThrow("clipGradNorm: no parameter has a gradient");
  const opt = new optim.Adam([w]);
  expect(() => opt.loadStateDict({ tensors: { "0.average": zeros([3]) }, steps: 1, groups: [{}] })).toThrow(StateError);
  expect(() => opt.loadStateDict({ tensors: { "7.average": zeros([2]) }, steps: 1, groups: [{}] })).toThrow(
    "there is no such parameter",
  );
});

test("the average of all updates alike, and swapping", async () => {
  const w = parameter(tensor([0, 0]));
  const average = new optim.MovingAverage([w]);
  for (let i = 1; i <= 3; i++) {
    w.assign(tensor([i, 10 * i]));
    average.update();
  }
  close(await values(average.values), [[1.5, 15]], 1e-6); // of 0, 1, 2, 3
  average.swap();
  close(await values([w]), [[1.5, 15]], 1e-6);
  close(await values(average.values), [[3, 30]], 1e-6);
});
