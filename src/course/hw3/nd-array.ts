// The course's array: a shape, strides and an offset over the memory of a device. Views share that memory.
import type { Numbers } from "../../collect.ts";
import { tensor } from "../../create.ts";
import { ArgumentError, ShapeError } from "../../errors.ts";
import { checkShape, type Shape, sameShape, show, sizeOf, stridesOf } from "../../shape.ts";
import type { Nested } from "../../tensor.ts";
import type { Handle } from "./backend.ts";
import { type Axes, binary, matmul, reduce, unary } from "./compute.ts";
import type { BackendDevice } from "./devices.ts";
import { flipped, type Geometry, partOf, permuted, reshaped, stretched } from "./geometry.ts";
import type { Index } from "./indices.ts";
import { checkInside } from "./strides.ts";

/** What a view is made of, beside its shape and device. */
export interface View {
  /** Steps from element to element along each axis; without them the array is compact. */
  readonly strides?: readonly number[];
  /** The memory; without it new memory is taken. */
  readonly handle?: Handle;
  /** The place of the first element. */
  readonly offset?: number;
}

/**
 * A strided array of float32 numbers. `array(…)` makes one of nested numbers.
 *
 * @example
 * const a = array([[1, 2, 3], [4, 5, 6]]);
 * const column = a.get(":", 1); // a view
 * column.set([":"], 0);
 * a.numpy(); // [[1, 0, 3], [4, 0, 6]]
 */
export class NDArray {
  readonly shape: Shape;
  readonly strides: readonly number[];
  readonly device: BackendDevice;
  readonly handle: Handle;
  readonly offset: number;

  private constructor(shape: Shape, device: BackendDevice, { strides, handle, offset = 0 }: View) {
    this.shape = [...checkShape("NDArray.make", shape)];
    this.strides = [...(strides ?? stridesOf(shape))];
    this.device = device;
    device.mod; // a device that is not there says so
    this.handle = handle ?? new Float32Array(sizeOf(shape));
    this.offset = offset;
    checkInside("NDArray.make", this.shape, this.strides, offset, this.handle.length);
  }
  /**
   * An array or a view of a memory.
   *
   * @throws ShapeError where it would leave the memory
   */
  static make(shape: Shape, device: BackendDevice, view: View = {}): NDArray {
    return new NDArray(shape, device, view);
  }
  /** A new array with the numbers of nested lists or of another array. */
  static from(source: Numbers | NDArray, device: BackendDevice): NDArray {
    if (source instanceof NDArray)
      return NDArray.make(source.shape, device, { handle: source.compact().handle.slice() });
    const given = tensor(source as number[], { dtype: "float32", device: "js" });
    return NDArray.make(given.shape, device, { handle: Float32Array.from(given.dataSync()) });
  }

  get ndim(): number {
    return this.shape.length;
  }
  get size(): number {
    return sizeOf(this.shape);
  }
  /** The numbers as nested lists. */
  numpy(): Nested {
    return tensor(this.compact().handle, { shape: this.shape, device: "js" }).toArraySync();
  }
  /** The same numbers on a device; the array itself where it is there. */
  to(device: BackendDevice): NDArray {
    return device === this.device ? this : NDArray.from(this, device);
  }
  toString(): string {
    return `NDArray(${JSON.stringify(this.numpy())}, device=${this.device.name})`;
  }
  /** Sets every element. */
  fill(value: number): void {
    this.set([], value);
  }

  /** Whether elements lie in a row and fill the memory. */
  isCompact(): boolean {
    return this.handle.length === this.size && this.offset === 0 && sameShape(this.strides, stridesOf(this.shape));
  }
  /** The array itself where it is compact, else a copy that is. */
  compact(): NDArray {
    if (this.isCompact()) return this;
    const out = this.device.empty(this.shape);
    this.device.mod.compact(this.handle, out.handle, this.shape, this.strides, this.offset);
    return out;
  }
  /** Another shape and other strides over the same memory. */
  asStrided(shape: Shape, strides: readonly number[]): NDArray {
    return this.#view({ shape, strides, offset: this.offset });
  }
  /**
   * The same elements, row by row, in another shape, over the same memory. One size may be −1.
   *
   * @throws ShapeError where the number of elements differs, or the array is not compact
   */
  reshape(shape: Shape): NDArray {
    return this.#view(reshaped(this, this.isCompact(), shape));
  }
  /** All axes in a new order, as a view: `permute([0, 3, 1, 2])`. */
  permute(axes: readonly number[]): NDArray {
    return this.#view(permuted(this, axes));
  }
  /** Axes of size 1, and new ones in front, stretched, as a view: their strides are 0. */
  broadcastTo(shape: Shape): NDArray {
    return this.#view(stretched(this, shape));
  }
  /**
   * A part, as a view. Numbers keep their axis with size 1, as in the course.
   *
   * @throws AxisError, ArgumentError where an index is outside, empty or backward
   * @example
   * const a = array([[1, 2, 3], [4, 5, 6]]);
   * a.get(1, "::2").numpy(); // [[4, 6]]
   * a.get("0:100"); // throws AxisError: get: 100 is outside axis 0 of shape [2, 3]
   */
  get(...indices: Index[]): NDArray {
    return this.#view(partOf("get", this, indices));
  }
  /** Writes a number, or as many elements as the part has, into this memory, which other views may share. */
  set(indices: readonly Index[], value: number | NDArray): void {
    const { device, handle } = this;
    const { shape, strides, offset } = partOf("set", this, indices);
    if (typeof value === "number") {
      device.mod.scalarSetitem(value, handle, shape, strides, offset);
      return;
    }
    if (value.size !== sizeOf(shape)) throw new ShapeError(`set: ${show(value.shape)} does not fill ${show(shape)}`);
    const source = value.to(device).compact().handle;
    device.mod.ewiseSetitem(source === handle ? source.slice() : source, handle, shape, strides, offset);
  }
  /** The order along some axes turned round, as a view. */
  flip(axes: Axes): NDArray {
    return this.#view(flipped(this, axes));
  }
  /** Zeros around: for each axis how many before and after. */
  pad(axes: readonly (readonly [before: number, after: number])[]): NDArray {
    if (axes.length !== this.ndim || axes.flat().some((n) => !Number.isInteger(n) || n < 0))
      throw new ArgumentError(`pad: shape ${show(this.shape)} needs ${this.ndim} pairs of whole numbers from 0`);
    const out = this.device.full(this.shape.map((d, axis) => d + axes[axis]![0] + axes[axis]![1]), 0); // biome-ignore format: one line
    if (this.size > 0) out.set(axes.map(([before], axis) => `${before}:${before + this.shape[axis]!}`), this); // biome-ignore format: one line
    return out;
  }
  #view({ shape, strides, offset }: Geometry): NDArray {
    return NDArray.make(shape, this.device, { strides, offset, handle: this.handle });
  }

  add(other: NDArray | number): NDArray {
    return binary("add", this, other, this.device.mod.ewiseAdd, this.device.mod.scalarAdd);
  }
  sub(other: NDArray | number): NDArray {
    return this.add(typeof other === "number" ? -other : other.neg());
  }
  /** other − this. */
  rsub(other: number): NDArray {
    return this.neg().add(other);
  }
  mul(other: NDArray | number): NDArray {
    return binary("mul", this, other, this.device.mod.ewiseMul, this.device.mod.scalarMul);
  }
  div(other: NDArray | number): NDArray {
    return binary("div", this, other, this.device.mod.ewiseDiv, this.device.mod.scalarDiv);
  }
  neg(): NDArray {
    return this.mul(-1);
  }
  pow(other: number): NDArray {
    const out = this.device.empty(this.shape);
    this.device.mod.scalarPower(this.compact().handle, other, out.handle);
    return out;
  }
  maximum(other: NDArray | number): NDArray {
    return binary("maximum", this, other, this.device.mod.ewiseMaximum, this.device.mod.scalarMaximum);
  }

  // Comparisons are 1 or 0.
  eq(other: NDArray | number): NDArray {
    return binary("eq", this, other, this.device.mod.ewiseEq, this.device.mod.scalarEq);
  }
  ge(other: NDArray | number): NDArray {
    return binary("ge", this, other, this.device.mod.ewiseGe, this.device.mod.scalarGe);
  }
  ne(other: NDArray | number): NDArray {
    return this.eq(other).rsub(1);
  }
  gt(other: NDArray | number): NDArray {
    return this.ge(other).mul(this.ne(other));
  }
  lt(other: NDArray | number): NDArray {
    return this.ge(other).rsub(1);
  }
  le(other: NDArray | number): NDArray {
    return this.gt(other).rsub(1);
  }

  log(): NDArray {
    return unary(this, this.device.mod.ewiseLog);
  }
  exp(): NDArray {
    return unary(this, this.device.mod.ewiseExp);
  }
  tanh(): NDArray {
    return unary(this, this.device.mod.ewiseTanh);
  }
  /** (m, n) · (n, p). */
  matmul(other: NDArray): NDArray {
    return matmul(this, other);
  }
  /**
   * The sum over axes.
   *
   * @example
   * const a = array([[1, 2, 3], [4, 5, 6]]);
   * a.sum(-1).numpy(); // [6, 15]
   * a.sum(null, { keepdims: true }).numpy(); // [[21]]
   */
  sum(axes: Axes = null, { keepdims = false } = {}): NDArray {
    return reduce("sum", this, axes, keepdims, this.device.mod.reduceSum);
  }
  /** The largest element over axes. */
  max(axes: Axes = null, { keepdims = false } = {}): NDArray {
    return reduce("max", this, axes, keepdims, this.device.mod.reduceMax);
  }
}
