// Where the course and the library (PyTorch's behaviour) differ: both, side by side.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { hw2 } from "../../src/course/index.ts";
import { nn, optim, parameter, tensor } from "../../src/index.ts";
import { randn, worst } from "./hw1-helpers.ts";

const recorded = JSON.parse(readFileSync(new URL("hw2.json", import.meta.url), "utf8"));

describe("the course · the library", () => {
  test("momentum is damped · is not, unless told", async () => {
    const start = Float64Array.of(1, -2, 3);
    const library = async (dampening: number) => {
      const w = parameter(tensor(start));
      const opt = new optim.SGD([w], { lr: 0.1, momentum: 0.9, dampening });
      for (let i = 0; i < 6; i++) {
        opt.zeroGrad();
        w.mul(tensor(((await w.data()) as Float64Array).map(Math.sin)))
          .sum()
          .backward();
        opt.step();
      }
      return w.data();
    };
    const w = new hw2.nn.Parameter(start);
    const opt = new hw2.optim.SGD([w], { lr: 0.1, momentum: 0.9 });
    for (let i = 0; i < 6; i++) {
      opt.resetGrad();
      const sines = (w.toTypedArray() as Float64Array).map(Math.sin);
      w.mul(new hw2.Tensor(sines)).sum().backward();
      opt.step();
    }
    const course = w.toTypedArray();
    expect(worst(course, recorded.optim.momentum)).toBeLessThan(1e-8);
    expect(worst(await library(0), recorded.optim.undamped)).toBeLessThan(1e-8);
    expect(worst(course, await library(0.9))).toBeGreaterThan(1e-3); // PyTorch does not damp the first gradient either
  });

  test("the running variance is biased · unbiased, unless told", async () => {
    const x = randn([5, 4], 1);
    const norm = new hw2.nn.BatchNorm1d(4, { dtype: "float64" });
    norm(x);
    expect(worst(norm.runningVar.toTypedArray(), recorded.running.biased)).toBeLessThan(1e-8);
    for (const [unbiased, wanted] of [
      [true, recorded.running.unbiased],
      [false, recorded.running.biased],
    ] as const) {
      // biome-ignore format: pairs
      const library = new nn.BatchNorm1d(4, { dtype: "float64", unbiased });
      library(tensor(x.toTypedArray(), { shape: [5, 4] }));
      expect(worst(await library.runningVariance.data(), wanted)).toBeLessThan(1e-8);
    }
  });

  test("every value's gradient is overwritten · gradients add up on leaves alone", async () => {
    const [x, w] = [new hw2.Tensor([3]), parameter(tensor([3]))];
    for (let i = 0; i < 2; i++) {
      const y = x.mul(2);
      y.mul(5).backward();
      expect([x.grad!.numpy(), y.grad!.numpy()]).toEqual([[10], [5]]);
      w.mul(2).mul(5).sum().backward();
    }
    expect(await w.grad!.toArray()).toEqual([20]);
  });

  test("tensors require a gradient · only where asked; so do those of init · never", () => {
    expect([new hw2.Tensor([1]).requiresGrad, tensor([1]).requiresGrad]).toEqual([true, false]);
    expect([hw2.init.ones([1]).requiresGrad, new hw2.nn.Parameter([1]).requiresGrad]).toEqual([false, true]);
    expect(hw2.init.ones([1], { requiresGrad: true }).requiresGrad).toBe(true);
  });

  test("transpose swaps two axes · as the library's; permute is another method", () => {
    const x = randn([2, 3, 4], 1);
    expect(hw2.transpose(x).shape).toEqual([2, 4, 3]);
    expect(hw2.transpose(x, [0, 2]).shape).toEqual([4, 3, 2]);
    const y = tensor(x.toTypedArray(), { shape: [2, 3, 4] });
    expect([y.transpose(0, 2).shape, y.permute(2, 0, 1).shape]).toEqual([[4, 3, 2], [4, 2, 3]]); // biome-ignore format: one line
  });

  test("Linear's bias is (1, out), kaimingUniform(out, 1) · (out), within 1/√in", async () => {
    const course = new hw2.nn.Linear(10_000, 3).bias!;
    const library = new nn.Linear(10_000, 3).bias!;
    expect([course.shape, library.shape]).toEqual([[1, 3], [3]]);
    expect(Math.max(...course.toTypedArray().map(Math.abs))).toBeGreaterThan(0.1);
    expect(Math.max(...(await library.data()).map(Math.abs))).toBeLessThanOrEqual(0.01);
  });

  test("labels and scalars leave float32 alone · likewise", () => {
    const z = new hw2.Tensor([[1, 2]]); // biome-ignore format: a matrix
    const loss = new hw2.nn.SoftmaxLoss()(z.mul(0.1), [1]);
    loss.backward();
    expect([loss.dtype, z.grad!.dtype]).toEqual(["float32", "float32"]);
    expect(nn.crossEntropy(tensor([[1, 2]]), tensor([1], { dtype: "int32" })).dtype).toBe("float32");
  });
});
