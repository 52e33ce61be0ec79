// From tensors to tuples and back.
import { zerosLike } from "../../../create.ts";
import { ArgumentError } from "../../../errors.ts";
import { TensorOp, TensorTupleOp } from "../op.ts";
import type { Tensor, TensorTuple } from "../tensor.ts";
import type { NDArray } from "../value.ts";

/** Several tensors as one value. */
export class MakeTensorTuple extends TensorTupleOp {
  override compute(...arrays: NDArray[]): readonly NDArray[] {
    return arrays;
  }
  override gradient(outGrad: TensorTuple): readonly Tensor[] {
    return outGrad.tuple();
  }
}

/** One tensor of a tuple. */
export class TupleGetItem extends TensorOp {
  readonly index: number;
  constructor(index: number) {
    super();
    this.index = index;
  }
  override compute(arrays: readonly NDArray[]): NDArray {
    return arrays[this.index]!;
  }
  override gradient(outGrad: Tensor, node: Tensor): TensorTuple {
    const others = (node.inputs[0] as TensorTuple).tuple();
    return makeTuple(...others.map((value, i) => (i === this.index ? outGrad : new ZerosLike().call(value))));
  }
}

/** Zeros of the same shape; no gradient goes through. */
class ZerosLike extends TensorOp {
  override compute(a: NDArray): NDArray {
    return zerosLike(a);
  }
  override gradient(): null {
    return null;
  }
}

/** (a + c0, a + c1): the course's example of an operation with two results. */
export class FusedAddScalars extends TensorTupleOp {
  readonly c0: number;
  readonly c1: number;
  constructor(c0: number, c1: number) {
    super();
    this.c0 = c0;
    this.c1 = c1;
  }
  override compute(a: NDArray): readonly NDArray[] {
    return [a.add(this.c0), a.add(this.c1)];
  }
  override gradient(outGrad: TensorTuple): Tensor {
    return outGrad.get(0).add(outGrad.get(1));
  }
}

/**
 * Several tensors as one value of the graph.
 *
 * @param tensors one or more, of any shapes
 * @example
 * const pair = makeTuple(new Tensor([1]), new Tensor([2, 3]));
 * pair.get(0); // [1]
 */
export const makeTuple = (...tensors: Tensor[]): TensorTuple => new MakeTensorTuple().call(...tensors);

/**
 * One tensor of a tuple. Of a tuple that {@link makeTuple} made it is that tensor itself.
 *
 * @throws ArgumentError where the tuple has no such index
 * @example
 * tupleGetItem(makeTuple(new Tensor([1]), new Tensor([2, 3])), 1); // [2, 3]
 */
export function tupleGetItem(tuple: TensorTuple, index: number): Tensor {
  const { length } = tuple;
  if (!Number.isInteger(index) || index < 0 || index >= length)
    throw new ArgumentError(`tupleGetItem: there is no index ${index} in a tuple of ${length}`);
  return tuple.op instanceof MakeTensorTuple ? (tuple.inputs[index] as Tensor) : new TupleGetItem(index).call(tuple);
}

/**
 * (a + c0, a + c1).
 *
 * @param a any shape
 * @example
 * fusedAddScalars(new Tensor([1]), 2, 3); // ([3], [4])
 */
export const fusedAddScalars = (a: Tensor, c0: number, c1: number): TensorTuple => new FusedAddScalars(c0, c1).call(a);
