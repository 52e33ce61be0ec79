// One group of nodes → one kernel in normal form. Lowering asks the root for its element at the kernel's axes; every op
// asks its sources in turn, views by changing the indices, until stored nodes are loads.
import type { DType } from "../dtype.ts";
import { inputsOf, isRealized, type Node, type Storage } from "../graph/node.ts";
import type { Side, Writer } from "../graph/op.ts";
import { type Expr, ExprArena } from "../ir/expr.ts";
import { type Axis, type Index, IndexArena } from "../ir/index.ts";
import type { Fold, Kernel, KernelBuffer, Reduction, Sort, Store } from "../ir/kernel.ts";
import type { Group } from "./cut.ts";
import { finish } from "./normalize.ts";

/** What lowering wants to know of the plan that the kernel will be part of. */
export interface Surroundings {
  /** The plan's buffer that holds a node's elements; undefined for a node that is computed where it is read. */
  buffer(n: Node): number | undefined;
  /** The slot of a number that is bound at every run; null: its value is part of the plan. */
  slot(n: Node): number | null;
  /** A new check of the indices `ids` of an op; null where they have been checked before this kernel runs. */
  check(n: Node, ids: Node, size: number): number | null;
}

export interface Lowered {
  readonly kernel: Kernel;
  /** The plan's buffers behind the kernel's. */
  readonly buffers: readonly number[];
}

/** A kernel before it is brought into normal form. */
export interface Draft {
  readonly axes: Axis[];
  reduceAxes: Axis[];
  readonly reductions: Reduction[];
  /** The operands of a contraction, and what its axes belong to. */
  product: { readonly left: Expr; readonly right: Expr } | null;
  readonly sides: Map<Axis, Side>;
  sort: Sort | null;
  stores: Store[];
  readonly buffers: KernelBuffer[];
  /** Checks that must be made whether or not a result depends on them. */
  required: Expr[];
  readonly why: string;
}

const emptyDraft = (why: string): Draft => ({
  axes: [],
  reduceAxes: [],
  reductions: [],
  product: null,
  sides: new Map(),
  sort: null,
  stores: [],
  buffers: [],
  required: [],
  why,
});

const outerFirst: readonly Side[] = ["batch", "rows", "columns"];

class Lowering implements Writer {
  readonly indices = new IndexArena();
  readonly exprs = new ExprArena();
  readonly draft: Draft;
  readonly planBuffers: number[] = [];
  readonly #group: Group;
  readonly #around: Surroundings;
  readonly #own: ReadonlySet<Node>;
  readonly #memo = new Map<Node, Map<string, Expr>>();
  readonly #loops = new Map<string, Index[]>();
  /** The loops of the contraction, as indices of its result. */
  #productAt: readonly Index[] = [];

  constructor(group: Group, around: Surroundings) {
    this.#group = group;
    this.#around = around;
    this.#own = new Set(group.writes);
    this.draft = emptyDraft(describe(group));
  }

  run(): Lowered {
    const { root, siblings } = this.#group;
    if (root.op.loops(root) === "whole") root.op.write(root, this);
    else {
      const at = this.#rootIndices();
      for (const n of [root, ...siblings]) this.source(n, at, null);
    }
    return { kernel: finish(this.draft, this.indices, this.exprs), buffers: this.planBuffers };
  }

  /** The loops of the root's elements; where there is a contraction, its axes are the loops. */
  #rootIndices(): readonly Index[] {
    const { product, root } = this.#group;
    if (product === null) return this.axes(root.type.shape);
    const { node } = product;
    const { axes, sides } = this.draft;
    const sideOf = node.op.sides(node);
    this.#productAt = node.type.shape.map((size, i) => {
      const index = this.#axis(size, axes);
      if (size !== 1) sides.set(axes.at(-1)!, sideOf[i]!);
      return index;
    });
    axes.sort((a, b) => outerFirst.indexOf(sides.get(a)!) - outerFirst.indexOf(sides.get(b)!));
    let at = this.#productAt;
    for (let step = product.place.from; step !== null; step = step.place.from)
      at = step.node.op.lands(step.node, at, step.side, this.indices);
    return at;
  }

  source(n: Node, at: readonly Index[], guard: Expr | null): Expr {
    const realized = isRealized(n);
    const own = this.#own.has(n);
    if (realized || (!own && this.#around.buffer(n) !== undefined))
      return this.stored(n, this.indices.flatten(at, n.type.shape), guard);
    if (n === this.#group.product?.node) at = this.#productAt; // which is what `at` says, perhaps in other words
    at = at.map((index, i) => (n.type.shape[i] === 1 ? this.indices.constant(0) : index)); // one spelling for one place
    let seen = this.#memo.get(n);
    if (seen === undefined) this.#memo.set(n, (seen = new Map()));
    const key = `${at.map((i) => i.id)} ${guard?.id}`;
    let value = seen.get(key);
    if (value === undefined) {
      seen.set(key, (value = n.op.emit(n, at, guard, this)));
      if (own) this.store(n, at, value, "set");
    }
    return value;
  }

  stored(n: Node, position: Index, guard: Expr | null): Expr {
    if (n.type.size === 0) return this.exprs.constant(0, n.type.dtype); // of nothing: the loops around never turn
    if (position.low >= 0 && position.high < n.type.size) guard = null; // there is always something to read
    return this.exprs.load(this.#buffer(n), position, n.type.dtype, guard);
  }

  number(n: Node, dtype: DType): Expr {
    const slot = this.#around.slot(n);
    return slot === null ? this.exprs.constant(n.data as number, dtype) : this.exprs.uniform(slot, dtype);
  }

  loops(n: Node, at: readonly Index[], sizes: readonly number[]): Index[] {
    const key = `${n.op.id} ${typeof n.arg === "number" ? n.arg : `#${n.arg.id}`} ${at.map((i) => i.id)} ${sizes}`;
    let loops = this.#loops.get(key);
    if (loops === undefined && this.#loops.size > 0) throw new Error("internal: a kernel with two sets of inner loops");
    if (loops === undefined)
      this.#loops.set(key, (loops = sizes.map((size) => this.#axis(size, this.draft.reduceAxes))));
    return loops;
  }

  axes(sizes: readonly number[]): Index[] {
    return sizes.map((size) => this.#axis(size, this.draft.axes));
  }

  reduction(fold: Fold, dtype: DType, value: Expr): Expr {
    return this.exprs.reduced(this.#reduce(fold, dtype, value), dtype);
  }

  contraction(sum: Fold, dtype: DType, left: Expr, right: Expr): Expr {
    this.draft.product = { left, right };
    return this.reduction(sum, dtype, this.exprs.call("mul", dtype, [left, right]));
  }

  running(fold: Fold, dtype: DType, value: Expr): Expr {
    return this.exprs.running(this.#reduce(fold, dtype, value), dtype);
  }

  #reduce(fold: Fold, dtype: DType, value: Expr): number {
    const { reductions } = this.draft;
    const known = reductions.findIndex((r) => r.fold === fold && r.value === value && r.dtype === dtype);
    return known >= 0 ? known : reductions.push({ fold, dtype, value }) - 1;
  }

  sorted(key: Expr, descending: boolean): Expr {
    this.draft.sort = { key, descending };
    return this.exprs.running(0, "int32");
  }

  lookUp(n: Node, ids: Node, value: Expr, size: number, guard: Expr | null): Index {
    if (ids.type.size === 0) return this.indices.constant(0);
    const check = this.#around.check(n, ids, size);
    if (check === null) return this.indices.dynamic(value, size);
    const checked = this.exprs.checked(value, size, check, guard);
    this.draft.required.push(checked);
    return this.indices.dynamic(checked, size);
  }

  store(n: Node, at: readonly Index[], value: Expr, mode: Store["mode"]): void {
    this.draft.stores.push({
      buffer: this.#buffer(n),
      index: this.indices.flatten(at, n.type.shape),
      value: this.exprs.cast(value, n.type.dtype),
      mode,
      inside: false,
    });
  }

  #axis(size: number, into: Axis[]): Index {
    if (size === 1) return this.indices.constant(0);
    const axis = this.indices.axis(size);
    into.push(axis);
    return this.indices.of(axis);
  }

  #buffer(n: Node): number {
    const buffer = this.#around.buffer(n);
    if (buffer === undefined) throw new Error(`internal: ${n.op.describe(n)} has no memory`);
    const known = this.planBuffers.indexOf(buffer);
    if (known >= 0) return known;
    const size = isRealized(n) ? (n.data as Storage).type.size : n.type.size;
    this.draft.buffers.push({ dtype: n.type.dtype, size });
    return this.planBuffers.push(buffer) - 1;
  }
}

/** Lowers one group. */
export const lower = (group: Group, around: Surroundings): Lowered => new Lowering(group, around).run();

/** A kernel that copies one buffer to another. */
export function copyKernel({ dtype, size }: KernelBuffer): Kernel {
  const indices = new IndexArena();
  const exprs = new ExprArena();
  const axis = indices.axis(size);
  const index = indices.of(axis);
  const store: Store = { buffer: 1, index, value: exprs.load(0, index, dtype), mode: "set", inside: false };
  const buffers = [
    { dtype, size },
    { dtype, size },
  ];
  return finish({ ...emptyDraft("publish"), axes: [axis], stores: [store], buffers }, indices, exprs);
}

/** The ops of a group in the order of their evaluation, for people. */
function describe(group: Group): string {
  const names: string[] = [];
  const seen = new Set<Node>();
  const own = new Set(group.writes);
  const visit = (n: Node): void => {
    if (seen.has(n) || names.length > 12 || (group.reads.has(n) && !own.has(n))) return;
    seen.add(n);
    inputsOf(n).forEach(visit);
    if (n.op.computes(n) || own.has(n)) names.push(n.op.describe(n));
  };
  for (const n of [group.root, ...group.siblings]) visit(n);
  return names.join(" → ");
}
