// The element-wise functions of tensors: one formula for each row of the scalar table that users may call, and a few of several rows.
import { type DType, dtypes, isFloat, weak } from "../../dtype.ts";
import { call, type Formula, formula, input } from "../../ir/formula.ts";
import { add, mul, type Row, scalars, sub, where } from "../../ir/scalar.ts";
import type { Node } from "../node.ts";
import { map, named } from "../ops/map.ts";
import { number } from "../ops/source.ts";

const methods = Object.entries<Row>(scalars).filter(([, row]) => !row.internal && row.typing !== "select");
const formulas = (fits: (row: Row) => boolean): [name: string, f: Formula, row: Row][] =>
  methods
    .filter(([, row]) => fits(row))
    .map(([name, row]) => [name, call(name, ...row.domain.map((_, i) => input(i))), row]);

export const unary = formulas(({ domain }) => domain.length === 1);
export const binary = formulas(({ domain, defaults }) => domain.length === 2 && defaults === undefined);
/** Of three tensors, or of one and some numbers that have defaults. */
export const others = formulas(({ domain, defaults }) => domain.length > 2 || defaults !== undefined);

const clamped = formula((x, low, high) => call("clampMax", call("clampMin", x, low), high));
named("clamp", clamped);
const [lowest, highest] = [
  formula((x, low) => call("clampMin", x, low)),
  formula((x, high) => call("clampMax", x, high)),
];
/** Between two limits; null is no limit. */
export function clamp(x: Node, low: Node | null, high: Node | null): Node {
  if (low !== null && high !== null) return map(clamped, x, low, high);
  return low !== null ? map(lowest, x, low) : high !== null ? map(highest, x, high) : x;
}

const replaced = formula((x, nan, high, low) =>
  where(call("isNaN", x), nan, where(call("eq", x, Infinity), high, where(call("eq", x, -Infinity), low, x))),
);
named("nanToNum", replaced);
/** Numbers in place of NaN, ∞ and −∞. */
export const nanToNum = (x: Node, nan: Node, high: Node, low: Node): Node => map(replaced, x, nan, high, low);

const close = formula((a, b, relative, absolute) => {
  const near = call("le", call("abs", sub(a, b)), add(absolute, mul(relative, call("abs", b))));
  return call("or", call("eq", a, b), call("and", call("isFinite", b), near));
});
named("isClose", close);
/** |a − b| ≤ absolute + relative · |b|; infinities are close to themselves, NaN to nothing. */
export const isClose = (a: Node, b: Node, relative: Node, absolute: Node): Node => map(close, a, b, relative, absolute);

const casts = Object.fromEntries(dtypes.map((d) => [d, formula((x) => call(d, x))])) as Record<DType, Formula>;
export const cast = (x: Node, dtype: DType): Node => (x.type.dtype === dtype ? x : map(casts[dtype], x));
/** Integers and bools as float32. */
export const toFloat = (x: Node): Node => (isFloat(x.type.dtype) ? x : cast(x, "float32"));
/** A JS number beside a tensor: it takes the tensor's dtype where it can. */
export const weakNumber = (value: number, beside: Node): Node =>
  number(value, weak(value, beside.type.dtype), beside.type.place);
