// The signatures of Tensor's methods, by group; their bodies are in src/methods under the same names. Each method whose
// result has another shape takes `this: Tensor<A>` with an A of its own, so that it says nothing about the class's
// parameter and `Tensor<[2, 3]>` stays assignable to `Tensor`.
//
// Where shapes do not fit, an argument (or `this`, where there is none) must also be a `ShapeError`, which nothing is: its
// message is what the editor shows. One signature a method wherever that is enough, because of a list of overloads
// TypeScript 5 shows every failure.

export type { ElementwiseMethods } from "./elementwise.ts";
export type { ExcludedMethods } from "./excluded.ts";
export type { GatherMethods } from "./gathering.ts";
export type { IndexMethods } from "./indexing.ts";
export type { OrderMethods } from "./ordering.ts";
export type { ProductMethods } from "./products.ts";
export type { ReductionMethods } from "./reductions.ts";
export type { ViewMethods } from "./views.ts";
