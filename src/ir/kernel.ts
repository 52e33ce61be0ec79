// The normal form of kernels, all that a device has to know: parallel loops, at most one level of reduction inside them,
// stores. Products of matrices are marked as contractions, and sorting takes the place of reductions.
import type { DType } from "../dtype.ts";
import { dynamics, type Expr, operands } from "./expr.ts";
import type { Axis, Index } from "./index.ts";

/** How a reduction folds: the row of the scalar table that joins two values, and the value of nothing. */
export interface Fold {
  readonly name: "sum" | "max" | "min" | "prod";
  readonly joins: string;
  readonly empty: (dtype: DType) => number;
}

export interface Reduction {
  readonly fold: Fold;
  readonly dtype: DType;
  readonly value: Expr;
}

export interface Store {
  readonly buffer: number;
  readonly index: Index;
  readonly value: Expr;
  /** "set" once for each element, or "add" in the order of the loops, onto zeros (scatter). */
  readonly mode: "set" | "add";
  /** Runs inside the reduction's loops, at every turn after the folding; the result is not known yet. */
  readonly inside: boolean;
}

/**
 * rows × inner times inner × columns, for each point of `batch`: the kernel's axes are these lists in this order, its
 * `reduceAxes` are `inner`, and its only reduction is the sum of left · right. Where a result is contiguous along one of
 * the lists, that one is `columns`. Stores come after the sum, at any function of batch, rows and columns.
 */
export interface Contraction {
  readonly batch: readonly Axis[];
  readonly rows: readonly Axis[];
  readonly columns: readonly Axis[];
  readonly inner: readonly Axis[];
  /** Operands: over batch, rows, inner; and over batch, inner, columns. */
  readonly left: Expr;
  readonly right: Expr;
}

/**
 * The turns of the reduction's loops in the order of their keys, for each point of the axes. Equal keys keep their order,
 * whichever way; 0 and −0 are equal, and NaN is above all numbers. The only store puts the number of the turn that comes
 * first at the first turn, and so on: its value is `running`.
 */
export interface Sort {
  readonly key: Expr;
  readonly descending: boolean;
}

/** How a load walks memory as the innermost loop goes. */
export type Walk = "contiguous" | "strided" | "broadcast" | "gather";
export interface Access {
  readonly buffer: number;
  readonly index: Index;
  readonly walk: Walk;
}

export interface KernelBuffer {
  readonly dtype: DType;
  readonly size: number;
}

export interface Kernel {
  /** Parallel loops, outermost first. */
  readonly axes: readonly Axis[];
  /** The loops of the reductions, inside the parallel ones; empty if there are none. */
  readonly reduceAxes: readonly Axis[];
  readonly reductions: readonly Reduction[];
  readonly contraction: Contraction | null;
  /** In place of reductions. */
  readonly sort: Sort | null;
  readonly stores: readonly Store[];
  readonly buffers: readonly KernelBuffer[];
  readonly loads: readonly Access[];
  readonly flops: number;
  /** Memory read and written at least once, in bytes. */
  readonly bytes: number;
  /** Checks that no result depends on: to be made all the same. */
  readonly required: readonly Expr[];
  /** There are checks that can fail the run. */
  readonly checks: boolean;
  /** What it computes and why it is a kernel of its own, for people. */
  readonly why: string;
}

export const points = (axes: readonly Axis[]): number => axes.reduce((n, a) => n * a.size, 1);

/** The axes that an expression depends on; reductions count as the parallel axes `around` them. */
export function axesOf(
  e: Expr,
  around: readonly Axis[],
  memo: Map<Expr, ReadonlySet<Axis>> = new Map(),
): ReadonlySet<Axis> {
  const known = memo.get(e);
  if (known !== undefined) return known;
  const found = new Set<Axis>(e.form === "reduced" ? around : []);
  if (e.form === "load" || e.form === "coordinate" || e.form === "within")
    for (const a of axesOfIndex(e.index)) found.add(a);
  for (const o of operands(e)) for (const a of axesOf(o, around, memo)) found.add(a);
  memo.set(e, found);
  return found;
}

/** The axes in an index itself, not in the values it depends on. */
export function axesOfIndex(index: Index): Axis[] {
  return index.terms.flatMap(({ atom }) =>
    atom.kind === "axis" ? [atom] : atom.kind === "dynamic" ? [] : axesOfIndex(atom.inner),
  );
}

/** The factor of an axis in an index; null where the axis is inside a quotient, a remainder or a looked-up value. */
export function strideOf(index: Index, axis: Axis): number | null {
  let stride = 0;
  for (const { atom, factor } of index.terms) {
    if (atom === axis) stride = factor;
    else if ((atom.kind === "quotient" || atom.kind === "remainder") && axesOfIndex(atom.inner).includes(axis))
      return null;
  }
  return dynamics(index).some((e) => axesOf(e, []).has(axis)) ? null : stride;
}

export function walkOf(index: Index, innermost: Axis | undefined): Walk {
  if (innermost === undefined) return "broadcast";
  const stride = strideOf(index, innermost);
  return stride === null ? "gather" : stride === 0 ? "broadcast" : stride === 1 ? "contiguous" : "strided";
}
