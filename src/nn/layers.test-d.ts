// Layers and networks as users call them.

import type { Tensor } from "../tensor.ts";
import type { Equal, Expect } from "../types/expect.test-d.ts";
import type { Mutable, Shape } from "../types/shape.ts";
import type { Linear } from "./linear.ts";
import { flatten, linear, relu, residual, sequential, softmax, unflatten } from "./makers.ts";
import type { Module } from "./module.ts";
import type { Sequential } from "./sequential.ts";

declare function zeros<const S extends Shape>(shape: S): Tensor<Mutable<S>>;
declare const layer: Linear<784, 100>;
declare const net: Sequential<readonly [Linear<784, 100>, Linear<100, 10>]>;
declare const broken: Sequential<readonly [Linear<784, 100>, Linear<64, 10>]>;
declare const anything: Tensor;

export const results = {
  layer: layer(zeros([32, 784])),
  batched: layer(zeros([8, 32, 784])),
  unknown: layer(anything),
  net: net(zeros([32, 784])),
  forward: net.forward(zeros([32, 784])),
};
type Results = typeof results;
export type Checks = [
  Expect<Equal<Results["layer"], Tensor<[32, 100]>>>,
  Expect<Equal<Results["batched"], Tensor<[8, 32, 100]>>>,
  Expect<Equal<Results["net"], Tensor<[32, 10]>>>,
  Expect<Equal<Results["forward"], Tensor<[32, 10]>>>,
];

// @ts-expect-error: 783 inputs
layer(zeros([32, 783]));
// @ts-expect-error: 783 inputs
net(zeros([32, 783]));
// @ts-expect-error: layer 1 takes 64
broken(zeros([32, 784]));

export function generic<B extends number>(x: Tensor<[B, 784]>): Tensor<[B, 10]> {
  return net(x);
}

export const made = {
  net: sequential(flatten(), linear(784, 100), relu(), residual(sequential(linear(100, 100), relu())), linear(100, 10)),
  heads: sequential(linear(64, 64), unflatten(-1, [4, 16]), softmax(-1)),
};
export const ofMade = { net: made.net(zeros([32, 28, 28])), heads: made.heads(zeros([2, 7, 64])) };
export type ChecksOfMade = [
  Expect<Equal<(typeof ofMade)["net"], Tensor<[32, 10]>>>,
  Expect<Equal<(typeof ofMade)["heads"], Tensor<[2, 7, 4, 16]>>>,
];
// @ts-expect-error: 27 · 28 inputs
made.net(zeros([32, 27, 28]));
// @ts-expect-error: a slope is a number
relu(0.1);

export const modules: Module[] = [layer, net];
