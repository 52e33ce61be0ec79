// The course's tensors: values with operators.
import type { Numbers } from "../../collect.ts";
import { tensor } from "../../create.ts";
import type { DType, TypedArray } from "../../dtype.ts";
import { DTypeError, ShapeError } from "../../errors.ts";
import { type Shape, sameShape, show, sizeOf } from "../../shape.ts";
import { Tensor as NeedleTensor, type Nested } from "../../tensor.ts";
import { HostMatrix } from "../matrix.ts";
import { computeGradientOfVariables } from "./gradient.ts";
import type { Op } from "./op.ts";
import { type Axes, matmul, summation } from "./ops/contraction.ts";
import { add, divide, multiply, power } from "./ops/element-wise.ts";
import { type AxisPair, broadcastTo, reshape, transpose } from "./ops/movement.ts";
import { addScalar, divideScalar, mulScalar, powerScalar } from "./ops/scalar.ts";
import { makeTuple, tupleGetItem } from "./ops/tuple.ts";
import { exp, log, negate, relu } from "./ops/unary.ts";
import { LAZY_MODE } from "./state.ts";
import { type NDArray, Parts, Value } from "./value.ts";

/** What a {@link Tensor} can be made of. */
export type TensorSource = Numbers | HostMatrix | NDArray | Tensor;

/** How to make a {@link Tensor}. */
export interface TensorOptions {
  /** Default: that of a typed array, matrix or tensor; float32 for numbers. */
  readonly dtype?: DType;
  /** The shape of flat data. */
  readonly shape?: Shape;
  /** Whether gradients are computed for it; true by default. */
  readonly requiresGrad?: boolean;
  /** The name of a device. */
  readonly device?: string;
}

/**
 * A tensor in the course's graph. Its arithmetic is done by the tensors of needle-ts; operations and gradients are this graph's own.
 *
 * @example
 * const x = new Tensor([[1, 2], [3, 4]]); // float32, requires a gradient
 * const y = x.mul(x).sum();
 * y.backward();
 * x.grad!.numpy(); // [[2, 4], [6, 8]]
 */
export class Tensor extends Value {
  declare cachedData: NDArray | null;
  declare grad: Tensor | null;

  /**
   * @param source numbers, typed arrays, matrices of homework 0, tensors of needle-ts or of the course; the data are copied
   * @throws ShapeError if nested arrays are ragged or the data do not fill the shape
   */
  constructor(source: TensorSource | Parts, options: TensorOptions = {}) {
    super(
      source instanceof Parts ? source : new Parts(null, [], arrayFrom(source, options), options.requiresGrad ?? true),
    );
  }
  /** A leaf that holds an array as it is. */
  static makeConst(array: NDArray, requiresGrad = false): Tensor {
    return new Tensor(new Parts(null, [], array, requiresGrad));
  }
  /** The result of an operation: computed now, unless in lazy mode, and without history where nothing requires a gradient. */
  static makeFromOp(op: Op, inputs: readonly Value[]): Tensor {
    return settled(new Tensor(Parts.of(op, inputs)));
  }
  override tensorFrom(op: Op, inputs: readonly Value[]): Tensor {
    return Tensor.makeFromOp(op, inputs);
  }
  override tupleFrom(op: Op, inputs: readonly Value[]): TensorTuple {
    return TensorTuple.makeFromOp(op, inputs);
  }
  override realizeCachedData(): NDArray {
    return super.realizeCachedData() as NDArray;
  }

  get shape(): Shape {
    return this.realizeCachedData().shape;
  }
  get dtype(): DType {
    return this.realizeCachedData().dtype;
  }
  /** The name of the device. */
  get device(): string {
    return this.realizeCachedData().device;
  }
  /** The numbers as nested arrays, or a number for a tensor without axes. Computes now. */
  numpy(): Nested {
    return this.realizeCachedData().toArraySync();
  }
  /** The numbers in a row. Computes now. */
  toTypedArray(): TypedArray {
    return this.realizeCachedData().dataSync();
  }
  override toString(): string {
    return `needle.Tensor(${JSON.stringify(this.numpy())})`;
  }

  /** The value without its history. Assigning replaces the value and leaves graphs that were made with it alone. */
  get data(): Tensor {
    return this.detach();
  }
  set data(value: Tensor) {
    if (value.dtype !== this.dtype) throw new DTypeError(`data: ${value.dtype} does not fit a ${this.dtype} tensor`);
    if (!sameShape(value.shape, this.shape))
      throw new ShapeError(`data: ${show(value.shape)} does not fit a tensor of shape ${show(this.shape)}`);
    this.cachedData = value.realizeCachedData();
  }
  override detach(): Tensor {
    return Tensor.makeConst(this.realizeCachedData());
  }
  /**
   * Computes the gradients of all values upstream and puts them in `grad`, in place of what was there.
   *
   * @param outGrad the gradient of this tensor, of its shape; ones by default
   * @throws as {@link computeGradientOfVariables}
   */
  backward(outGrad?: Tensor): void {
    const { shape, dtype, device } = this;
    // Ones as data: a long chain of operations on constants alone is not cut into kernels and overflows the compiler's stack.
    const ones = (): NDArray => tensor(new Uint8Array(sizeOf(shape)).fill(1), { shape, dtype, device });
    computeGradientOfVariables(this, outGrad ?? Tensor.makeConst(ones()));
  }

  override plus(other: Value): Tensor {
    return this.add(other as Tensor);
  }

  // Operators: the course's +, *, -, /, ** and @.
  add(other: Tensor | number): Tensor {
    return typeof other === "number" ? addScalar(this, other) : add(this, other);
  }
  mul(other: Tensor | number): Tensor {
    return typeof other === "number" ? mulScalar(this, other) : multiply(this, other);
  }
  sub(other: Tensor | number): Tensor {
    return typeof other === "number" ? addScalar(this, -other) : add(this, negate(other));
  }
  div(other: Tensor | number): Tensor {
    return typeof other === "number" ? divideScalar(this, other) : divide(this, other);
  }
  pow(other: Tensor | number): Tensor {
    return typeof other === "number" ? powerScalar(this, other) : power(this, other);
  }
  /** other − this. */
  rsub(other: number): Tensor {
    return addScalar(negate(this), other);
  }
  /** other / this. */
  rdiv(other: number): Tensor {
    return mulScalar(powerScalar(this, -1), other);
  }
  neg(): Tensor {
    return negate(this);
  }
  exp(): Tensor {
    return exp(this);
  }
  log(): Tensor {
    return log(this);
  }
  relu(): Tensor {
    return relu(this);
  }
  matmul(other: Tensor): Tensor {
    return matmul(this, other);
  }
  sum(axes: Axes = null): Tensor {
    return summation(this, axes);
  }
  broadcastTo(shape: Shape): Tensor {
    return broadcastTo(this, shape);
  }
  reshape(shape: Shape): Tensor {
    return reshape(this, shape);
  }
  transpose(axes: AxisPair | null = null): Tensor {
    return transpose(this, axes);
  }
}

function arrayFrom(source: TensorSource, { requiresGrad: _, ...options }: TensorOptions): NDArray {
  if (source instanceof HostMatrix) return tensor(source.data, { ...options, shape: options.shape ?? source.shape });
  if (!(source instanceof Tensor) && !(source instanceof NeedleTensor)) return tensor(source as number[], options); // the type of any nesting is endless
  const array = source instanceof Tensor ? source.realizeCachedData() : source.detach();
  const { dtype = array.dtype, device = array.device, shape = array.shape } = options;
  const moved = dtype === array.dtype && device === array.device ? array : array.to({ dtype, device });
  return sameShape(shape, moved.shape) ? moved : moved.reshape(shape);
}

/** Several tensors as one value of the graph. */
export class TensorTuple extends Value {
  declare cachedData: readonly NDArray[] | null;
  declare grad: TensorTuple | null;

  /** The result of an operation with several results. */
  static makeFromOp(op: Op, inputs: readonly Value[]): TensorTuple {
    return settled(new TensorTuple(Parts.of(op, inputs)));
  }
  override tensorFrom(op: Op, inputs: readonly Value[]): Tensor {
    return Tensor.makeFromOp(op, inputs);
  }
  override tupleFrom(op: Op, inputs: readonly Value[]): TensorTuple {
    return TensorTuple.makeFromOp(op, inputs);
  }
  override realizeCachedData(): readonly NDArray[] {
    return super.realizeCachedData() as readonly NDArray[];
  }

  get length(): number {
    return this.realizeCachedData().length;
  }
  /** The tensor at an index; the course writes `tuple[index]`. */
  get(index: number): Tensor {
    return tupleGetItem(this, index);
  }
  /** All tensors, as a list. */
  tuple(): Tensor[] {
    return Array.from({ length: this.length }, (_, i) => this.get(i));
  }
  add(other: TensorTuple): TensorTuple {
    if (other.length !== this.length)
      throw new ShapeError(`add: a tuple of ${this.length} and one of ${other.length} have no sum`);
    return makeTuple(...this.tuple().map((value, i) => value.add(other.get(i))));
  }
  override plus(other: Value): TensorTuple {
    return this.add(other as TensorTuple);
  }
  override detach(): TensorTuple {
    return new TensorTuple(new Parts(null, [], this.realizeCachedData(), false));
  }
}

/** A new result: computed now, unless in lazy mode, and without history where nothing requires a gradient. */
function settled<T extends Tensor | TensorTuple>(result: T): T {
  if (LAZY_MODE) return result;
  if (!result.requiresGrad) return result.detach() as T;
  result.realizeCachedData();
  return result;
}
