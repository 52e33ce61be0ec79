// The element-wise methods: the rows of the scalar table.
import type { scalars } from "../../ir/scalar.ts";
import type { Tensor } from "../../tensor.ts";
import type { Broadcast, BroadcastCheck } from "../broadcast.ts";
import type { Shape } from "../shape.ts";

type Table = typeof scalars;
type Arity<N extends number> = {
  [K in keyof Table]: Table[K] extends { internal: true } ? never : Table[K]["domain"]["length"] extends N ? K : never;
}[keyof Table];

/**
 * Of two tensors that broadcast, or of a tensor and a number: add, mul, maximum, lt ... The first overload asks for no
 * conditional type, so that it holds for two tensors of the same shape S in code that is generic in S.
 */
interface BinaryMethod<Op extends string> {
  <S extends Shape>(this: Tensor<S>, other: Tensor<NoInfer<S>> | number): Tensor<S>;
  <A extends Shape, B extends Shape>(
    this: Tensor<A>,
    other: Tensor<B> & BroadcastCheck<Op, A, B>,
  ): Tensor<Broadcast<A, B>>;
}

export type UnaryMethods<S extends Shape> = {
  readonly [K in keyof Table as K extends Arity<1> ? K : never]: () => Tensor<S>;
};
export type BinaryMethods = { readonly [K in keyof Table as K extends Arity<2> ? K : never]: BinaryMethod<K> };
