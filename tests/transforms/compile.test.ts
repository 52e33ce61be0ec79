// A compiled function does what the function does, bit for bit, call after call.
import { describe, expect, test } from "vitest";
import {
  compile,
  deviceNames,
  Generator,
  live,
  noGrad,
  parameter,
  setDefaultDevice,
  softmaxLoss,
  type Tensor,
  tensor,
  type Variable,
  variable,
} from "../../src/index.ts";

const rows = 6;
const wave = (shape: readonly number[], seed: number): Tensor =>
  tensor(
    Float32Array.from({ length: shape.reduce((n, d) => n * d, 1) }, (_, i) => ((i * 37 + seed * 11) % 101) / 101 - 0.5),
    { shape },
  );
const zeros = (like: Tensor): Variable => variable(tensor(new Float32Array(like.size), { shape: like.shape }));

/** A small network with everything that changes from step to step. */
class Training {
  readonly parameters: Variable[];
  readonly momentum: Variable[];
  readonly moments: [Variable, Variable][];
  readonly mean = variable(tensor(new Float32Array(5)));
  readonly random = new Generator(3);
  rate = 0.1;
  #steps = 0;
  constructor() {
    const [w1, b1, w2, b2] = [wave([4, 5], 1), wave([5], 2), wave([5, 3], 3), wave([3], 4)];
    this.parameters = [w1, b1, w2, b2].map((t, i) => parameter(t, `p${i}`));
    this.momentum = this.parameters.map(zeros);
    this.moments = this.parameters.map((p) => [zeros(p), zeros(p)]);
  }
  /** With batch statistics and dropout. */
  loss(x: Tensor, y: Tensor): Tensor {
    const [w1, b1, w2, b2] = this.parameters as [Variable, Variable, Variable, Variable];
    const h = x.matmul(w1).add(b1);
    const mean = h.mean(0);
    noGrad(() => this.mean.assign(this.mean.mul(0.9).add(mean.mul(0.1))));
    const mask = this.random.rand([rows, 5]).ge(0.2).to("float32").div(0.8);
    return softmaxLoss(h.sub(mean).relu().mul(mask).matmul(w2).add(b2), y);
  }
  zeroGrad(): void {
    for (const p of this.parameters) p.zeroGrad();
  }
  sgd(): void {
    const rate = live(() => this.rate);
    noGrad(() => {
      this.parameters.forEach((p, i) => {
        const v = this.momentum[i]!;
        v.assign(v.mul(0.9).add(p.grad!));
        p.assign(p.sub(v.mul(rate)));
      });
    });
  }
  /** Kingma & Ba 2015. */
  adam(): void {
    const first = live(() => 1 - 0.9 ** ++this.#steps);
    const second = live(() => 1 - 0.999 ** this.#steps);
    const rate = live(() => this.rate);
    noGrad(() => {
      this.parameters.forEach((p, i) => {
        const [m, v] = this.moments[i]!;
        const g = p.gradient!;
        m.assign(m.mul(0.9).add(g.mul(0.1)));
        v.assign(v.mul(0.999).add(g.square().mul(0.001)));
        p.assign(p.sub(m.div(first).mul(rate).div(v.div(second).sqrt().add(1e-8))));
      });
    });
  }
  /** All there is to compare. */
  async state(): Promise<Float32Array[]> {
    const all = [...this.parameters, ...this.momentum, ...this.moments.flat(), this.mean];
    const gradients = this.parameters.map((p) => p.grad).filter((g) => g !== null);
    return Promise.all([...all, ...gradients].map(async (t) => (await t.data()) as Float32Array));
  }
}

type Step = (t: Training) => (x: Tensor, y: Tensor) => Tensor;
const steps: Record<string, Step> = {
  momentum: (t) => (x, y) => {
    const loss = t.loss(x, y);
    t.zeroGrad();
    loss.backward();
    t.sgd();
    return loss;
  },
  adam: (t) => (x, y) => {
    t.zeroGrad();
    const loss = t.loss(x, y);
    loss.backward();
    t.adam();
    return loss;
  },
  "two micro-batches": (t) => (x, y) => {
    t.zeroGrad();
    const a = t.loss(x, y);
    a.backward();
    const b = t.loss(x.mul(0.5), y);
    b.backward();
    t.sgd();
    return a.add(b);
  },
  "gradients left from the last call": (t) => (x, y) => {
    const loss = t.loss(x, y);
    loss.backward();
    return loss;
  },
  "gradients forgotten at the end": (t) => (x, y) => {
    const loss = t.loss(x, y);
    loss.backward();
    t.adam();
    t.zeroGrad();
    return loss;
  },
};

describe.each(deviceNames().filter((name) => name !== "null"))("%s", (name) => {
  setDefaultDevice(name);
  const images = wave([10 * rows, 4], 9);
  const labels = tensor(Int32Array.from({ length: 10 * rows }, (_, i) => i % 3));
  const batch = (i: number): [Tensor, Tensor] => {
    const from = (i % 10) * rows;
    return [images.slice(from, from + rows), labels.slice(from, from + rows)];
  };

  test.each(Object.keys(steps))("50 training steps: %s", async (what) => {
    setDefaultDevice(name);
    const [plain, compiled] = [new Training(), new Training()];
    const step = steps[what]!(plain);
    let traced = 0;
    const inner = steps[what]!(compiled);
    const fast = compile((x: Tensor, y: Tensor) => {
      traced++;
      return inner(x, y);
    });
    for (let i = 0; i < 50; i++) {
      for (const t of [plain, compiled]) t.rate = 0.1 / (1 + i / 10);
      const [a, b] = [step(...batch(i)), fast(...batch(i))];
      expect(await b.item()).toBe(await a.item());
      if (i % 7 === 3) expect(await compiled.state()).toEqual(await plain.state());
    }
    expect(await compiled.state()).toEqual(await plain.state());
    expect(traced).toBeLessThan(4);
    expect(compiled.random.state).toEqual(plain.random.state);
  });
});
