// Where values come from, and nodes that only pass them on.

import type { DType } from "../../dtype.ts";
import { convert } from "../../ir/scalar.ts";
import { Flag, Node, node, type Storage, source } from "../node.ts";
import { defineOp } from "../op.ts";
import { type Place, scalarType, type Type, typeOf, withShape } from "../type.ts";

const aligned = (): "same" => "same";

/** A value in memory. */
export const leafOp = defineOp({
  name: "leaf",
  reading: aligned,
  varies: true,
  emit: (n, at, guard, k) => k.stored(n, k.indices.flatten(at, n.type.shape), guard),
});
export const leaf = (type: Type, storage: Storage, tracked = false): Node =>
  source(leafOp, storage.version, type, storage, Flag.realized | (tracked ? Flag.tracked : 0));

/** A JS number of the user's: a constant of the plan, until it differs in an otherwise equal graph. */
export const scalarOp = defineOp({
  name: "number",
  reading: aligned,
  emit: (n, _at, _guard, k) => k.number(n, n.type.dtype),
  describe: () => "number",
});
export const number = (value: number, dtype: DType, place: Place): Node =>
  source(scalarOp, 0, scalarType(place, dtype), convert(value, dtype));
export const numberLike = (value: number, like: Node): Node => number(value, like.type.dtype, like.type.place);

/**
 * A number that is bound anew at every run and never becomes part of a plan: a rate, a seed. Of a function it is what the
 * function gives now; a compiled function (runtime/tape.ts) asks again at every call, in the same order.
 */
export const uniformOp = defineOp({
  name: "uniform",
  reading: aligned,
  emit: (n, _at, _guard, k) => k.number(n, n.type.dtype),
});
export function uniform(value: number | (() => number), dtype: DType, place: Place): Node {
  if (typeof value === "number") return source(uniformOp, 0, scalarType(place, dtype), convert(value, dtype));
  const n = source(uniformOp, 0, scalarType(place, dtype), convert(value(), dtype));
  if (live.hook !== null) live.hook(n, value);
  return n;
}
/** Told, while a function is traced, of the numbers that are functions: each is called once now and once at every replay. */
export const live: { hook: ((n: Node, read: () => number) => void) | null } = { hook: null };

/** The coordinate along one axis (the argument), int32. */
export const coordinateOp = defineOp({
  name: "coordinate",
  reading: aligned,
  varies: true,
  emit: (n, at, _guard, k) => k.exprs.coordinate(at[n.arg as number]!),
});
export const coordinate = (place: Place, shape: readonly number[], axis: number): Node =>
  source(coordinateOp, axis, typeOf(place, "int32", shape), null);

/** Some rows of a stored tensor, from an offset in elements that is known when the run starts: batches share one plan. */
export const sliceOp = defineOp({
  name: "slice",
  reading: () => "partial",
  emit: (n, at, guard, k) => {
    const start = k.indices.dynamic(k.number(n, "int32"), n.src[0]!.type.size);
    return k.stored(n.src[0]!, k.indices.add(k.indices.flatten(at, n.type.shape), start), guard);
  },
});
export const slice = (stored: Node, shape: readonly number[], offset: number): Node =>
  new Node(sliceOp, 0, withShape(stored.type, shape), [stored], 0, offset);

const passes = { reading: aligned, alias: true, emit: passOn };
function passOn(...[n, at, guard, k]: Parameters<typeof leafOp.emit>) {
  return k.source(n.src[0]!, at, guard);
}

/** The value that a variable has from now on, not yet computed. Gradients stop here: they belong to the variable. */
export const versionOp = defineOp({ name: "version", ...passes });
export const version = (value: Node, storage: Storage, tracked: boolean): Node =>
  new Node(versionOp, 0, value.type, [value], tracked ? Flag.tracked : 0, storage);

/** The same value as a node of its own, where gradients are to be collected or cut. */
export const aliasOp = defineOp({ name: "alias", ...passes, gradient: (_n, g) => g });
export const alias = (value: Node, tracked: boolean): Node => {
  const n = node(aliasOp, 0, [value]);
  if (tracked) n.flags |= Flag.tracked;
  return n;
};
/** Without its history. */
export const detached = (value: Node): Node => new Node(aliasOp, 0, value.type, [value], 0, null);

/** Computes the shares of a gradient for the inputs of a user's own function. */
export type GradientRule = (g: Node) => readonly (Node | null)[];
const rules = new WeakMap<Node, GradientRule>();
/** The value of source 0, with a user's own gradient for the others. */
export const customOp = defineOp({
  name: "custom gradient",
  ...passes,
  type: (_arg, value) => value!,
  reading: (_n, side) => (side === 0 ? "same" : "never"),
  gradient: (n, g, side) => (side === 0 ? null : (rules.get(n)!(g)[side - 1] ?? null)),
});
export function custom(value: Node, inputs: readonly Node[], rule: GradientRule): Node {
  const n = node(customOp, 0, [detached(value), ...inputs]);
  rules.set(n, rule);
  return n;
}
