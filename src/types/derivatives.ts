// The types of derivatives: what is differentiated keeps its shape and its nesting.
import type { Tensor } from "../tensor.ts";
import type { Shape } from "./shape.ts";

/** The gradient of an argument: tensors become tensors of their shape; what is no tensor has none. */
export type Gradient<T> =
  T extends Tensor<infer S>
    ? Tensor<S>
    : T extends readonly unknown[]
      ? { -readonly [K in keyof T]: Gradient<T[K]> }
      : T extends (...x: never[]) => unknown
        ? null
        : T extends object
          ? { -readonly [K in keyof T]: Gradient<T[K]> }
          : null;
/** One for each of several arguments. */
export type Gradients<A extends readonly unknown[]> = { -readonly [K in keyof A]: Gradient<A[K]> };

/** Which arguments are differentiated: the number of one, or a list. */
export type Which = number | readonly number[];
/** The gradients of the chosen arguments. */
export type GradientsAt<A extends readonly unknown[], W extends Which> = W extends number
  ? Gradient<A[W]>
  : { -readonly [K in keyof W]: W[K] extends number ? Gradient<A[W[K]]> : never };

/** All the derivatives of a tensor of shape R by one of shape S. */
export type Derivative<R extends Shape, S extends Shape> = Tensor<[...R, ...S]>;
/** … by several tensors. */
export type Derivatives<R extends Shape, A extends readonly Tensor[]> = {
  -readonly [K in keyof A]: A[K] extends Tensor<infer S> ? Derivative<R, S> : never;
};
/** Of the derivatives by several tensors, those by several again. */
export type SecondDerivatives<A extends readonly Tensor[]> = {
  -readonly [K in keyof A]: A[K] extends Tensor<infer S> ? Derivatives<S, A> : never;
};
