// What a kernel costs, in operations and in bytes that it moves.
import { bytesOf } from "../dtype.ts";
import { dynamics, type Expr, parts } from "../ir/expr.ts";
import type { Axis } from "../ir/index.ts";
import { type Access, axesOf, axesOfIndex, type Contraction, points } from "../ir/kernel.ts";
import type { Draft } from "./lower.ts";

/** An operation runs once for each turn of the innermost loop it depends on; operands of contractions once an element. */
export function countFlops(
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
export function countBytes(
  { stores, buffers }: Draft,
  loads: readonly Access[],
  memo: Map<Expr, ReadonlySet<Axis>>,
): number {
  const touched = new Map<number, number>();
  for (const { buffer, index } of [...loads, ...stores]) {
    const over = new Set([...axesOfIndex(index), ...dynamics(index).flatMap((e) => [...axesOf(e, [], memo)])]);
    touched.set(buffer, Math.min(buffers[buffer]!.size, (touched.get(buffer) ?? 0) + points([...over])));
  }
  return [...touched].reduce((sum, [buffer, count]) => sum + count * bytesOf(buffers[buffer]!.dtype), 0);
}
