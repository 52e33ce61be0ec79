// checkpoint: the same values and gradients, with less memory.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { NullDevice } from "../../src/devices/null/device.ts";
import {
  checkpoint,
  compile,
  customGradient,
  device,
  deviceNames,
  Generator,
  grad,
  keep,
  noGrad,
  parameter,
  registerDevice,
  setDefaultDevice,
  type Tensor,
  tensor,
  type Variable,
  variable,
} from "../../src/index.ts";

const standard = tensor(0).device;

type Block = (x: Tensor) => Tensor;
const wave = (shape: readonly number[], seed: number): Tensor =>
  tensor(
    Float64Array.from({ length: shape.reduce((n, d) => n * d, 1) }, (_, i) => ((i * 37 + seed * 11) % 101) / 101 - 0.5),
    { shape },
  );

/** Layers in blocks, with dropout and a running mean. */
class Chain {
  readonly weights: Variable[];
  readonly mean = variable(tensor(0, { dtype: "float64" }), { name: "mean" });
  readonly random = new Generator(9);
  constructor(layers: number, size: number) {
    this.weights = Array.from({ length: layers }, (_, i) => parameter(wave([size, size], i), `w${i}`));
  }
  forward(x: Tensor, each: number, wrap: (block: Block) => Block): Tensor {
    for (let at = 0; at < this.weights.length; at += each) x = wrap((h) => this.block(h, at, at + each))(x);
    return x;
  }
  block(h: Tensor, from: number, to: number): Tensor {
    for (const w of this.weights.slice(from, to)) {
      const mask = this.random.rand(h.shape, { dtype: "float64" }).ge(0.2).to("float64");
      h = h.matmul(w).tanh().mul(mask);
      noGrad(() => this.mean.assign(this.mean.mul(0.9).add(h.mean().mul(0.1))));
    }
    return h;
  }
  results(): Promise<unknown> {
    const all = [...this.weights.map((w) => w.grad!), this.mean];
    return Promise.all(all.map((t) => t.data()));
  }
}

describe.each(deviceNames().filter((name) => name !== "null"))("%s", (name) => {
  beforeAll(() => setDefaultDevice(name));
  afterAll(() => setDefaultDevice(standard));

  const twice = { retainGraph: true };
  test.each<[string, (loss: Tensor) => Promise<void>]>([
    ["the loss is read after backward()", async (loss) => loss.backward()],
    [
      "the loss is read before",
      async (loss) => {
        await loss.item();
        loss.backward();
      },
    ],
    [
      "twice",
      async (loss) => {
        loss.backward(null, twice);
        loss.backward();
      },
    ],
    [
      "twice, in two runs",
      async (loss) => {
        loss.backward(null, twice);
        await loss.item();
        loss.backward();
      },
    ],
  ])("the same values and gradients: %s", async (_when, differentiate) => {
    const seen: unknown[] = [];
    for (const wrap of [(block: Block) => block, checkpoint]) {
      const chain = new Chain(6, 4);
      const x = wave([3, 4], 7);
      const loss = chain.forward(x, 2, wrap).square().sum();
      await differentiate(loss);
      seen.push([await loss.item(), await chain.results(), chain.random.state]);
    }
    expect(seen[1]).toEqual(seen[0]);
  });

  test("nested, under grad, twice differentiated, with a rule of one's own, and compiled", async () => {
    const w = parameter(tensor([0.5, -1.5], { dtype: "float64" }));
    const cube = customGradient(
      (x) => x.pow(3),
      (g, _y, x) => [g.mul(x!.square()).mul(3)],
    );
    const body = (x: Tensor): Tensor => cube(x.mul(w)).add(x.sin());
    const inner = checkpoint(body);
    const both = checkpoint((x: Tensor) => inner(inner(x)));
    const x = tensor([0.3, 0.7], { dtype: "float64" });
    const second = (f: Block) =>
      grad((t: Tensor) =>
        grad((u: Tensor) => f(u).sum())(t)
          .square()
          .sum(),
      );
    const plain = second((t) => body(body(t)))(x);
    const wanted = await plain.data();
    expect(await second(both)(x).data()).toEqual(wanted);
    const compiled = compile((t: Tensor) => second(both)(t));
    for (let i = 0; i < 3; i++) expect(await compiled(x).data()).toEqual(wanted);
  });

  test("compiled: other random numbers at each call, the same in both computations", async () => {
    const losses = async (wrap: (block: Block) => Block, compiled: boolean): Promise<unknown> => {
      const chain = new Chain(4, 4);
      const step = (x: Tensor): Tensor => {
        for (const w of chain.weights) w.zeroGrad();
        const loss = chain.forward(x, 2, wrap).square().sum();
        loss.backward();
        noGrad(() => chain.weights.forEach((w) => void w.assign(w.sub(w.gradient!.mul(0.1)))));
        return loss;
      };
      const call = compiled ? compile(step) : step;
      const seen: number[] = [];
      for (let i = 0; i < 5; i++) seen.push(await call(wave([3, 4], i)).item());
      return [seen, await chain.results()];
    };
    expect(await losses(checkpoint, true)).toEqual(await losses((block) => block, false));
  });

  test("structures, what needs no gradient, and noGrad", async () => {
    const fn = checkpoint(({ a, b }: { a: Tensor; b: [Tensor, number] }) => [a.mul(b[0]), b[1]] as const);
    const w = tensor([2], { requiresGrad: true });
    const [y, n] = fn({ a: w, b: [tensor([5]), 7] });
    y.sum().backward();
    expect([await w.grad!.item(), n]).toEqual([5, 7]);
    expect(noGrad(() => fn({ a: w, b: [tensor([5]), 7] })[0]).requiresGrad).toBe(false);
    expect(await fn({ a: tensor([1]), b: [tensor([3]), 1] })[0].item()).toBe(3);
    expect(() => checkpoint(async (x: Tensor) => x)(w)).toThrow(/checkpoint\(async …\)/);
  });

  test("a hidden value that is kept, and one that is read late", async () => {
    const w = parameter(tensor([2], { dtype: "float64" }), "w");
    let kept: Tensor | null = null;
    const fn = checkpoint((x: Tensor) => {
      kept = keep(x.mul(w));
      return kept.exp();
    });
    fn(tensor([1], { dtype: "float64" }))
      .sum()
      .backward();
    w.assign(w.sub(1));
    expect(await w.item()).toBe(1);
    expect(await kept!.item()).toBe(2);
  });
});

describe("memory", () => {
  const size = 64;
  const layers = 24;
  const matrix = size * size * 8;
  /** The largest memory of a training step, in matrices, and how many products it takes. */
  function peak(each: number, wrap: (block: Block) => Block, readFirst = false): [matrices: number, products: number] {
    registerDevice("null", () => new NullDevice());
    setDefaultDevice("null");
    const weights = Array.from({ length: layers }, () => parameter(wave([size, size], 0)));
    let x = wave([size, size], 1);
    const block = (from: number) => (h: Tensor) =>
      weights.slice(from, from + each).reduce((t, w) => t.matmul(w).tanh(), h);
    for (let at = 0; at < layers; at += each) x = wrap(block(at))(x);
    const loss = x.square().sum();
    const found: number[] = [];
    let kept = 0;
    device("null").plans.onPlan = ({ plan }) => {
      found.push(Math.round(plan.workspace / matrix) + kept);
      kept = plan.memories - 1 - layers; // results of the first run: what the second one reads
    };
    if (readFirst) loss.itemSync();
    loss.backward();
    noGrad(() => weights.forEach((w) => void w.assign(w.sub(w.gradient!.mul(0.1)))));
    weights[0]!.dataSync();
    setDefaultDevice(standard);
    return [Math.max(...found), Math.floor(device("null").counts.flops / (2 * size ** 3))];
  }
  test.each([false, true])("24 layers in blocks of 4, the loss read before backward(): %s", (readFirst) => {
    const [kept, products] = peak(4, (block) => block, readFirst);
    expect(kept).toBeGreaterThanOrEqual(layers);
    expect(kept).toBeLessThanOrEqual(layers + 4);
    expect(products).toBeLessThan(3 * layers + 2);
    const [less, more] = peak(4, checkpoint, readFirst);
    expect(less).toBeLessThanOrEqual(layers / 4 + 4 + (readFirst ? 4 : 2)); // the blocks' results, and one block
    expect(more).toBeLessThan(4 * layers + 3); // one more forward pass
  });
});
