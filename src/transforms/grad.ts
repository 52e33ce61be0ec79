// Gradients as functions of functions.

import { gradients } from "../graph/gradient.ts";
import type { Tensor } from "../tensor.ts";
import type { Gradients, GradientsAt, Which } from "../types/derivatives.ts";
import type { Shape } from "../types/shape.ts";
import { Called, tracked } from "./differentiate.ts";

/**
 * The value of `f` and its gradients: a list with one for each argument, or those that `argnums` says. Nests: derivatives of
 * any order.
 *
 * @param f returns a tensor of one element; tensors may be nested in its arguments, in arrays and plain objects
 * @param argnums by which arguments to differentiate: the number of one, or a list; default all
 * @throws GradientError where `f` returns several elements or an argument is not float
 * @example
 * const [value, [dx]] = valueAndGrad((x: Tensor) => x.square().sum())(tensor([1, 2]));
 * value; // 5
 * dx; // [2, 4]
 */
export function valueAndGrad<A extends readonly unknown[], const W extends Which>(
  f: (...x: A) => Tensor,
  argnums: W,
): (...x: A) => [Tensor, GradientsAt<A, W>];
export function valueAndGrad<A extends readonly unknown[]>(f: (...x: A) => Tensor): (...x: A) => [Tensor, Gradients<A>];
export function valueAndGrad(f: (...x: never[]) => Tensor, argnums?: Which): (...x: unknown[]) => [Tensor, unknown] {
  return (...x) => {
    const [value, all] = differentiated("valueAndGrad", f, x, argnums);
    return [value, typeof argnums === "number" ? all[0] : all];
  };
}

/**
 * The gradient of `f` by its argument; by several a list; by those that `argnums` says, the number of one or a list. Nests:
 * derivatives of any order.
 *
 * @param f returns a tensor of one element; tensors may be nested in its arguments, in arrays and plain objects
 * @throws GradientError where `f` returns several elements or an argument is not float
 * @example
 * const cube = (x: Tensor) => x.pow(3).sum();
 * grad(cube)(tensor([2])); // [12]
 * grad((x: Tensor) => grad(cube)(x).sum())(tensor([2])); // [12]: 6x at 2
 * const loss = ({ w, b }: { w: Tensor; b: Tensor }, n: number) => w.mul(n).add(b).sum();
 * grad(loss, 0)({ w: tensor([1, 2]), b: tensor([3]) }, 5).w; // [5, 5]
 */
export function grad<S extends Shape>(f: (x: Tensor<S>) => Tensor): (x: Tensor<S>) => Tensor<S>;
export function grad<A extends readonly unknown[], const W extends Which>(
  f: (...x: A) => Tensor,
  argnums: W,
): (...x: A) => GradientsAt<A, W>;
export function grad<A extends readonly unknown[]>(f: (...x: A) => Tensor): (...x: A) => Gradients<A>;
export function grad(f: (...x: never[]) => Tensor, argnums?: Which): (...x: never[]) => unknown {
  return (...x) => {
    const [, all] = differentiated("grad", f, x, argnums);
    return typeof argnums === "number" || (argnums === undefined && x.length === 1) ? all[0] : all;
  };
}

function differentiated(
  name: string,
  f: (...x: never[]) => Tensor,
  args: readonly unknown[],
  argnums?: Which,
): [value: Tensor, gradients: unknown[]] {
  return tracked(() => {
    const called = new Called(name, f, args, typeof argnums === "number" ? [argnums] : argnums);
    const value = called.single(true);
    const found = gradients(value.node, null, called.inputs, { createGraph: called.isNested });
    called.finish();
    return [value, called.nested(found)];
  });
}
