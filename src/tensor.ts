// What a user holds: a handle on a node of the graph. Methods build graph; nothing runs until a value is read.
import { arrayOf, bytesOf, checkDType, type DType, isFloat, type TypedArray } from "./dtype.ts";
import { GradientError, ShapeError } from "./errors.ts";
import { binary, cast, unary } from "./graph/compose/elementwise.ts";
import { type Options as BackwardOptions, backward as differentiate } from "./graph/gradient.ts";
import { Flag, isRealized, Node, Storage } from "./graph/node.ts";
import { map } from "./graph/ops/map.ts";
import { alias, detached, leaf } from "./graph/ops/source.ts";
import { typeOf } from "./graph/type.ts";
import { methods } from "./methods/index.ts";
import { type Method, operand, type Result } from "./methods/method.ts";
import { tensorToHTML } from "./print/html.ts";
import { headOf, inspectTensor } from "./print/text.ts";
import { type DeviceLike, device } from "./runtime/devices.ts";
import type { Timeline } from "./runtime/timeline.ts";
import { hookOn, type VariableState } from "./runtime/variable.ts";
import { type Shape, show, sizeOf } from "./shape.ts";
import type {
  ElementwiseMethods,
  ExcludedMethods,
  GatherMethods,
  IndexMethods,
  OrderMethods,
  ProductMethods,
  ReductionMethods,
  ViewMethods,
} from "./types/methods/index.ts";

export type { Shape };

// The methods by group: signatures in types/methods, bodies in methods.
export interface Tensor<out S extends Shape = Shape>
  extends ElementwiseMethods<S>,
    ProductMethods,
    ReductionMethods,
    ViewMethods<S>,
    IndexMethods,
    GatherMethods,
    OrderMethods<S>,
    ExcludedMethods {}

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

// ---- the methods by group ----

const prototype = Tensor.prototype as unknown as Record<string, unknown>;
for (const [name, f] of unary)
  prototype[name] = function (this: Tensor) {
    return new Tensor(map(f, this.node));
  };
for (const [name, f] of binary)
  prototype[name] = function (this: Tensor, other: Tensor | number) {
    return new Tensor(map(f, this.node, operand(unwrap(other), this.node)));
  };
for (const [name, body] of Object.entries(methods))
  prototype[name] = function (this: Tensor, ...args: unknown[]) {
    for (let i = 0; i < args.length; i++) args[i] = unwrap(args[i]);
    return wrap((body as Method)(this.node, ...(args as never[])), this);
  };

/** Tensors, also those in lists, as nodes. */
function unwrap(x: unknown): unknown {
  if (x instanceof Tensor) return x.node;
  return Array.isArray(x) ? x.map(unwrap) : x;
}
/** What a function of nodes returns, as tensors; where nothing had to be made of a variable, a snapshot and not its live handle. */
function wrap(result: Result, of: Tensor): unknown {
  if (result instanceof Node)
    return new Tensor(result === of.node && of.variable !== null ? alias(result, false) : result);
  if (Array.isArray(result)) return result.map((n) => wrap(n, of));
  return Object.fromEntries(Object.entries(result).map(([name, n]) => [name, wrap(n, of)]));
}
