// Tensors that change in time, from values of others.
import { isFloat, type TypedArray } from "../dtype.ts";
import { DTypeError } from "../errors.ts";
import type { Type } from "../graph/type.ts";
import { VariableState } from "../runtime/variable.ts";
import { type Shape, show } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { Variable } from "../variable.ts";

/** A variable that takes over a typed array. */
export const variableOf = (array: TypedArray, type: Type, name: string, requiresGrad: boolean): Variable =>
  new Variable(new VariableState(type, array, name, requiresGrad));

/**
 * A variable: a tensor with versions, from the value of another. A parameter if it requires a gradient, else a buffer.
 *
 * @example
 * const running = variable(zeros([2]));
 * running.assign(running.mul(0.9).add(0.1)); // [0.1, 0.1]
 */
export function variable<S extends Shape>(
  value: Tensor<S>,
  { requiresGrad = false, name }: { readonly requiresGrad?: boolean; readonly name?: string } = {},
): Variable<S> {
  if (requiresGrad && !isFloat(value.dtype))
    throw new DTypeError(`variable: only float tensors can require a gradient, not ${value.dtype}`);
  return variableOf(
    value.dataSync(),
    value.node.type,
    name ?? `${requiresGrad ? "parameter" : "variable"} ${show(value.shape)}`,
    requiresGrad,
  ) as Variable as Variable<S>;
}
/**
 * A variable that collects gradients. `name` is what messages call it.
 *
 * @example
 * const w = parameter(zeros([2, 3]), "weights");
 * w.requiresGrad; // true
 */
export const parameter = <S extends Shape>(value: Tensor<S>, name?: string): Variable<S> =>
  variable(value, { requiresGrad: true, ...(name === undefined ? {} : { name }) });
