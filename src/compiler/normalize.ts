// The last steps to normal form: axes are taken apart and joined (axes.ts), stores are told apart into those inside and
// after the reduction, a contraction gets its axes, and everything is counted.
import { type Expr, type ExprArena, parts } from "../ir/expr.ts";
import type { Axis, IndexArena } from "../ir/index.ts";
import { type Access, axesOf, axesOfIndex, type Contraction, type Kernel, strideOf, walkOf } from "../ir/kernel.ts";
import { mergeAxes, resultsOf, splitAxes } from "./axes.ts";
import { countBytes, countFlops } from "./counts.ts";
import type { Draft } from "./lower.ts";

export function finish(draft: Draft, indices: IndexArena, exprs: ExprArena): Kernel {
  splitAxes(draft, indices, exprs);
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
  const contraction = required.some(isInside) ? null : contractionOf(draft);
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

/**
 * The contraction, if there is one. The results go along the columns where they lie next to each other along rows: the
 * operands change sides. A check inside the sum that no operand needs keeps the kernel a loop nest.
 */
function contractionOf({ axes, reduceAxes: inner, product, sides, stores }: Draft): Contraction | null {
  if (product === null) return null;
  const [batch, rows, columns] = (["batch", "rows", "columns"] as const).map((side) =>
    axes.filter((a) => sides.get(a) === side),
  ) as [Axis[], Axis[], Axis[]];
  const { left, right } = product;
  const isNext = (list: readonly Axis[]): boolean => strideOf(stores[0]!.index, list.at(-1)!) === 1;
  return isNext(rows) && !isNext(columns)
    ? { batch, rows: columns, columns: rows, inner, left: right, right: left }
    : { batch, rows, columns, inner, left, right };
}
