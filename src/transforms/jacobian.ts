// All first and second derivatives, as tensors.
import { cast } from "../graph/compose/elementwise.ts";
import { stack } from "../graph/compose/joining.ts";
import { gradients } from "../graph/gradient.ts";
import type { Node } from "../graph/node.ts";
import { map, named } from "../graph/ops/map.ts";
import { expand, reshape } from "../graph/ops/movement.ts";
import { coordinate, number } from "../graph/ops/source.ts";
import { type Type, withShape } from "../graph/type.ts";
import { call, formula } from "../ir/formula.ts";
import { Tensor } from "../tensor.ts";
import type { Derivative, Derivatives, SecondDerivatives } from "../types/derivatives.ts";
import type { Shape } from "../types/shape.ts";
import { Called, pullBack, tracked } from "./differentiate.ts";
import { pushForward } from "./vjp.ts";

/**
 * All derivatives of a function: (…in) → (…out) gives (…out, …in); of several arguments a list. Takes a backward pass for each
 * element of the output, or a forward one for each of the inputs, whichever are fewer.
 *
 * @param f returns a tensor
 * @throws GradientError where an argument is not float
 * @example
 * jacobian((x: Tensor) => x.square())(tensor([1, 2])); // [[2, 0], [0, 4]]
 */
export function jacobian<S extends Shape, R extends Shape>(
  f: (x: Tensor<S>) => Tensor<R>,
): (x: Tensor<S>) => Derivative<R, S>;
export function jacobian<A extends readonly Tensor[], R extends Shape>(
  f: (...x: A) => Tensor<R>,
): (...x: A) => Derivatives<R, A>;
export function jacobian(f: (...x: Tensor[]) => Tensor): (...x: Tensor[]) => Tensor | Tensor[] {
  return (...x) =>
    tracked(() => {
      const called = new Called("jacobian", f, x);
      const output = called.single();
      const size = x.reduce((sum, t) => sum + t.size, 0);
      const found = size < output.size ? byColumns(called, output.node) : byRows(called, output.node);
      called.finish();
      const all = found.map((n) => new Tensor(n));
      return x.length === 1 ? all[0]! : all;
    });
}

/**
 * All second derivatives of a function of one element: (…in) gives (…in, …in); of several arguments a list of lists.
 *
 * @param f returns a tensor of one element
 * @throws GradientError where `f` returns several elements or an argument is not float
 * @example
 * hessian((x: Tensor) => x.pow(3).sum())(tensor([1, 2])); // [[6, 0], [0, 12]]
 */
export function hessian<S extends Shape>(f: (x: Tensor<S>) => Tensor): (x: Tensor<S>) => Derivative<S, S>;
export function hessian<A extends readonly Tensor[]>(f: (...x: A) => Tensor): (...x: A) => SecondDerivatives<A>;
export function hessian(f: (...x: Tensor[]) => Tensor): (...x: Tensor[]) => Tensor | Tensor[][] {
  return (...x) =>
    tracked(() => {
      const called = new Called("hessian", f, x);
      const first = gradients(called.single(true).node, null, called.inputs, { createGraph: true });
      const all = first.map((g, i) => byRows(called, g ?? zeros(x[i]!.node.type)).map((n) => new Tensor(n)));
      called.finish();
      return x.length === 1 ? all[0]![0]! : all;
    });
}

/** A backward pass for each element of the output. */
function byRows(called: Called, output: Node): Node[] {
  const rows = elements(output).map((seed) => pullBack([output], [seed], called.inputs, called.isNested));
  return called.inputs.map((x, i) => {
    const found = rows.map((row) => row[i] ?? zeros(x.type));
    return reshape(joined(found, x, 0), [...output.type.shape, ...x.type.shape]);
  });
}

/** A forward pass for each element of the inputs. */
function byColumns(called: Called, output: Node): Node[] {
  const push = pushForward(called);
  const { shape } = output.type;
  return called.inputs.map((x, i) => {
    const columns = elements(x).map((along) => {
      const directions = called.inputs.map((other, j) => (i === j ? along : zeros(other.type)));
      return push(directions)[0] ?? zeros(output.type);
    });
    return reshape(joined(columns, output, shape.length), [...shape, ...x.type.shape]);
  });
}
const joined = (list: readonly Node[], like: Node, axis: number): Node =>
  list.length === 0 ? zeros(withShape(like.type, [0])) : stack("jacobian", list, axis);

const isAt = named(
  "unit",
  formula((i, at) => call("eq", i, at)),
);
/** For each element of a tensor: 1 there and 0 elsewhere. */
function elements({ type: { place, dtype, shape, size } }: Node): Node[] {
  const index = coordinate(place, [size], 0);
  return Array.from({ length: size }, (_, i) =>
    reshape(cast(map(isAt, index, number(i, "int32", place)), dtype), shape),
  );
}
const zeros = ({ place, dtype, shape }: Type): Node => expand(number(0, dtype, place), shape);
