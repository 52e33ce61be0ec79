// What the idioms are written with: a few inputs that PyTorch saw as well (idioms.py), small optimizers and layers that stand
// in for the library's own, and counting.
import { beforeEach, expect } from "vitest";
import {
  device,
  type Generator,
  noGrad,
  parameter,
  softmaxLoss,
  type Tensor,
  tensor,
  type Variable,
  variable,
} from "../../src/index.ts";
import { freshDevice, tested } from "../support/fresh.ts";

/** Every test begins with a device that has no plans. */
beforeEach(freshDevice);

export const sizes = { batch: 16, inputs: 32, hidden: 24, classes: 10 } as const;

/** Exact numbers that look irregular, the same as in idioms.py. */
export function wave(shape: readonly number[], seed: number, scale = 1): Tensor {
  const size = shape.reduce((n, d) => n * d, 1);
  return tensor(
    Float64Array.from({ length: size }, (_, i) => ((((i * 37 + seed * 11) % 101) - 50.3) / 50) * scale),
    { shape },
  );
}
export function batch(step: number, size: number = sizes.batch): [x: Tensor, y: Tensor] {
  const labels = Int32Array.from({ length: size }, (_, i) => (i * 7 + step * 3) % sizes.classes);
  return [wave([size, sizes.inputs], 100 + step), tensor(labels)];
}

export type Network = [w1: Variable, b1: Variable, w2: Variable, b2: Variable];
export const network = (): Network => [
  parameter(wave([sizes.inputs, sizes.hidden], 1, 0.2), "w1"),
  parameter(wave([sizes.hidden], 2, 0.1), "b1"),
  parameter(wave([sizes.hidden, sizes.classes], 3, 0.3), "w2"),
  parameter(wave([sizes.classes], 4, 0.1), "b2"),
];
export const hidden = ([w, b]: Network, x: Tensor): Tensor => x.matmul(w).add(b).relu();
export const head = ([, , w, b]: Network, h: Tensor): Tensor => h.matmul(w).add(b);
export const forward = (p: Network, x: Tensor): Tensor => head(p, hidden(p, x));
export const lossOf = (p: Network, x: Tensor, y: Tensor): Tensor => softmaxLoss(forward(p, x), y);
/** How many rows have their largest logit at the label. */
export const hitsOf = (logits: Tensor, y: Tensor): Tensor => logits.argmax(1).eq(y).sum();

const zeroed = ({ size, shape, dtype }: Tensor): Variable => variable(tensor(new Float64Array(size), { shape, dtype }));

export class SGD {
  readonly #velocity: Variable[];
  readonly parameters: readonly Variable[];
  lr: number;
  readonly momentum: number;
  constructor(parameters: readonly Variable[], lr = 0.1, momentum = 0.9) {
    this.parameters = parameters;
    this.lr = lr;
    this.momentum = momentum;
    this.#velocity = parameters.map(zeroed);
  }
  zeroGrad(): void {
    for (const p of this.parameters) p.zeroGrad();
  }
  /** Takes other gradients than the parameters' own if given. */
  step(gradients: readonly (Tensor | null)[] = this.parameters.map((p) => p.grad)): void {
    noGrad(() => {
      this.parameters.forEach((p, i) => {
        const g = gradients[i];
        if (!g) return;
        const v = this.#velocity[i]!;
        v.assign(v.mul(this.momentum).add(g));
        p.assign(p.sub(v.mul(this.lr)));
      });
    });
  }
}

/** Kingma & Ba 2015, algorithm 1; the bias corrections are numbers of the host. */
export class Adam {
  readonly parameters: readonly Variable[];
  lr: number;
  #step = 0;
  readonly #moments: { m: Variable; v: Variable }[];
  constructor(parameters: readonly Variable[], lr = 0.01) {
    this.parameters = parameters;
    this.lr = lr;
    this.#moments = parameters.map((p) => ({ m: zeroed(p), v: zeroed(p) }));
  }
  zeroGrad(): void {
    for (const p of this.parameters) p.zeroGrad();
  }
  step(): void {
    const t = ++this.#step;
    noGrad(() => {
      this.parameters.forEach((p, i) => {
        const g = p.grad;
        if (!g) return;
        const { m, v } = this.#moments[i]!;
        m.assign(m.mul(0.9).add(g.mul(1 - 0.9)));
        v.assign(v.mul(0.999).add(g.square().mul(1 - 0.999)));
        const root = v.div(1 - 0.999 ** t).sqrt();
        p.assign(p.sub(m.mul(this.lr / (1 - 0.9 ** t)).div(root.add(1e-8))));
      });
    });
  }
}

/** log(1 + exp x), without overflow. */
export const softplus = (x: Tensor): Tensor => x.relu().add(x.abs().neg().exp().log1p());

/** Inverted dropout: what stays is scaled up. */
export const dropout = (x: Tensor, p: number, random: Generator): Tensor =>
  x.mul(
    random
      .rand(x.shape)
      .ge(p)
      .to(x.dtype)
      .div(1 - p),
  );

/** Ioffe & Szegedy 2015. Assigns its running statistics during the forward pass. */
export class BatchNorm {
  readonly weight: Variable;
  readonly bias: Variable;
  readonly mean: Variable;
  readonly variance: Variable;
  training = true;
  constructor(features: number) {
    const fill = (x: number): Tensor => tensor(new Float64Array(features).fill(x));
    this.weight = parameter(fill(1), "bn.weight");
    this.bias = parameter(fill(0), "bn.bias");
    this.mean = variable(fill(0), { name: "bn.mean" });
    this.variance = variable(fill(1), { name: "bn.variance" });
  }
  call(x: Tensor): Tensor {
    let [mean, variance]: Tensor[] = [this.mean, this.variance];
    if (this.training) {
      const rows = x.shape[0]!;
      const m = (mean = x.mean(0));
      const v = (variance = x.sub(m).square().mean(0));
      noGrad(() => {
        this.mean.assign(this.mean.mul(0.9).add(m.mul(0.1)));
        this.variance.assign(this.variance.mul(0.9).add(v.mul((0.1 * rows) / (rows - 1))));
      });
    }
    return x.sub(mean!).div(variance!.add(1e-5).sqrt()).mul(this.weight).add(this.bias);
  }
}

/** The sum, the sum of squares, and the product with a wave. */
export async function fingerprint(t: Tensor): Promise<number[]> {
  const data = await t.data();
  const other = await wave([t.size], 5).data();
  let [sum, squares, product] = [0, 0, 0];
  data.forEach((x: number, i: number) => {
    sum += x;
    squares += x * x;
    product += x * other[i]!;
  });
  return [sum, squares, product];
}
export const fingerprints = (list: readonly Tensor[]): Promise<number[][]> => Promise.all(list.map(fingerprint));

/** Equal to a relative tolerance; lists element by element. */
export function close(found: unknown, wanted: unknown, tolerance = 1e-9): void {
  const [a, b] = [[found], [wanted]].map((list) => list.flat(9) as number[]) as [number[], number[]];
  expect(a.length).toBe(b.length);
  a.forEach((x, i) => {
    if (!(Math.abs(x - b[i]!) <= tolerance * Math.max(1, Math.abs(b[i]!)))) expect(a).toEqual(b);
  });
}
export const list = async (t: Tensor | null): Promise<number[]> => Array.from(await t!.data());

export interface Counts {
  runs: number;
  plans: number;
  flops: number;
}
/** Counts from now on: call the result to see runs, plans and flops since. */
export function counter(): () => Counts {
  const timeline = device(tested);
  const now = (): Counts => ({
    runs: timeline.counts.runs,
    plans: timeline.plans.made,
    flops: timeline.counts.flops,
  });
  const before = now();
  return () => {
    const after = now();
    return {
      runs: after.runs - before.runs,
      plans: after.plans - before.plans,
      flops: after.flops - before.flops,
    };
  };
}

const { batch: n, inputs, hidden: width, classes } = sizes;
const weights = inputs * width + width + width * classes + classes;
/** Operations by hand. Elementwise: bias and relu of the hidden layer, then bias, maximum, exp, sum, … of the logits. */
export const hand = {
  forward: 2 * n * inputs * width + 2 * n * width * classes + 2 * n * width + 6 * n * classes,
  /** Products for both weights and for the hidden layer; the mask, softmax minus the label, sums for the biases. */
  backward: 2 * n * inputs * width + 4 * n * width * classes + 2 * n * width + 6 * n * classes,
  /** v·momentum + g, p − v·lr. */
  step: 4 * weights,
  /** Comparison with the maximum, the smallest position. */
  hits: 3 * n * classes,
};
