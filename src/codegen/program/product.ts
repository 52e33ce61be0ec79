// A contraction as a product of matrices: where its operands lie, or the loops that generate them block by block, and the
// loops that follow the sums. The native device multiplies (native/gemm); these loops have no reductions.
import { type DType, isFloat } from "../../dtype.ts";
import type { Expr, Load } from "../../ir/expr.ts";
import type { Axis, Index, Term } from "../../ir/index.ts";
import { type Contraction, type Kernel, points, type Store, strideOf } from "../../ir/kernel.ts";
import { fetchCost, pattern } from "./loops.ts";

export interface Operand {
  /** Steps in elements. Of an operand that is generated: 1 in the direction that its loops go along. */
  readonly row: number;
  readonly column: number;
  readonly batch: readonly number[];
  readonly isGenerated: boolean;
  /** Look for the first element; or generate elements, over batch, rows and columns in the order of the loops. */
  readonly loops: Kernel;
}

export interface Product {
  readonly rows: number;
  readonly columns: number;
  readonly inner: number;
  readonly batch: readonly Axis[];
  readonly left: Operand;
  readonly right: Operand;
  /** Where the sums go: to a result, or to a block of memory of their own. */
  readonly sums: Load;
  readonly outRow: number;
  readonly outBatch: readonly number[];
  /** What becomes of the sums; null where they are the only result. */
  readonly end: Kernel | null;
}

/** Axes of a batch at most. */
const mostBatchAxes = 6;

/** The product that a kernel is, if it is one that is not better computed by loops. */
export function productOf(kernel: Kernel): Product | null {
  const contraction = kernel.contraction ?? sumOfProducts(kernel);
  if (contraction === null || contraction.batch.length > mostBatchAxes) return null;
  const { dtype } = kernel.reductions[0]!;
  if (!isFloat(dtype) || kernel.stores.some((s) => s.mode === "add")) return null;
  const { batch, rows, columns, inner, left, right } = contraction;
  const isFit = (s: Store): boolean => isMatrix(s, kernel, contraction, dtype);
  const isSum = (s: Store): boolean => s.value.form === "reduced" && isFit(s);
  const direct = kernel.stores.find(isSum) ?? kernel.stores.find(isFit);
  const all = [...batch, ...rows, ...columns];
  const buffer = direct?.buffer ?? kernel.buffers.length;
  const index = direct?.index ?? rowMajor(all);
  const stores = kernel.stores.filter((s) => !isSum(s) || s !== direct);
  const isAll = stores.length === 0 && kernel.required.length === 0;
  return {
    rows: points(rows),
    columns: points(columns),
    inner: points(inner),
    batch,
    left: operandOf(kernel, contraction, left, rows, inner),
    right: operandOf(kernel, contraction, right, inner, columns),
    sums: { id: -1, form: "load", buffer, index, dtype, guard: null },
    outRow: strideAlong(index, rows)!,
    outBatch: batch.map((a) => strideOf(index, a)!),
    end: isAll ? null : nest(kernel, all, stores, dtype, kernel.required),
  };
}

/** Does a store write a matrix whose columns are next to each other, to memory that nothing else in the kernel touches? */
function isMatrix(
  { buffer, index }: Store,
  { buffers, loads, stores }: Kernel,
  { batch, rows, columns }: Contraction,
  dtype: DType,
): boolean {
  return (
    buffers[buffer]!.dtype === dtype &&
    strideAlong(index, columns) === 1 &&
    strideAlong(index, rows) !== null &&
    index.terms.every(({ atom }) => [...batch, ...rows, ...columns].some((a) => a.id === atom.id)) &&
    !loads.some((l) => l.buffer === buffer) &&
    stores.filter((s) => s.buffer === buffer).length === 1
  );
}

/** Multiplications that are worth more than loops. */
const fewest = 1024;

/**
 * A product of stored matrices, or of a vector and a matrix, among the sums that are no contractions: loops would read
 * with gaps, or too little at a time.
 */
function sumOfProducts({ axes, reduceAxes: inner, reductions, sort, stores, required }: Kernel): Contraction | null {
  const [sum, another] = reductions;
  const isPlain = another === undefined && sort === null && required.length === 0 && !stores.some((s) => s.inside);
  if (sum?.fold.name !== "sum" || sum.value.form !== "call" || sum.value.name !== "mul" || !isPlain) return null;
  const [a, b] = sum.value.args as [Expr, Expr];
  if (a.form !== "load" || b.form !== "load" || a.guard !== null || b.guard !== null) return null;
  const only = (one: Load, other: Load): Axis[] =>
    axes.filter((x) => strideOf(one.index, x) !== 0 && strideOf(other.index, x) === 0);
  const isSwapped = strideAlong(stores[0]!.index, only(a, b)) === 1;
  const [left, right] = isSwapped ? [b, a] : [a, b];
  const [rows, columns] = [only(left, right), only(right, left)];
  const batch = axes.filter((x) => !rows.includes(x) && !columns.includes(x));
  const isStrided = batch.every((x) => strideOf(left.index, x) !== null && strideOf(right.index, x) !== null);
  const isMatrix = columns.length > 0 && strideAlong(left.index, rows) !== null && strideAlong(right.index, columns);
  const isLong = points(rows) * points(columns) * points(inner) >= fewest;
  return isStrided && isMatrix && isLong && strideAlong(left.index, inner) && strideAlong(right.index, inner)
    ? { batch, rows, columns, inner, left, right }
    : null;
}

/** An operand over these rows and columns of its own. */
function operandOf(
  kernel: Kernel,
  { batch }: Contraction,
  value: Expr,
  rows: readonly Axis[],
  columns: readonly Axis[],
): Operand {
  if (value.form === "load" && value.guard === null && kernel.buffers[value.buffer]!.size > 0) {
    const { index } = value;
    const [row, column] = [strideAlong(index, rows), strideAlong(index, columns)];
    const steps = batch.map((a) => strideOf(index, a));
    if (row !== null && column !== null && !steps.includes(null)) {
      const first = { ...value, index: { ...index, terms: index.terms.filter((t) => t.atom.kind !== "axis") } };
      const loops = nest(kernel, [], [], value.dtype, [first]);
      return { row, column, batch: steps as number[], isGenerated: false, loops };
    }
  }
  const alongRows = fetchCost([value], columns) <= fetchCost([value], rows);
  const all = [...batch, ...(alongRows ? [...rows, ...columns] : [...columns, ...rows])];
  const store: Store = { buffer: kernel.buffers.length, index: rowMajor(all), value, mode: "set", inside: false };
  const loops = nest(kernel, all, [store], value.dtype, []);
  const none = batch.map(() => 0);
  return { row: +!alongRows, column: +alongRows, batch: none, isGenerated: true, loops };
}

/** Loops over a part of the kernel, which has one buffer more: for blocks of values, which are in cache (no bytes). */
const nest = (
  kernel: Kernel,
  axes: readonly Axis[],
  stores: readonly Store[],
  dtype: DType,
  required: readonly Expr[],
): Kernel => ({
  ...kernel,
  ...{ axes, stores, required, reduceAxes: [], reductions: [], contraction: null, bytes: 0 },
  buffers: [...kernel.buffers, { dtype, size: points(axes) }],
});

/** The position in a row-major array over these axes. */
function rowMajor(axes: readonly Axis[]): Index {
  const terms: Term[] = [];
  let factor = 1;
  for (const atom of [...axes].reverse()) {
    terms.push({ atom, factor });
    factor *= atom.size;
  }
  return { id: -1, offset: 0, terms, low: 0, high: factor - 1 };
}

/** The one step that an index takes along some axes; null if it takes several, or jumps. */
function strideAlong(index: Index, axes: readonly Axis[]): number | null {
  if (axes.some((a) => strideOf(index, a) === null)) return null;
  const steps = pattern(index, axes);
  return steps.length > 1 ? null : (steps[0]?.stride ?? 0);
}
