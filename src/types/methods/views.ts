// The same elements in another shape or order.
import type { Tensor } from "../../tensor.ts";
import type { Expand, ExpandCheck } from "../expand.ts";
import type {
  Permute,
  PermuteCheck,
  Transpose,
  TransposeAxes,
  TransposeAxesCheck,
  TransposeCheck,
} from "../permute.ts";
import type { Reshape, ReshapeCheck } from "../reshape.ts";
import type { Shape } from "../shape.ts";

/** Swaps the last two axes, or the two that are named. */
interface TransposeMethod {
  <S extends Shape>(this: Tensor<S> & TransposeCheck<S>): Tensor<Transpose<S>>;
  <S extends Shape, const A extends number, const B extends number>(
    this: Tensor<S>,
    a: A,
    b: B & TransposeAxesCheck<S, A, B>,
  ): Tensor<TransposeAxes<S, A, B>>;
}

export interface ViewMethods<S extends Shape> {
  readonly transpose: TransposeMethod;
  /** Axis i of the result is axis `order[i]` of this tensor. */
  permute<A extends Shape, const Order extends readonly number[]>(
    this: Tensor<A>,
    ...order: Order & PermuteCheck<A, Order>
  ): Tensor<Permute<A, Order>>;
  /** The same elements row by row; one size can be −1, which is what the others leave. */
  reshape<A extends Shape, const Target extends Shape>(
    this: Tensor<A>,
    shape: Target & ReshapeCheck<A, Target>,
  ): Tensor<Reshape<A, Target>>;
  /** Repeats along new axes at the left and axes of size 1; −1 keeps a size. */
  expand<A extends Shape, const Target extends Shape>(
    this: Tensor<A>,
    shape: Target & ExpandCheck<A, Target>,
  ): Tensor<Expand<A, Target>>;
  /** One axis of size prod(shape). */
  flatten(): Tensor<[number]>;
  /** Without an axis of size 1. */
  squeeze(axis: number): Tensor;
  /** With an axis of size 1 before `axis`. */
  unsqueeze(axis: number): Tensor;
  /**
   * Reverses axes; all of them by default.
   *
   * @example
   * tensor([[1, 2], [3, 4]]).flip(1); // [[2, 1], [4, 3]]
   */
  flip(axes?: number | readonly number[]): Tensor<S>;
  /**
   * Zeros around the tensor: low and high for each axis.
   *
   * @example
   * tensor([1, 2]).pad([[1, 0]]); // [0, 1, 2]
   */
  pad(amounts: readonly (readonly [low: number, high: number])[]): Tensor;
}
