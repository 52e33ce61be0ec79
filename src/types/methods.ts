// The signatures of Tensor's methods whose results have other shapes. Each takes `this: Tensor<S>` with an S of its own, so
// that the methods say nothing about the class's parameter and `Tensor<[2, 3]>` stays assignable to `Tensor`. The class
// takes them as the types of its members: `declare readonly add: BinaryMethod<"add">`.
//
// Where shapes do not fit, an argument (or `this`, where there is none) must also be a `ShapeError`, which nothing is: its
// message is what the editor shows. One signature a method wherever that is enough, because of a list of overloads
// TypeScript 5 shows every failure.
import type { Tensor } from "../tensor.ts";
import type { Axes, AxesCheck, AxisCheck, Reduce } from "./axes.ts";
import type { Broadcast, BroadcastCheck } from "./broadcast.ts";
import type { Expand, ExpandCheck } from "./expand.ts";
import type { IndexAt, IndexAtCheck } from "./indexing.ts";
import type { MatMul, MatMulCheck } from "./matmul.ts";
import type { Permute, PermuteCheck, Transpose, TransposeAxes, TransposeAxesCheck, TransposeCheck } from "./permute.ts";
import type { Reshape, ReshapeCheck } from "./reshape.ts";
import type { Shape } from "./shape.ts";

/**
 * Elementwise functions of two tensors that broadcast, or of a tensor and a number: add, mul, maximum, lt ... The first
 * overload asks for no conditional type, so that it holds for two tensors of the same shape S in code that is generic in S.
 */
export interface BinaryMethod<Op extends string> {
  <S extends Shape>(this: Tensor<S>, other: Tensor<NoInfer<S>> | number): Tensor<S>;
  <A extends Shape, B extends Shape>(
    this: Tensor<A>,
    other: Tensor<B> & BroadcastCheck<Op, A, B>,
  ): Tensor<Broadcast<A, B>>;
}

/** `a.matmul(b)`: [..., M, K] @ [..., K, N] is [..., M, N]. */
export type MatMulMethod = <A extends Shape, B extends Shape>(
  this: Tensor<A>,
  other: Tensor<B> & MatMulCheck<A, B>,
) => Tensor<MatMul<A, B>>;

/** Reductions over one axis, several or all: sum, mean, max, argmax ... */
export type ReduceMethod<Op extends string> = <
  S extends Shape,
  const A extends Axes = undefined,
  Keep extends boolean = false,
>(
  this: Tensor<S>,
  axes?: A & AxesCheck<Op, A, S>,
  options?: { readonly keepdim?: Keep },
) => Tensor<Reduce<S, A, Keep>>;

/** Functions along one axis that leave the shape alone: softmax, cumsum ... */
export type AxisMethod<Op extends string> = <S extends Shape, const Axis extends number>(
  this: Tensor<S>,
  axis: Axis & AxisCheck<Op, Axis, S>,
) => Tensor<S>;

/** `t.permute(2, 0, 1)`: axis i of the result is axis `order[i]` of t. */
export type PermuteMethod = <S extends Shape, const Order extends readonly number[]>(
  this: Tensor<S>,
  ...order: Order & PermuteCheck<S, Order>
) => Tensor<Permute<S, Order>>;

/** `t.transpose()` swaps the last two axes, `t.transpose(a, b)` these two. */
export interface TransposeMethod {
  <S extends Shape>(this: Tensor<S> & TransposeCheck<S>): Tensor<Transpose<S>>;
  <S extends Shape, const A extends number, const B extends number>(
    this: Tensor<S>,
    a: A,
    b: B & TransposeAxesCheck<S, A, B>,
  ): Tensor<TransposeAxes<S, A, B>>;
}

/** `t.reshape([2, -1])`: one size can be -1, which is what the others leave. */
export type ReshapeMethod = <S extends Shape, const Target extends Shape>(
  this: Tensor<S>,
  shape: Target & ReshapeCheck<S, Target>,
) => Tensor<Reshape<S, Target>>;

/** `t.expand([8, -1, 3])`: repeats along new axes at the left and axes of size 1; -1 keeps a size. */
export type ExpandMethod = <S extends Shape, const Target extends Shape>(
  this: Tensor<S>,
  shape: Target & ExpandCheck<S, Target>,
) => Tensor<Expand<S, Target>>;

/** `t.at(i)`: the i-th slice along the first axis; negative i counts from the end. */
export type AtMethod = <S extends Shape>(this: Tensor<S> & IndexAtCheck<S>, index: number) => Tensor<IndexAt<S>>;
