// Two losses and two optimizers: a generator and a critic (Goodfellow et al. 2014).
import { describe, expect, test } from "vitest";
import { keep, parameter, type Tensor, type Variable } from "../../src/index.ts";
import recorded from "./idioms.json" with { type: "json" };
import { close, counter, fingerprints, list, SGD, softplus, wave } from "./standins.ts";

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
