// The loops of a kernel, brought into their simplest form: an axis that is only seen through quotients and remainders becomes
// two, and neighbours that are walked as one become one. Afterwards most indices are sums of strides.
import { dynamics, type Expr, type ExprArena, parts } from "../ir/expr.ts";
import type { Axis, Index, IndexArena } from "../ir/index.ts";
import { strideOf } from "../ir/kernel.ts";
import type { Draft } from "./lower.ts";

/** Takes axes apart of which indices only see quotients and remainders: reshapes that split an axis leave strides. */
export function splitAxes(draft: Draft, indices: IndexArena, exprs: ExprArena): void {
  for (;;) {
    const found = allIndices(draft).flatMap(splits)[0];
    if (found === undefined) return;
    const { axis, by } = found;
    const [outer, inner] = [indices.axis(axis.size / by), indices.axis(by)];
    for (const list of [draft.axes, draft.reduceAxes])
      if (list.includes(axis)) list.splice(list.indexOf(axis), 1, outer, inner);
    const side = draft.sides.get(axis);
    if (side !== undefined) draft.sides.set(outer, side).set(inner, side);
    const apart = indices.add(indices.scale(indices.of(outer), by), indices.of(inner));
    replaceAxes(draft, indices, exprs, (a) => (a === axis ? apart : indices.of(a)));
  }
}
/** Where an axis can be split so that a quotient or a remainder becomes simpler. */
function splits(index: Index): { axis: Axis; by: number }[] {
  return index.terms.flatMap(({ atom }) => {
    if (atom.kind === "axis" || atom.kind === "dynamic") return [];
    const own = atom.inner.terms.flatMap(({ atom: axis, factor }) => {
      const by = Math.abs(atom.by / factor);
      const isSplit = axis.kind === "axis" && Number.isInteger(by) && by > 1 && by < axis.size && axis.size % by === 0;
      return isSplit ? [{ axis, by }] : [];
    });
    return [...own, ...splits(atom.inner)];
  });
}

/** Joins an axis with the next one where every index steps over both as over one. */
export function mergeAxes(draft: Draft, indices: IndexArena, exprs: ExprArena): void {
  for (const list of [draft.axes, draft.reduceAxes]) {
    for (let i = list.length - 2; i >= 0; i--) {
      const [outer, inner] = [list[i]!, list[i + 1]!];
      const used = allIndices(draft);
      const side = draft.sides.get(outer);
      if (side !== draft.sides.get(inner) || !used.every((index) => asOne(index, outer, inner))) continue;
      const merged = indices.axis(outer.size * inner.size);
      if (side !== undefined) draft.sides.set(merged, side);
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
  if (draft.product !== null) draft.product = { left: value(draft.product.left), right: value(draft.product.right) };
  draft.required = draft.required.map(value);
}

/** What a kernel is there for, apart from its checks. */
export const resultsOf = ({ reductions, sort, stores }: Draft): Expr[] => [
  ...reductions.map((r) => r.value),
  ...(sort === null ? [] : [sort.key]),
  ...stores.flatMap((s) => [s.value, ...dynamics(s.index)]),
];
