// What a user holds: a handle on a node of the graph. Methods build graph; nothing runs until a value is read.
import { arrayOf, bytesOf, checkDType, type DType, isFloat, type TypedArray } from "./dtype.ts";
import { ArgumentError, AxisError, GradientError, ShapeError } from "./errors.ts";
import { binary, cast, unary, weakNumber } from "./graph/compose/elementwise.ts";
import { matmul } from "./graph/compose/matmul.ts";
import { logSoftmax, logSumExp, mean, position, softmax } from "./graph/compose/reductions.ts";
import { at, expandTo, permuteBy, reshapeTo, slice, transpose } from "./graph/compose/views.ts";
import { type Options as BackwardOptions, backward as differentiate } from "./graph/gradient.ts";
import { Flag, isRealized, type Node, Storage } from "./graph/node.ts";
import { indexLabel, take } from "./graph/ops/gather.ts";
import { map, named } from "./graph/ops/map.ts";
import { flip, pad, reshape } from "./graph/ops/movement.ts";
import { bitsOf, type FoldName, fold } from "./graph/ops/reduce.ts";
import { alias, coordinate, detached, leaf, number } from "./graph/ops/source.ts";
import { typeOf } from "./graph/type.ts";
import { call, formula } from "./ir/formula.ts";
import type { ScalarName, scalars } from "./ir/scalar.ts";
import { tensorToHTML } from "./print/html.ts";
import { headOf, inspectTensor } from "./print/text.ts";
import { type DeviceLike, device } from "./runtime/devices.ts";
import type { Timeline } from "./runtime/timeline.ts";
import { hookOn, type VariableState } from "./runtime/variable.ts";
import { normalizeAxes, normalizeAxis, type Shape, show, sizeOf } from "./shape.ts";
import type {
  AtMethod,
  AxisMethod,
  BinaryMethod,
  ExpandMethod,
  MatMulMethod,
  PermuteMethod,
  ReduceMethod,
  ReshapeMethod,
  TransposeMethod,
} from "./types/methods.ts";

export type { Shape };

type Table = typeof scalars;
type Arity<N extends number> = {
  [K in ScalarName]: Table[K] extends { internal: true } ? never : Table[K]["domain"]["length"] extends N ? K : never;
}[ScalarName];
type UnaryMethods<S extends Shape> = { readonly [K in keyof Table as K extends Arity<1> ? K : never]: () => Tensor<S> };
type BinaryMethods = { readonly [K in keyof Table as K extends Arity<2> ? K : never]: BinaryMethod<K> };

// The element-wise methods are the rows of the scalar table.
export interface Tensor<out S extends Shape = Shape> extends UnaryMethods<S>, BinaryMethods {}

/**
 * An n-dimensional array of numbers, lazily computed. Its value is fixed when it is created; it is computed when something
 * is read, together with all that is pending.
 *
 * @example
 * const x = tensor([[1, 2], [3, 4]]);
 * await x.mul(2).sum().item(); // 20
 */
export class Tensor<out S extends Shape = Shape> {
  /** @internal */
  node: Node;
  /** @internal */
  constructor(node: Node) {
    this.node = node;
    node.flags |= Flag.held;
    if (!isRealized(node)) (node.type.place as Timeline).made(node);
  }

  get shape(): S {
    return this.node.type.shape as S;
  }
  get dtype(): DType {
    return this.node.type.dtype;
  }
  /** The number of elements. */
  get size(): number {
    return this.node.type.size;
  }
  /** The number of axes. */
  get rank(): number {
    return this.node.type.shape.length;
  }
  /** The name of the device. */
  get device(): string {
    return this.node.type.place.name;
  }
  /** A variable that wants a gradient is upstream, and its graph has not been dropped. */
  get requiresGrad(): boolean {
    return (this.node.flags & Flag.tracked) !== 0 && isFloat(this.dtype);
  }
  /** @internal The variable behind this handle, if it is one. */
  get variable(): VariableState | null {
    return null;
  }
  /** The gradient of a leaf, or of a tensor after `retainGrad()`; null before a backward pass. */
  get grad(): Tensor<S> | null {
    return (retained.get(this.node) as Tensor<S> | undefined) ?? null;
  }

  // Methods whose result has another shape; their signatures are in types/methods.ts, their bodies below.
  declare readonly matmul: MatMulMethod;
  declare readonly sum: ReduceMethod<"sum">;
  declare readonly mean: ReduceMethod<"mean">;
  declare readonly max: ReduceMethod<"max">;
  declare readonly min: ReduceMethod<"min">;
  declare readonly prod: ReduceMethod<"prod">;
  declare readonly argmax: ReduceMethod<"argmax">;
  declare readonly argmin: ReduceMethod<"argmin">;
  declare readonly logSumExp: ReduceMethod<"logSumExp">;
  declare readonly softmax: AxisMethod<"softmax">;
  declare readonly logSoftmax: AxisMethod<"logSoftmax">;
  declare readonly permute: PermuteMethod;
  declare readonly transpose: TransposeMethod;
  declare readonly reshape: ReshapeMethod;
  declare readonly expand: ExpandMethod;
  declare readonly at: AtMethod;

  /**
   * `a` where this is true, else `b`; the three broadcast.
   *
   * @example
   * tensor([1, -2]).gt(0).where(1, 0); // [1, 0]
   */
  where(a: Tensor | number, b: Tensor | number): Tensor {
    const like = a instanceof Tensor ? a : b instanceof Tensor ? b : null;
    if (like !== null) return new Tensor(map(whereFormula, this.node, operand(a, like), operand(b, like)));
    const dtype = Number.isInteger(a) && Number.isInteger(b) ? "int32" : "float32";
    const place = this.node.type.place;
    return new Tensor(
      map(whereFormula, this.node, number(a as number, dtype, place), number(b as number, dtype, place)),
    );
  }

  /**
   * The rows `start` to `end` (exclusive) along one axis. Of a stored tensor along axis 0 the offset is a run-time number:
   * all batches of a data set share one plan.
   *
   * @throws AxisError if the range is not within the axis
   * @example
   * tensor([[1, 2, 3], [4, 5, 6]]).slice(1, 3, 1); // [[2, 3], [5, 6]]
   */
  slice(start: number, end: number, axis = 0): Tensor {
    return madeOf(this, slice(this.node, start, end, axis));
  }
  /**
   * Zeros around the tensor: low and high for each axis.
   *
   * @example
   * tensor([1, 2]).pad([[1, 0]]); // [0, 1, 2]
   */
  pad(amounts: readonly (readonly [low: number, high: number])[]): Tensor {
    if (amounts.length !== this.rank || amounts.some(([low, high]) => !(low >= 0 && high >= 0)))
      throw new ShapeError(
        `pad: ${amounts.length} pairs for ${show(this.shape)}: give two amounts from 0 for each axis`,
      );
    return madeOf(this, pad(this.node, amounts.flat()));
  }
  /**
   * Reverses axes; all of them by default.
   *
   * @example
   * tensor([[1, 2], [3, 4]]).flip(1); // [[2, 1], [4, 3]]
   */
  flip(axes?: number | readonly number[]): Tensor<S> {
    return new Tensor<S>(flip(this.node, normalizeAxes("flip", axes, this.rank)));
  }
  /** One axis of size prod(shape). */
  flatten(): Tensor<[number]> {
    return madeOf<[number]>(this, reshape(this.node, [this.size]));
  }
  /** Without an axis of size 1. */
  squeeze(axis: number): Tensor {
    axis = normalizeAxis("squeeze", axis, this.rank);
    if (this.shape[axis] !== 1) throw new ShapeError(`squeeze: axis ${axis} of ${show(this.shape)} is not of size 1`);
    return new Tensor(
      reshape(
        this.node,
        this.shape.filter((_, i) => i !== axis),
      ),
    );
  }
  /** With an axis of size 1 before `axis`. */
  unsqueeze(axis: number): Tensor {
    axis = normalizeAxis("unsqueeze", axis, this.rank + 1);
    return new Tensor(reshape(this.node, [...this.shape.slice(0, axis), 1, ...this.shape.slice(axis)]));
  }
  /**
   * The rows that `ids` names: (rows, rest…) and ids (picks…) give (picks…, rest…).
   *
   * @throws DataError when the result is read, if an id is outside
   * @example
   * const table = tensor([[1, 2], [3, 4], [5, 6]]);
   * table.take(tensor([2, 0], { dtype: "int32" })); // [[5, 6], [1, 2]]
   */
  take(ids: Tensor): Tensor {
    if (this.rank === 0) throw new AxisError("take: a 0-d tensor has no rows");
    return new Tensor(take(this.node, ids.node, 0, takeLabel));
  }
  /**
   * 1 at the class and 0 elsewhere: (…) of classes gives (…, classes) of float32.
   *
   * @example
   * tensor([2, 0], { dtype: "int32" }).oneHot(3); // [[0, 0, 1], [1, 0, 0]]
   */
  oneHot(classes: number): Tensor {
    const { shape, place } = this.node.type;
    const index = coordinate(place, [...shape, classes], shape.length);
    return new Tensor(map(oneHotFormula, index, reshape(this.node, [...shape, 1])));
  }
  /**
   * With another dtype, or on another device. Moving between devices reads the value now.
   *
   * @example
   * tensor([1.7, -1.7]).to("int32"); // [1, -1]
   */
  to(target: DType | { readonly dtype?: DType; readonly device?: DeviceLike }): Tensor<S> {
    const { dtype = this.dtype, device: where = this.device } = typeof target === "string" ? { dtype: target } : target;
    const converted = checkDType("to", dtype) === this.dtype ? this : new Tensor<S>(cast(this.node, dtype));
    const place = device(where);
    if (place === converted.node.type.place) return converted;
    const storage = new Storage(typeOf(place, dtype, this.shape));
    storage.host = converted.dataSync();
    return new Tensor<S>(leaf(storage.type, storage));
  }

  /**
   * The same value without its history: gradients do not go through it. Of a variable: its value as it is now.
   *
   * @example
   * const w = parameter(tensor([1]));
   * const before = w.detach();
   * w.assign(w.add(1));
   * before; // [1]
   */
  detach(): Tensor<S> {
    return new Tensor<S>(this.variable?.snapshot() ?? detached(this.node));
  }
  /**
   * Computes the gradients of all variables upstream and adds them to their `.grad`. Drops the graph unless asked not to.
   *
   * @param gradient the gradient of this tensor; needed unless it has one element
   * @param options `retainGraph` allows another backward pass; `createGraph` makes the gradients differentiable
   * @throws GradientError where no variable is upstream or the graph has been dropped
   * @example
   * const w = tensor([1, 2, 3], { requiresGrad: true });
   * w.square().sum().backward();
   * w.grad; // [2, 4, 6]
   */
  backward(gradient?: Tensor | null, options: BackwardOptions = {}): void {
    if (gradient == null && this.size !== 1)
      throw new GradientError(
        `backward: a tensor of shape ${show(this.shape)} needs a gradient of that shape; only for one element it can be left out`,
      );
    if (gradient && show(gradient.shape) !== show(this.shape))
      throw new ShapeError(`backward: the gradient is ${show(gradient.shape)}, the tensor ${show(this.shape)}`);
    if (isRealized(this.node) && (this.node.data as Storage).failure !== null)
      throw (this.node.data as Storage).failure;
    if (!isFloat(this.dtype)) throw new GradientError(`backward: ${this.dtype} tensors have no gradients`);
    const timeline = this.node.type.place as Timeline;
    timeline.runPending();
    differentiate(this.node, gradient?.node ?? null, options);
    timeline.pending.losses.push(this.node);
    timeline.wake();
  }
  /**
   * Keeps the gradient of a tensor in the middle of a graph, as `.grad`.
   *
   * @example
   * const w = tensor([1, 2], { requiresGrad: true });
   * const hidden = w.mul(3).retainGrad();
   * hidden.square().sum().backward();
   * hidden.grad; // [6, 12]
   */
  retainGrad(): this {
    if (this.variable === null) this.registerHook((g) => void retained.set(this.node, g));
    return this;
  }
  /**
   * Calls `hook` with the gradient in every backward pass; what it returns takes its place. Returns how to remove it.
   *
   * @example
   * const w = tensor([1, 2], { requiresGrad: true });
   * const remove = w.registerHook((g) => g.minimum(1));
   * w.mul(5).sum().backward();
   * w.grad; // [1, 1]
   * remove();
   */
  registerHook(hook: (gradient: Tensor<S>) => Tensor | undefined | void): () => void {
    if (!this.requiresGrad) throw new GradientError("registerHook: this tensor has no gradient");
    return hookOn(this.node, this.variable, (g) => {
      if (!isRealized(g)) (g.type.place as Timeline).pending.kept.push(g); // whoever collects it may read it at any time
      return hook(new Tensor<S>(g))?.node;
    });
  }

  /**
   * The elements, row by row, in a copy.
   *
   * @example
   * await tensor([[1, 2], [3, 4]]).data(); // [1, 2, 3, 4]
   */
  async data(): Promise<TypedArray> {
    return typed(await (this.node.type.place as Timeline).read(this.node), this.dtype);
  }
  /** The elements at once, where the device can. */
  dataSync(): TypedArray {
    return typed((this.node.type.place as Timeline).readSync(this.node), this.dtype);
  }
  /**
   * The value of a tensor with one element.
   *
   * @throws ShapeError if it has several
   */
  async item(): Promise<number> {
    return this.#single(await this.#checkSingle().data());
  }
  /** The same at once, where the device can. */
  itemSync(): number {
    return this.#single(this.#checkSingle().dataSync());
  }
  /** The elements as nested arrays. */
  async toArray(): Promise<Nested> {
    return nest(await this.data(), this.shape);
  }
  /** The same at once, where the device can. */
  toArraySync(): Nested {
    return nest(this.dataSync(), this.shape);
  }
  #checkSingle(): this {
    if (this.size !== 1)
      throw new ShapeError(`item: a tensor of shape ${show(this.shape)} has ${this.size} elements; use data()`);
    return this;
  }
  #single(data: TypedArray): number {
    return data[0]!;
  }

  /**
   * The tensor as a table in HTML, for notebooks and pages. Like all printing it runs nothing.
   *
   * @example
   * tensor([[1, 2]]).toHTML().includes("<table"); // true
   */
  toHTML(): string {
    return tensorToHTML(this);
  }
  [Symbol.for("Jupyter.display")](): Readonly<Record<string, string>> {
    return { "text/plain": inspectTensor(this), "text/html": tensorToHTML(this) };
  }
  [Symbol.for("nodejs.util.inspect.custom")](depth = 0): string {
    return depth < 0 ? headOf(this) : inspectTensor(this);
  }
  toString(): string {
    return inspectTensor(this);
  }
}

/** Gradients of tensors in the middle of graphs. */
const retained = new WeakMap<Node, Tensor>();

export type Nested = number | Nested[];
function nest(data: TypedArray, shape: Shape): Nested {
  const build = (axis: number, from: number, size: number): Nested =>
    axis === shape.length
      ? data[from]!
      : Array.from({ length: shape[axis]! }, (_, i) =>
          build(axis + 1, from + (i * size) / shape[axis]!, size / shape[axis]!),
        );
  return build(0, 0, sizeOf(shape));
}
const typed = (bytes: Uint8Array, dtype: DType): TypedArray =>
  new (arrayOf(dtype))(bytes.buffer, bytes.byteOffset, bytes.length / bytesOf(dtype));

// ---- bodies of the methods that are declared by type ----

/** The other operand of an element-wise function: numbers are weak. */
function operand(x: Tensor | number, beside: Tensor): Node {
  if (typeof x === "number") return weakNumber(x, beside.node);
  if (!(x instanceof Tensor))
    throw new ArgumentError(`a tensor or a number is needed, not ${typeof x === "object" ? "an object" : String(x)}`);
  return x.node;
}
const whereFormula = formula((c, a, b) => call("where", c, a, b));
const oneHotFormula = named(
  "oneHot",
  formula((i, label) => call("float32", call("eq", i, label))),
);
const takeLabel = indexLabel("take", "index");

type Body = (this: Tensor, ...args: never[]) => Tensor;
const methods: Record<string, Body> = {};
for (const [name, f] of unary)
  methods[name] = function () {
    return new Tensor(map(f, this.node));
  };
for (const [name, f] of binary)
  methods[name] = function (other: Tensor | number) {
    return new Tensor(map(f, this.node, operand(other, this)));
  };

interface Keep {
  readonly keepdim?: boolean;
}
function reduction(op: string, body: (x: Node, axes: readonly number[]) => Node): Body {
  return function (axes?: number | readonly number[] | null, { keepdim = false }: Keep = {}) {
    const { shape } = this.node.type;
    const list = normalizeAxes(op, axes, shape.length, shape);
    const kept = body(this.node, list);
    return madeOf(
      this,
      keepdim
        ? kept
        : reshape(
            kept,
            shape.filter((_, i) => !list.includes(i)),
          ),
    );
  };
}
const folding = (name: FoldName): Body => reduction(name, (x, axes) => fold(name, x, bitsOf(axes)));
function positionOf(op: "argmax" | "argmin", extreme: "max" | "min"): Body {
  const along = reduction(op, (x, axes) => {
    if (axes.length !== 1) throw new AxisError(`${op}: takes one axis or none, not ${axes.length}`);
    return position(extreme, x, axes[0]!);
  });
  return function (axis?: number | readonly number[] | null, options: Keep = {}) {
    if (axis != null) return along.call(this, axis as never, options as never);
    const flat = along.call(new Tensor(reshape(this.node, [this.size])), 0 as never);
    return options.keepdim
      ? new Tensor(
          reshape(
            flat.node,
            this.shape.map(() => 1),
          ),
        )
      : flat;
  };
}
function alongAxis(op: string, body: (x: Node, axis: number) => Node): Body {
  return function (axis: number) {
    return new Tensor(body(this.node, normalizeAxis(op, axis, this.rank, this.shape)));
  };
}
const view = (body: (x: Node, ...args: never[]) => Node): Body =>
  function (this: Tensor, ...args: never[]) {
    return madeOf(this, body(this.node, ...args));
  };
/** A tensor made of another; where nothing had to be made of a variable, still a snapshot and not its live handle. */
function madeOf<S extends Shape = Shape>(t: Tensor, node: Node): Tensor<S> {
  return new Tensor<S>(node === t.node && t.variable !== null ? alias(node, false) : node);
}

Object.assign(Tensor.prototype, methods, {
  sum: folding("sum"),
  max: folding("max"),
  min: folding("min"),
  prod: folding("prod"),
  mean: reduction("mean", mean),
  argmax: positionOf("argmax", "max"),
  argmin: positionOf("argmin", "min"),
  logSumExp: reduction("logSumExp", logSumExp),
  softmax: alongAxis("softmax", softmax),
  logSoftmax: alongAxis("logSoftmax", logSoftmax),
  matmul(this: Tensor, other: Tensor) {
    if (!(other instanceof Tensor)) throw new ArgumentError(`matmul: a tensor is needed, not ${typeof other}`);
    return new Tensor(matmul(this.node, other.node));
  },
  permute: view((x, ...order) => permuteBy(x, order)),
  transpose: view(transpose),
  reshape: view(reshapeTo),
  expand: view(expandTo),
  at: view(at),
});
