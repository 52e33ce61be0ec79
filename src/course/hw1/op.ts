// An operation: how to compute, and how to differentiate, side by side.
import { ArgumentError, GradientError } from "../../errors.ts";
import type { Tensor, TensorTuple } from "./tensor.ts";
import type { Cached, NDArray, Value } from "./value.ts";

/** Gradients for the inputs of an operation; null where none goes through. */
export type Gradients = Value | null | readonly (Value | null)[];

/** The base of all operations. A new one extends {@link TensorOp} or {@link TensorTupleOp}. */
export abstract class Op {
  /** The result for arrays of needle-ts, outside the course's graph. */
  abstract compute(...arrays: Cached[]): Cached;

  /**
   * The gradient for each input, made of values and operations, so that it can be differentiated again.
   *
   * @param outGrad the gradient of the result
   * @param node the result; its `inputs` are what `compute` was called with
   * @returns one for each input, or that one itself where there is one input; null where none goes through
   */
  abstract gradient(outGrad: Value, node: Value): Gradients;

  /**
   * {@link gradient}, always as a list.
   *
   * @throws GradientError where it does not have one entry for each input
   */
  gradientAsTuple(outGrad: Value, node: Value): readonly (Value | null)[] {
    const found = this.gradient(outGrad, node);
    const list = Array.isArray(found) ? (found as readonly (Value | null)[]) : [found as Value | null];
    if (list.length !== node.inputs.length)
      throw new GradientError(
        `${this.constructor.name}: gradient gave ${list.length} gradients for ${node.inputs.length} inputs`,
      );
    return list;
  }
}

/**
 * An operation with one array as its result.
 *
 * @example
 * import type { hw1 } from "needle-ts/course";
 *
 * class Square extends TensorOp {
 *   compute(a: hw1.NDArray) { return a.mul(a); }
 *   gradient(outGrad: Tensor, node: Tensor) { return outGrad.mul(inputOf(node)).mul(2); }
 * }
 * new Square().call(new Tensor([3])); // [9]
 */
export abstract class TensorOp extends Op {
  abstract override compute(...arrays: Cached[]): NDArray;
  abstract override gradient(outGrad: Tensor, node: Tensor): Gradients;
  /** Applies the operation; the course writes `op(a, b)`. */
  call(...inputs: Value[]): Tensor {
    return firstOf(this, inputs).tensorFrom(this, inputs);
  }
}

/** An operation with several arrays as its result. */
export abstract class TensorTupleOp extends Op {
  abstract override compute(...arrays: Cached[]): readonly NDArray[];
  abstract override gradient(outGrad: TensorTuple, node: TensorTuple): Gradients;
  /** Applies the operation. */
  call(...inputs: Value[]): TensorTuple {
    return firstOf(this, inputs).tupleFrom(this, inputs);
  }
}

/** Inputs make results, so that operations need to know of no class of values. */
function firstOf(op: Op, [first]: readonly Value[]): Value {
  if (first === undefined) throw new ArgumentError(`${op.constructor.name}: an operation needs an input`);
  return first;
}

/** The input of a node that an operation made of one tensor. */
export const inputOf = (node: Value): Tensor => node.inputs[0] as Tensor;
/** The inputs of a node that an operation made of two tensors. */
export const inputsOf = (node: Value): readonly [Tensor, Tensor] => node.inputs as unknown as readonly [Tensor, Tensor];
