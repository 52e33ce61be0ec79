// What a user holds: a handle on a node of the graph. Methods build graph; nothing runs until a value is read.
import { arrayOf, bytesOf, checkDType, type DType, isFloat, type TypedArray, weak } from "./dtype.ts";
import { ArgumentError, AxisError, GradientError, ShapeError } from "./errors.ts";
import { type Options as BackwardOptions, backward as differentiate } from "./graph/gradient.ts";
import { Flag, isRealized, type Node, Storage } from "./graph/node.ts";
import { batchedMatmul, contract } from "./graph/ops/contract.ts";
import { indexLabel, take } from "./graph/ops/gather.ts";
import { map, named } from "./graph/ops/map.ts";
import { expand, flip, pad, permute, reshape, shrink } from "./graph/ops/movement.ts";
import { bitsOf, type FoldName, fold, untracked } from "./graph/ops/reduce.ts";
import { coordinate, detached, leaf, number, numberLike, slice } from "./graph/ops/source.ts";
import { typeOf } from "./graph/type.ts";
import { call, type Formula, formula, input } from "./ir/formula.ts";
import { type ScalarName, scalars } from "./ir/scalar.ts";
import { inspectTensor } from "./print.ts";
import { type DeviceLike, device } from "./runtime/devices.ts";
import type { Timeline } from "./runtime/timeline.ts";
import { hookOn, type VariableState } from "./runtime/variable.ts";
import { broadcast, checkShape, normalizeAxes, normalizeAxis, type Shape, show, sizeOf, stridesOf } from "./shape.ts";
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
  constructor(node: Node, hostBytes = 0) {
    this.node = node;
    if (!isRealized(node)) (node.type.place as Timeline).made(node, hostBytes);
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
    axis = normalizeAxis("slice", axis, this.rank);
    const { type } = this.node;
    const size = type.shape[axis]!;
    if (!Number.isInteger(start) || !Number.isInteger(end) || start < 0 || end > size || start > end)
      throw new AxisError(`slice: ${start} … ${end} is not a range within axis ${axis} of ${show(type.shape)}`);
    const shape = type.shape.map((d, i) => (i === axis ? end - start : d));
    const stored = isRealized(this.node) && (this.node.flags & Flag.tracked) === 0 && this.variable === null;
    if (stored && axis === 0) return new Tensor(slice(this.node, shape, start * stridesOf(type.shape)[0]!));
    return new Tensor(
      shrink(
        this.node,
        type.shape.flatMap((d, i) => (i === axis ? [start, d - end] : [0, 0])),
      ),
    );
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
    return new Tensor(pad(this.node, amounts.flat()));
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
    return new Tensor<[number]>(reshape(this.node, [this.size]));
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
    const cast = checkDType("to", dtype) === this.dtype ? this : new Tensor<S>(map(castFormulas[dtype], this.node));
    const place = device(where);
    if (place === cast.node.type.place) return cast;
    const storage = new Storage(typeOf(place, dtype, this.shape));
    storage.host = cast.dataSync();
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
    return hookOn(this.node, this.variable, (g) => hook(new Tensor<S>(g))?.node);
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

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return inspectTensor(this);
  }
  toString(): string {
    return inspectTensor(this);
  }
}

/** Gradients of tensors in the middle of graphs. */
const retained = new WeakMap<Node, Tensor>();

/** A tensor that changes in time: a parameter, a running statistic. Its handle always shows the newest version. */
export class Variable<out S extends Shape = Shape> extends Tensor<S> {
  readonly #state: VariableState;
  #grad: { node: Node; tensor: Tensor<S> } | null = null;
  /** @internal */
  constructor(state: VariableState) {
    super(state.node);
    this.#state = state;
    state.onVersion = (n) => {
      this.node = n;
    };
  }
  override get variable(): VariableState {
    return this.#state;
  }
  override get grad(): Tensor<S> | null {
    const { gradient } = this.#state;
    if (gradient === null) return null;
    if (this.#grad?.node !== gradient) {
      this.#state.gradientShared = true;
      this.#grad = { node: gradient, tensor: new Tensor<S>(gradient) };
    }
    return this.#grad.tensor;
  }
  override set grad(value: null) {
    if (value !== null) throw new GradientError("grad: can only be set to null; backward() fills it");
    this.zeroGrad();
  }
  /** The gradient for an optimizer's own use: read at once, not kept. Its memory is used again after `zeroGrad()`. */
  get gradient(): Tensor<S> | null {
    const { gradient } = this.#state;
    return gradient === null ? null : new Tensor<S>(gradient);
  }
  /** Forgets the gradient. Its memory is used again. */
  zeroGrad(): void {
    this.#state.zeroGrad();
    this.#grad = null;
  }
  /**
   * Gives the variable a new value, with the numbers that are in it now. Runs later.
   *
   * @throws ShapeError, ArgumentError where shape, dtype or device differ
   * @example
   * const w = parameter(tensor([1, 2]));
   * w.assign(w.mul(10));
   * w; // [10, 20]
   */
  assign(value: Tensor): this {
    this.#state.assign(value.node);
    return this;
  }
}

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
  if (typeof x === "number") return number(x, weak(x, beside.dtype), beside.node.type.place);
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
const castFormulas = Object.fromEntries(
  (["bool", "uint8", "int32", "uint32", "float32", "float64"] as const).map((d) => [d, formula((x) => call(d, x))]),
) as Record<DType, Formula>;

type Body = (this: Tensor, ...args: never[]) => Tensor;
const methods: Record<string, Body> = {};
for (const name of Object.keys(scalars) as ScalarName[]) {
  const row: { domain: readonly unknown[]; internal?: true } = scalars[name];
  if (row.internal) continue;
  if (row.domain.length === 1) {
    const f = call(name, input(0));
    methods[name] = function () {
      return new Tensor(map(f, this.node));
    };
  } else if (row.domain.length === 2) {
    const f = call(name, input(0), input(1));
    methods[name] = function (other: Tensor | number) {
      return new Tensor(map(f, this.node, operand(other, this)));
    };
  }
}

interface Keep {
  readonly keepdim?: boolean;
}
type AxesArg = number | readonly number[] | null | undefined;
function reduction(op: string, body: (x: Node, axes: readonly number[]) => Node): Body {
  return function (axes?: AxesArg, { keepdim = false }: Keep = {}) {
    const { shape } = this.node.type;
    const list = normalizeAxes(op, axes, shape.length, shape);
    const kept = body(this.node, list);
    return new Tensor(
      keepdim
        ? kept
        : reshape(
            kept,
            shape.filter((_, i) => !list.includes(i)),
          ),
    );
  };
}
const plainFold = (name: FoldName) => reduction(name, (x, axes) => fold(name, x, bitsOf(axes)));
const scaled = formula((x, by) => call("mul", x, by));
const float = (x: Node): Node => (isFloat(x.type.dtype) ? x : map(castFormulas.float32, x));
const subtract = formula((x, y) => call("sub", x, y));
const exp = formula((x) => call("exp", x));
const quotient = formula((x, y) => call("div", x, y));
const plusLog = named(
  "logSumExp",
  formula((m, s) => call("add", m, call("log", s))),
);
/** Where x is infinite there is nothing to subtract. */
const shiftBy = formula((m) => call("where", call("isFinite", m), m, 0));

/** The largest elements, as constants: the gradient of what is made with them cancels. */
const peak = (x: Node, bits: number): Node => untracked(() => map(shiftBy, fold("max", x, bits)));
export function logSumExp(x: Node, axes: readonly number[]): Node {
  x = float(x);
  const bits = bitsOf(axes);
  const m = peak(x, bits);
  return map(plusLog, m, fold("sum", map(exp, map(subtract, x, m)), bits));
}
const pickFirst = named(
  "position",
  formula((x, m, i, size) => call("where", call("eq", x, m), i, size)),
);
function position(op: "argmax" | "argmin"): Body {
  return function (axes?: number | null, options?: Keep) {
    if (axes == null) {
      const flat = new Tensor(reshape(this.node, [this.size]));
      return methods[op]!.call(flat, 0 as never, options as never);
    }
    return reduction(op, (x, [axis]) =>
      untracked(() => {
        const { shape, place } = x.type;
        const extreme = fold(op === "argmax" ? "max" : "min", x, 1 << axis!);
        return fold(
          "min",
          map(pickFirst, x, extreme, coordinate(place, shape, axis!), number(shape[axis!]! - 1, "int32", place)),
          1 << axis!,
        );
      }),
    ).call(this, axes as never, options as never);
  };
}

Object.assign(methods, {
  sum: plainFold("sum"),
  max: plainFold("max"),
  min: plainFold("min"),
  prod: plainFold("prod"),
  mean: reduction("mean", (x, axes) => {
    x = float(x);
    const count = axes.reduce((n, a) => n * x.type.shape[a]!, 1);
    return map(scaled, fold("sum", x, bitsOf(axes)), numberLike(1 / count, x));
  }),
  argmax: position("argmax"),
  argmin: position("argmin"),
  logSumExp: reduction("logSumExp", logSumExp),
  softmax(this: Tensor, axis: number) {
    const x = float(this.node);
    const bits = 1 << normalizeAxis("softmax", axis, this.rank, this.shape);
    const e = map(exp, map(subtract, x, peak(x, bits)));
    return new Tensor(map(quotient, e, fold("sum", e, bits)));
  },
  logSoftmax(this: Tensor, axis: number) {
    const x = float(this.node);
    return new Tensor(map(subtract, x, logSumExp(x, [normalizeAxis("logSoftmax", axis, this.rank, this.shape)])));
  },
  matmul(this: Tensor, other: Tensor) {
    if (!(other instanceof Tensor)) throw new ArgumentError(`matmul: a tensor is needed, not ${typeof other}`);
    return new Tensor(matmul(this.node, other.node));
  },
  permute(this: Tensor, ...order: number[]) {
    return new Tensor(
      permute(
        this.node,
        order.map((a) => normalizeAxis("permute", a, this.rank, this.shape)),
      ),
    );
  },
  transpose(this: Tensor, a?: number, b?: number) {
    if (this.rank < 2 && a === undefined)
      throw new ShapeError(`transpose: ${show(this.shape)} has fewer than two axes`);
    const [from, to] = [a ?? -2, b ?? -1].map((x) => normalizeAxis("transpose", x, this.rank, this.shape)) as [
      number,
      number,
    ];
    const order = this.shape.map((_, i) => (i === from ? to : i === to ? from : i));
    return new Tensor(permute(this.node, order));
  },
  reshape(this: Tensor, shape: Shape) {
    return new Tensor(reshape(this.node, fillIn(this.shape, shape)));
  },
  expand(this: Tensor, shape: Shape) {
    const lead = shape.length - this.rank;
    return new Tensor(
      expand(
        this.node,
        checkShape(
          "expand",
          shape.map((d, i) => (d === -1 && i >= lead ? this.shape[i - lead]! : d)),
        ),
      ),
    );
  },
  at(this: Tensor, index: number) {
    if (this.rank === 0) throw new AxisError("at: a 0-d tensor has no axis to index");
    const size = this.shape[0]!;
    if (!Number.isInteger(index) || index < -size || index >= size)
      throw new AxisError(`at: index ${index} is out of range for axis 0 of ${show(this.shape)}`);
    const i = index < 0 ? index + size : index;
    const row = this.slice(i, i + 1);
    return new Tensor(reshape(row.node, this.shape.slice(1)));
  },
});
Object.assign(Tensor.prototype, methods);

/** Fills in the one size that may be −1. */
function fillIn(from: Shape, to: Shape): Shape {
  const open = to.indexOf(-1);
  if (open < 0) return checkShape("reshape", to);
  if (to.indexOf(-1, open + 1) >= 0) throw new ShapeError(`reshape: only one size can be -1, not as in ${show(to)}`);
  const rest = to.reduce((n, d) => (d === -1 ? n : n * d), 1);
  if (rest === 0 || sizeOf(from) % rest !== 0)
    throw new ShapeError(`reshape: ${show(from)} (${sizeOf(from)} elements) does not fit ${show(to)}`);
  return to.map((d) => (d === -1 ? sizeOf(from) / rest : d));
}

/** Matrix product as in NumPy: batches broadcast, 1-d operands get an axis for the time of the product. */
function matmul(a: Node, b: Node): Node {
  const p = a.type.shape;
  const q = b.type.shape;
  if (p.length === 2 && q.length === 2 && p[1] === q[0]) return batchedMatmul(a, b, 0);
  if (p.length === 0 || q.length === 0)
    throw new ShapeError(`matmul: a 0-d tensor has no axis to sum over, ${show(p)} @ ${show(q)}`);
  const inner = [p.at(-1), q.at(q.length > 1 ? -2 : -1)];
  if (inner[0] !== inner[1]) throw new ShapeError(`matmul: inner sizes differ, ${show(p)} @ ${show(q)}`);
  const left = p.slice(0, -2);
  const right = q.slice(0, -2);
  try {
    broadcast("matmul", left, right);
  } catch {
    throw new ShapeError(`matmul: batch axes do not broadcast, ${show(p)} @ ${show(q)}`);
  }
  // labels: 0 row, 1 inner, 2 column, then the batch axes; axes of size 1 are left out and put back at the end
  const batch = broadcast("matmul", left, right);
  const own = (shape: Shape): number[] =>
    batch.map((_, i) => i).filter((i) => (shape[i - batch.length + shape.length] ?? 1) !== 1);
  const label = (i: number): number => 3 + i;
  const without1 = (n: Node, lead: Shape, tail: Shape): Node => reshape(n, [...lead.filter((d) => d !== 1), ...tail]);
  const [rows, columns] = [p.length > 1 ? [0] : [], q.length > 1 ? [2] : []];
  const shared = batch.map((_, i) => i).filter((i) => batch[i] !== 1);
  const product = contract(
    [...own(left).map(label), ...rows, 1],
    [...own(right).map(label), 1, ...columns],
    [...shared.map(label), ...rows, ...columns],
    without1(a, left, p.slice(-2)),
    without1(b, right, q.slice(-2)),
  );
  return reshape(product, [...batch, ...p.slice(-2, -1), ...(q.length > 1 ? [q.at(-1)!] : [])]);
}
