// Einstein's summation convention.
import { ArgumentError } from "../errors.ts";
import { einsum as einsumOf } from "../graph/compose/einsum.ts";
import { tensorArgument } from "../methods/method.ts";
import type { Shape } from "../shape.ts";
import { Tensor } from "../tensor.ts";
import type { Einsum, EinsumCheck } from "../types/einsum.ts";

type ShapesOf<T extends readonly Tensor[]> = { -readonly [I in keyof T]: T[I] extends Tensor<infer S> ? S : Shape };

/**
 * The product of any number of tensors, summed over labelled axes. The equation gives every axis of every operand a letter:
 * what has the same letter is multiplied element by element, and letters that are not behind the arrow are summed over.
 *
 * - A letter twice in one operand is its diagonal; an axis of size 1 stretches.
 * - `...` stands for any further axes, which broadcast.
 * - Without an arrow the result has the axes of `...` and then the letters that are there once, in the order of the alphabet.
 * - More than two operands are multiplied in the order that takes the fewest multiplications.
 *
 * @throws ArgumentError if the equation is not one, or does not fit the operands
 * @throws ShapeError if a letter stands for different sizes
 * @example
 * const [a, b] = [tensor([[1, 2], [3, 4]]), tensor([[5, 6], [7, 8]])];
 * einsum("ij,jk->ik", a, b); // [[19, 22], [43, 50]]: a matrix product
 * einsum("ii", a); // 5: the trace
 * einsum("i,ij,j->", tensor([1, 1]), a, tensor([1, 1])); // 10
 * einsum("...ij->...ji", a); // [[1, 3], [2, 4]]
 */
export function einsum<const Equation extends string, const T extends readonly Tensor[]>(
  equation: Equation & EinsumCheck<Equation, ShapesOf<T>>,
  ...tensors: T
): Tensor<Einsum<Equation, ShapesOf<T>>> {
  if (tensors.length === 0) throw new ArgumentError("einsum: there are no operands");
  const nodes = tensors.map((t) => tensorArgument("einsum", (t as Tensor | undefined)?.node));
  return new Tensor(einsumOf(equation, nodes));
}
