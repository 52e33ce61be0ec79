// Reverse-mode automatic differentiation.
import { GradientError, ShapeError } from "../../errors.ts";
import { sameShape, show } from "../../shape.ts";
import type { Tensor } from "./tensor.ts";
import { findTopoSort } from "./topological.ts";
import type { Value } from "./value.ts";

/**
 * Computes the gradient of `output` for every value upstream that requires one, and stores it in its `grad`, **in place of**
 * what was there: the course overwrites, the library itself accumulates. Gradients are values made by operations, so they
 * have gradients too.
 *
 * @param output where to start, any shape
 * @param outGrad the gradient of `output`, of its shape
 * @throws ShapeError where that shape differs; GradientError where nothing upstream requires a gradient
 * @example
 * const x = new Tensor([1, 2]);
 * const y = x.mul(x);
 * computeGradientOfVariables(y, new Tensor([1, 1]));
 * x.grad!; // [2, 4]
 */
export function computeGradientOfVariables(output: Tensor, outGrad: Tensor): void {
  if (!sameShape(output.shape, outGrad.shape))
    throw new ShapeError(`backward: the gradient is ${show(outGrad.shape)}, the tensor ${show(output.shape)}`);
  if (!output.requiresGrad) throw new GradientError("backward: nothing upstream of this tensor requires a gradient");
  const outputGrads = new Map<Value, Value[]>([[output, [outGrad]]]);
  for (const node of findTopoSort([output]).reverse()) {
    const found = outputGrads.get(node);
    outputGrads.delete(node);
    node.grad = found === undefined ? null : sumNodeList(found);
    if (node.op === null || node.grad === null) continue;
    node.op.gradientAsTuple(node.grad, node).forEach((share, i) => {
      const input = node.inputs[i]!;
      if (share === null || !input.requiresGrad) return;
      const shares = outputGrads.get(input);
      if (shares === undefined) outputGrads.set(input, [share]);
      else shares.push(share);
    });
  }
}

/**
 * The sum of values of one shape, from the first to the last; a single value is returned as it is.
 *
 * @throws GradientError on an empty list
 * @example
 * sumNodeList([new Tensor([1]), new Tensor([2]), new Tensor([3])]); // [6]
 */
export function sumNodeList<T extends Value>(values: readonly T[]): T {
  const [first, ...rest] = values;
  if (first === undefined) throw new GradientError("sumNodeList: there is nothing to sum");
  return rest.reduce((sum, value) => sum.plus(value) as T, first);
}
