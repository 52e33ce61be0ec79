import type { Add, DivMod, Multiply, Product, Subtract } from "./arithmetic.ts";
import type { Equal, Expect } from "./expect.test-d.ts";
import type { Shape } from "./shape.ts";

export type Sums = [
  Expect<Equal<Add<2, 3>, 5>>,
  Expect<Equal<Add<7, 0>, 7>>,
  Expect<Equal<Add<999, 1>, 1000>>,
  Expect<Equal<Add<1, 99999>, 100000>>,
  Expect<Equal<Add<12345, 678>, 13023>>,
  Expect<Equal<Add<number, 3>, number>>,
];

export type Differences = [
  Expect<Equal<Subtract<5, 5>, 0>>,
  Expect<Equal<Subtract<224, 7>, 217>>,
  Expect<Equal<Subtract<1000, 1>, 999>>,
  Expect<Equal<Subtract<3, 5>, never>>,
  Expect<Equal<Subtract<100, 1000>, never>>,
  Expect<Equal<Subtract<3, number>, number>>,
];

export type Products = [
  Expect<Equal<Multiply<12, 12>, 144>>,
  Expect<Equal<Multiply<1, 5>, 5>>,
  Expect<Equal<Multiply<0, 12>, 0>>,
  Expect<Equal<Multiply<12, 0>, 0>>,
  Expect<Equal<Multiply<100, 20>, 2000>>,
  Expect<Equal<Multiply<50257, 768>, 38597376>>,
  Expect<Equal<Multiply<999999, 999999>, 999998000001>>,
  Expect<Equal<Multiply<number, 3>, number>>,
  Expect<Equal<Product<[]>, 1>>,
  Expect<Equal<Product<readonly [2, 3, 4, 5]>, 120>>,
  Expect<Equal<Product<[64, 3, 224, 224]>, 9633792>>,
  Expect<Equal<Product<[2, number]>, number>>,
  Expect<Equal<Product<Shape>, number>>,
];

export type Quotients = [
  Expect<Equal<DivMod<217, 2>, [108, 1]>>,
  Expect<Equal<DivMod<5, 7>, [0, 5]>>,
  Expect<Equal<DivMod<100, 10>, [10, 0]>>,
  Expect<Equal<DivMod<0, 3>, [0, 0]>>,
  Expect<Equal<DivMod<9, 1>, [9, 0]>>,
  Expect<Equal<DivMod<38597376, 768>, [50257, 0]>>,
  Expect<Equal<DivMod<4, 0>, [number, number]>>,
  Expect<Equal<DivMod<number, 2>, [number, number]>>,
];
