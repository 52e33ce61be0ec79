// Code that is generic in sizes and shapes must compile, and its results must have the types one would write down.
import type { Tensor } from "../tensor.ts";
import type { Equal, Expect } from "./expect.test-d.ts";
import type { Mutable, Shape } from "./shape.ts";

declare function zeros<const S extends Shape>(shape: S): Tensor<Mutable<S>>;

/** A layer with a bias, for any batch size. */
export function classifier<B extends number>(x: Tensor<[B, 784]>): Tensor<[B, 10]> {
  return x
    .matmul(zeros([784, 10]))
    .add(zeros([10]))
    .relu();
}

/** A layer over the last axis, for any batch axes. */
export function linear<P extends Shape, M extends number, K extends number, N extends number>(
  x: Tensor<[...P, M, K]>,
  weight: Tensor<[K, N]>,
  bias: Tensor<[N]>,
): Tensor<[...P, M, N]> {
  return x.matmul(weight).add(bias);
}

/** A residual block, for any shape. */
export function residual<S extends Shape>(f: (x: Tensor<S>) => Tensor<S>, x: Tensor<S>): Tensor<S> {
  return x.add(f(x)).div(2).mul(zeros([])).relu();
}

export function normalize<B extends number, D extends number>(x: Tensor<[B, D]>, scale: Tensor<[D]>): Tensor<[B, D]> {
  const centered = x.sub(x.mean(-1, { keepdim: true }));
  return centered.div(centered.mul(centered).mean(1, { keepdim: true }).add(1e-5)).mul(scale);
}

export function attention<B extends number, T extends number, D extends number>(
  q: Tensor<[B, T, D]>,
  k: Tensor<[B, T, D]>,
  v: Tensor<[B, T, D]>,
): Tensor<[B, T, D]> {
  const scores: Tensor<[B, T, T]> = q.matmul(k.transpose());
  return scores
    .exp()
    .div(scores.exp().sum(-1, { keepdim: true }))
    .matmul(v);
}

export function movements<B extends number, T extends number>(x: Tensor<[B, T, 64]>, b: B) {
  return {
    permuted: x.permute(0, 2, 1) satisfies Tensor<[B, 64, T]>,
    swapped: x.transpose(0, 1) satisfies Tensor<[T, B, 64]>,
    flat: x.reshape([-1, 64]) satisfies Tensor<[number, 64]>,
    rows: x.reshape([b, -1]) satisfies Tensor<[B, number]>,
    first: x.at(0) satisfies Tensor<[T, 64]>,
    copies: x.expand([8, -1, -1, -1]) satisfies Tensor<[8, B, T, 64]>,
    total: x.sum([0, 1]) satisfies Tensor<[64]>,
    heads: x.unflatten(-1, [8, 8]) satisfies Tensor<[B, T, 8, 8]>,
    flat2: x.flatten(0, 1) satisfies Tensor<[number, 64]>,
    newAxis: x.unsqueeze(1) satisfies Tensor<[B, 1, T, 64]>,
    moved: x.movedim(1, 0) satisfies Tensor<[T, B, 64]>,
    half: x.slice(0, 32, -1) satisfies Tensor<[B, T, 32]>,
    later: x.get("1:", 0) satisfies Tensor<[number, 64]>,
    last: x.get(":", -1) satisfies Tensor<[B, 64]>,
    named: x.get("...", "::2", null) satisfies Tensor<[B, T, 32, 1]>,
    padded: x.pad([[0, 1]]) satisfies Tensor<[B, T, 65]>,
    parts: x.chunk(2, 2) satisfies [Tensor<[B, T, 32]>, Tensor<[B, T, 32]>],
    set: x.set([0], 1) satisfies Tensor<[B, T, 64]>,
  };
}

/** Layers as objects, with sizes of the class and of the call. */
export class Block<const D extends number> {
  declare readonly weight: Tensor<[D, D]>;
  forward<B extends number>(x: Tensor<[B, D]>): Tensor<[B, D]> {
    return x.add(x.matmul(this.weight).relu());
  }
}

// Two type parameters may be two different sizes: that is a mistake as well.
export function transposed<B extends number, D extends number, H extends number>(
  x: Tensor<[B, D]>,
  weight: Tensor<[H, D]>,
): Tensor<[B, H]> {
  // @ts-expect-error: D columns and H rows
  x.matmul(weight);
  // @ts-expect-error: B rows and H rows
  x.add(weight);
  return x.matmul(weight.transpose());
}

// And from outside they give literal shapes.
export const calls = {
  classifier: classifier(zeros([32, 784])),
  linear: linear(zeros([8, 32, 784]), zeros([784, 10]), zeros([10])),
  residual: residual((x) => x.relu(), zeros([4, 5])),
  normalize: normalize(zeros([4, 5]), zeros([5])),
  attention: attention(zeros([2, 16, 64]), zeros([2, 16, 64]), zeros([2, 16, 64])),
  block: new Block<16>().forward(zeros([4, 16])),
};
export type Calls = Expect<
  Equal<
    typeof calls,
    {
      classifier: Tensor<[32, 10]>;
      linear: Tensor<[8, 32, 10]>;
      residual: Tensor<[4, 5]>;
      normalize: Tensor<[4, 5]>;
      attention: Tensor<[2, 16, 64]>;
      block: Tensor<[4, 16]>;
    }
  >
>;
