// A value in the course's graph: what made it, from what, and, once it is computed, the array.
import type { Tensor as NDArray } from "../../tensor.ts";
import type { Op } from "./op.ts";
import { countValue } from "./state.ts";
import type { Tensor, TensorTuple } from "./tensor.ts";
import { postOrder } from "./topological.ts";

/** The array library under the course's graph: the tensors of needle-ts. */
export type { NDArray };
/** What a value holds: an array, or a list of them for a tuple. */
export type Cached = NDArray | readonly NDArray[];

/** @internal What a new value is made of. */
export class Parts {
  readonly op: Op | null;
  readonly inputs: readonly Value[];
  readonly cachedData: Cached | null;
  readonly requiresGrad: boolean;
  constructor(op: Op | null, inputs: readonly Value[], cachedData: Cached | null, requiresGrad: boolean) {
    this.op = op;
    this.inputs = inputs;
    this.cachedData = cachedData;
    this.requiresGrad = requiresGrad;
  }
  static of(op: Op, inputs: readonly Value[]): Parts {
    return new Parts(
      op,
      inputs,
      null,
      inputs.some((input) => input.requiresGrad),
    );
  }
}

/** A node of the graph: a {@link Tensor} or a {@link TensorTuple}. */
export abstract class Value {
  /** What made it; null for a leaf. */
  readonly op: Op | null;
  /** What it was made of. */
  readonly inputs: readonly Value[];
  /** Whether gradients are computed for it: true where one of its inputs requires one. */
  readonly requiresGrad: boolean;
  /** The computed array; null in lazy mode before the first read. */
  cachedData: Cached | null;
  /** The gradient of the last backward pass through it. The course overwrites it, it does not accumulate. */
  grad: Value | null = null;

  /** @internal */
  constructor({ op, inputs, cachedData, requiresGrad }: Parts) {
    this.op = op;
    this.inputs = inputs;
    this.cachedData = cachedData;
    this.requiresGrad = requiresGrad;
    countValue(this);
  }

  /** No operation made it. */
  isLeaf(): boolean {
    return this.op === null;
  }

  /** The array, computed now if it has not been, with all it needs. */
  realizeCachedData(): Cached {
    for (const value of postOrder([this], (v) => v.cachedData !== null))
      value.cachedData = value.op!.compute(...value.inputs.map((input) => input.cachedData!));
    return this.cachedData!;
  }

  /** @internal A result of an operation on this and other values. */
  abstract tensorFrom(op: Op, inputs: readonly Value[]): Tensor;
  /** @internal The same for an operation with several results. */
  abstract tupleFrom(op: Op, inputs: readonly Value[]): TensorTuple;
  /** The same value without its history. */
  abstract detach(): Value;
  /** @internal The sum with a value of the same kind: gradients of a value that is used twice add up. */
  abstract plus(other: Value): Value;
}
