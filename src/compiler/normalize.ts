// The last steps to normal form: neighbouring axes that are walked as one become one, stores are told apart into those
// inside and after the reduction, sums of products are recognised, and everything is counted.
import { bytesOf } from "../dtype.ts";
import { dynamics, type Expr, type ExprArena, parts } from "../ir/expr.ts";
import type { Axis, Index, IndexArena } from "../ir/index.ts";
import {
  type Access,
  axesOf,
  axesOfIndex,
  type Contraction,
  type Kernel,
  points,
  type Reduction,
  strideOf,
  walkOf,
} from "../ir/kernel.ts";
import type { Draft } from "./lower.ts";

export function finish(draft: Draft, indices: IndexArena, exprs: ExprArena): Kernel {
  mergeAxes(draft, indices, exprs);
  const { axes, reduceAxes, reductions, sort, stores, buffers, why } = draft;
  const inner = new Set(reduceAxes);
  const memo = new Map<Expr, ReadonlySet<Axis>>();
  const isInside = (e: Expr): boolean => [...axesOf(e, axes, memo)].some((a) => inner.has(a));
  const placed = stores.map((s) => ({
    ...s,
    inside: axesOfIndex(s.index).some((a) => inner.has(a)) || isInside(s.value),
  }));
  const needed = new Set(parts(resultsOf(draft)));
  const required = draft.required.filter((e) => !needed.has(e)); // nothing depends on them, yet they must hold
  const contraction = recognize(axes, reduceAxes, reductions, placed.some((s) => s.inside) || required.some(isInside));
  const values = parts([...needed, ...required]);
  const loads: Access[] = [];
  for (const e of values) {
    if (e.form !== "load") continue;
    const around = isInside(e) ? reduceAxes : axes;
    loads.push({ buffer: e.buffer, index: e.index, walk: walkOf(e.index, around.at(-1)) });
  }
  return {
    axes,
    reduceAxes,
    reductions,
    contraction,
    sort,
    stores: placed,
    buffers,
    loads,
    required,
    checks: values.some((e) => e.form === "checked"),
    why,
    flops: countFlops(draft, contraction, values, memo),
    bytes: countBytes(draft, loads, memo),
  };
}

/** What a kernel is there for, apart from its checks. */
const resultsOf = ({ reductions, sort, stores }: Draft): Expr[] => [
  ...reductions.map((r) => r.value),
  ...(sort === null ? [] : [sort.key]),
  ...stores.flatMap((s) => [s.value, ...dynamics(s.index)]),
];

/** A sum of products of two operands, each with axes of its own. */
function recognize(
  axes: readonly Axis[],
  inner: readonly Axis[],
  reductions: readonly Reduction[],
  storesInside: boolean,
): Contraction | null {
  const [only] = reductions;
  if (reductions.length !== 1 || only!.fold.name !== "sum" || storesInside || inner.length === 0) return null;
  const product = only!.value;
  if (product.form !== "call" || product.name !== "mul" || product.dtype !== only!.dtype) return null;
  const [left, right] = product.args as [Expr, Expr];
  const ofLeft = axesOf(left, []);
  const ofRight = axesOf(right, []);
  if (!inner.every((a) => ofLeft.has(a) && ofRight.has(a))) return null;
  const rows = axes.filter((a) => ofLeft.has(a) && !ofRight.has(a));
  const columns = axes.filter((a) => ofRight.has(a) && !ofLeft.has(a));
  const batch = axes.filter((a) => !rows.includes(a) && !columns.includes(a));
  if (points(rows) <= 1 || points(columns) <= 1 || batch.some((a) => !ofLeft.has(a) && !ofRight.has(a))) return null;
  return { batch, rows, columns, inner, left, right };
}

/** Joins an axis with the next one where every index steps over both as over one. */
function mergeAxes(draft: Draft, indices: IndexArena, exprs: ExprArena): void {
  for (const list of [draft.axes, draft.reduceAxes]) {
    for (let i = list.length - 2; i >= 0; i--) {
      const [outer, inner] = [list[i]!, list[i + 1]!];
      const used = allIndices(draft);
      if (!used.every((index) => asOne(index, outer, inner))) continue;
      const merged = indices.axis(outer.size * inner.size);
      list.splice(i, 2, merged);
      replaceAxes(draft, indices, exprs, (a) =>
        a === outer ? indices.constant(0) : indices.of(a === inner ? merged : a),
      );
    }
  }
}
function asOne(index: Index, outer: Axis, inner: Axis): boolean {
  const far = strideOf(index, outer);
  const near = strideOf(index, inner);
  return far !== null && near !== null && far === near * inner.size;
}
function allIndices(draft: Draft): Index[] {
  const values = parts([...resultsOf(draft), ...draft.required]);
  return [
    ...draft.stores.map((s) => s.index),
    ...values.flatMap((e) => (e.form === "load" || e.form === "coordinate" || e.form === "within" ? [e.index] : [])),
  ];
}
function replaceAxes(draft: Draft, indices: IndexArena, exprs: ExprArena, axis: (a: Axis) => Index): void {
  const memo = new Map<Expr, Expr>();
  const index = (i: Index): Index => indices.rewrite(i, axis, value);
  const value = (e: Expr): Expr => {
    let now = memo.get(e);
    if (now === undefined) memo.set(e, (now = rebuild(e)));
    return now;
  };
  const rebuild = (e: Expr): Expr => {
    switch (e.form) {
      case "constant":
      case "uniform":
      case "reduced":
      case "running":
        return e;
      case "load":
        return exprs.load(e.buffer, index(e.index), e.dtype, e.guard && value(e.guard));
      case "coordinate":
        return exprs.coordinate(index(e.index));
      case "within":
        return exprs.within(index(e.index), e.low, e.high);
      case "checked":
        return exprs.checked(value(e.source), e.size, e.check, e.guard && value(e.guard));
      case "call":
        return exprs.call(e.name, e.dtype, e.args.map(value));
      default:
        return e satisfies never;
    }
  };
  draft.reductions.forEach((r, i) => {
    draft.reductions[i] = { ...r, value: value(r.value) };
  });
  if (draft.sort !== null) draft.sort = { ...draft.sort, key: value(draft.sort.key) };
  draft.stores = draft.stores.map((s) => ({ ...s, index: index(s.index), value: value(s.value) }));
  draft.required = draft.required.map(value);
}

/** An operation runs once for each turn of the innermost loop it depends on; operands of contractions once an element. */
function countFlops(
  { axes, reduceAxes: inner, reductions, sort }: Draft,
  contraction: Contraction | null,
  values: readonly Expr[],
  memo: Map<Expr, ReadonlySet<Axis>>,
): number {
  const loops = [...axes, ...inner];
  const packed = contraction === null ? null : new Set(parts([contraction.left, contraction.right]));
  let flops = reductions.length * points(axes) * points(inner) * (contraction === null ? 1 : 2);
  if (sort !== null) flops += points(loops) * Math.ceil(Math.log2(Math.max(2, points(inner))));
  for (const e of values) {
    if (e.form !== "call" || (e === reductions[0]?.value && contraction !== null)) continue;
    const needs = axesOf(e, axes, memo);
    if (packed?.has(e)) flops += points([...needs]);
    else flops += points(loops.slice(0, 1 + loops.reduce((last, a, i) => (needs.has(a) ? i : last), -1)));
  }
  return flops;
}

/** Each element that is touched counts once for every way of touching it. */
function countBytes({ stores, buffers }: Draft, loads: readonly Access[], memo: Map<Expr, ReadonlySet<Axis>>): number {
  const touched = new Map<number, number>();
  for (const { buffer, index } of [...loads, ...stores]) {
    const over = new Set([...axesOfIndex(index), ...dynamics(index).flatMap((e) => [...axesOf(e, [], memo)])]);
    touched.set(buffer, Math.min(buffers[buffer]!.size, (touched.get(buffer) ?? 0) + points([...over])));
  }
  return [...touched].reduce((sum, [buffer, count]) => sum + count * bytesOf(buffers[buffer]!.dtype), 0);
}
