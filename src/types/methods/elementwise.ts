// The element-wise methods: the rows of the scalar table.
import type { Row, scalars } from "../../ir/scalar.ts";
import type { Tensor } from "../../tensor.ts";
import type { Broadcast, BroadcastCheck } from "../broadcast.ts";
import type { Shape } from "../shape.ts";

type Table = typeof scalars;
/** Which method a row becomes: by how many operands it has, or with numbers that may be left out. */
type Kind<R extends Row> = R extends { internal: true } | { typing: "select" }
  ? "none"
  : "defaults" extends keyof R
    ? "numbers"
    : R["domain"]["length"];
type Kinds = { [Name in keyof Table]: Kind<Table[Name]> };
/** The part of the table that becomes methods of one kind: found once, not for every shape. */
type Rows<K> = Pick<Table, { [Name in keyof Table]: Kinds[Name] extends K ? Name : never }[keyof Table]>;

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

/** Of three tensors that broadcast, or of one and numbers: lerp. */
interface TernaryMethod {
  <S extends Shape>(
    this: Tensor<S>,
    second: Tensor<NoInfer<S>> | number,
    third: Tensor<NoInfer<S>> | Tensor<[]> | number,
  ): Tensor<S>;
  (second: Tensor | number, third: Tensor | number): Tensor;
}

/** Numbers that may be left out. */
type Numbers<Defaults extends readonly number[]> = Partial<{ -readonly [I in keyof Defaults]: number }>;

type UnaryMethods<S extends Shape> = { readonly [Name in keyof Rows<1>]: () => Tensor<S> };
type BinaryMethods = { readonly [Name in keyof Rows<2>]: BinaryMethod<Name> };
type TernaryMethods = { readonly [Name in keyof Rows<3>]: TernaryMethod };
type NumberMethods<S extends Shape> = {
  readonly [Name in keyof Rows<"numbers">]: (...numbers: Numbers<Rows<"numbers">[Name]["defaults"]>) => Tensor<S>;
};

export interface ElementwiseMethods<S extends Shape>
  extends UnaryMethods<S>,
    BinaryMethods,
    TernaryMethods,
    NumberMethods<S> {
  /**
   * Between two limits, numbers or tensors; null is no limit. At the limits gradients still go through.
   *
   * @throws ArgumentError if there is no limit at all
   * @example
   * tensor([-2, 0.5, 7]).clamp(0, 1); // [0, 0.5, 1]
   * tensor([-2, 0.5, 7]).clamp(null, 1); // [-2, 0.5, 1]
   */
  clamp(low: number | null, high?: number | null): Tensor<S>;
  clamp(low: Tensor | number | null, high?: Tensor | number | null): Tensor;
  /**
   * Numbers in place of NaN (0 unless another is given), ∞ and −∞ (the largest and the smallest of the dtype). Integers
   * become float32.
   *
   * @example
   * tensor([1, NaN, -Infinity]).nanToNum({ negInf: -9 }); // [1, 0, -9]
   */
  nanToNum(options?: { readonly nan?: number; readonly posInf?: number; readonly negInf?: number }): Tensor<S>;
  /**
   * |a − b| ≤ atol + rtol · |b|. Infinities are close to themselves, NaN is close to nothing.
   *
   * @param options rtol (1e-5) and atol (1e-8)
   * @example
   * tensor([1, 2]).isClose(tensor([1.000001, 2.1])).toArraySync(); // [1, 0]
   */
  isClose<A extends Shape, B extends Shape>(
    this: Tensor<A>,
    other: (Tensor<B> & BroadcastCheck<"isClose", A, B>) | number,
    options?: { readonly rtol?: number; readonly atol?: number },
  ): Tensor<Broadcast<A, B>>;
}
