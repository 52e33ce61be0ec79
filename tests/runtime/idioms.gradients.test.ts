// Idioms of backward passes: accumulation, retained graphs, second order.
import { describe, expect, test } from "vitest";
import { GradientError, gradientsOf, noGrad, parameter, tensor, type Variable } from "../../src/index.ts";
import recorded from "./idioms.json" with { type: "json" };
import { close, counter, fingerprints, list, SGD, wave } from "./standins.ts";

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
