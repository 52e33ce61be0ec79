// Element-wise: one formula over any number of sources, which broadcast.
import type { DType } from "../../dtype.ts";
import { argumentDTypes, derivative, formulaDType, operations, resultDType } from "../../ir/derivative.ts";
import type { Expr } from "../../ir/expr.ts";
import { type Formula, input } from "../../ir/formula.ts";
import { scalar } from "../../ir/scalar.ts";
import { broadcast } from "../../shape.ts";
import { type Node, node } from "../node.ts";
import { checkPlaces, defineOp, type Emitter } from "../op.ts";
import { type Type, typeOf } from "../type.ts";
import { inFront } from "./movement.ts";

const labels = new WeakMap<Formula, string>();
/** Names a formula of several rows in messages and plans. */
export function named(name: string, f: Formula): Formula {
  labels.set(f, name);
  return f;
}
export const nameOf = (f: Formula): string => labels.get(f) ?? f.name;

export const mapOp = defineOp({
  name: "map",
  type: (f: Formula, ...sources: Type[]) => {
    checkPlaces(nameOf(f), sources);
    const dtype =
      formulaDType(
        f,
        sources.map((s) => s.dtype),
      ) ?? sources[0]!.dtype;
    return typeOf(sources[0]!.place, dtype, broadcast(nameOf(f), ...sources.map((s) => s.shape)));
  },
  gradient: (n, g, side) => {
    const { src } = n;
    const d = derivative(n.arg as Formula, src.length, side);
    if (d === null) return null;
    if (d.passes) return g;
    const from: Node[] = [];
    for (let i = 0; i < d.uses.length; i++) {
      const use = d.uses[i]!;
      from.push(use < src.length ? src[use]! : use === src.length ? n : g);
    }
    return node(mapOp, d.formula, from);
  },
  reading: (n, side) => {
    const from = n.src[side]!.type;
    return from.shape === n.type.shape || (from.shape.length === n.type.shape.length && from.size === n.type.size)
      ? "same"
      : from.size === n.type.size
        ? "bijective"
        : "repeated";
  },
  lands: (n, at, _side, indices) => inFront(at, n.type.shape.length, indices),
  computes: (n) => (n.arg as Formula).args.length > 0,
  emit: (n, at, guard, k) => {
    const inputs = n.src.map((s) => {
      const lead = at.length - s.type.shape.length;
      return k.source(
        s,
        s.type.shape.map((d, i) => (d === 1 ? k.indices.constant(0) : at[i + lead]!)),
        guard,
      );
    });
    return apply(n.arg as Formula, inputs, n.type.dtype, k);
  },
  flops: (n) => operations(n.arg as Formula) * n.type.size,
  describe: (n) => nameOf(n.arg as Formula),
});

export const map = (f: Formula, ...sources: Node[]): Node => node(mapOp, f, sources);

/** A formula of typed values: casts are put in, decompositions taken apart. */
export function apply(f: Formula, inputs: readonly Expr[], weakly: DType, k: Emitter): Expr {
  const memo = new Map<Formula, Expr>();
  const visit = (g: Formula): Expr => {
    let e = memo.get(g);
    if (e === undefined) memo.set(g, (e = one(g)));
    return e;
  };
  const one = (g: Formula): Expr => {
    if (g.name === "input") return inputs[g.value]!;
    if (g.name === "constant") return k.exprs.constant(g.value, weakly);
    const args = g.args.map(visit);
    const dtypes = g.args.map((a, i) => (a.name === "constant" ? null : args[i]!.dtype));
    const wanted = argumentDTypes(g.name, g.args, dtypes);
    const typed = args.map((a, i) =>
      g.args[i]!.name === "constant" ? k.exprs.constant(g.args[i]!.value, wanted[i]!) : k.exprs.cast(a, wanted[i]!),
    );
    const { as } = scalar(g.name);
    if (as !== undefined) return apply(as(...inputsFor(typed)), typed, wanted[0]!, k);
    const result = resultDType(g.name, g.args, dtypes);
    return k.exprs.call(g.name, result, typed);
  };
  return visit(f);
}

const inputsFor = (args: readonly unknown[]): Formula[] => args.map((_, i) => input(i));
