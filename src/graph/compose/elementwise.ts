// The element-wise methods of tensors: one formula for each row of the scalar table that users may call.
import { type DType, dtypes, isFloat, weak } from "../../dtype.ts";
import { call, type Formula, formula, input } from "../../ir/formula.ts";
import { scalars } from "../../ir/scalar.ts";
import type { Node } from "../node.ts";
import { map } from "../ops/map.ts";
import { number } from "../ops/source.ts";

type Rows = Record<string, { readonly domain: readonly unknown[]; readonly internal?: true }>;
const rowsOf = (arity: number): [string, Formula][] =>
  Object.entries(scalars as Rows)
    .filter(([, row]) => !row.internal && row.domain.length === arity)
    .map(([name]) => [name, call(name, ...Array.from({ length: arity }, (_, i) => input(i)))]);

export const unary: readonly [name: string, Formula][] = rowsOf(1);
export const binary: readonly [name: string, Formula][] = rowsOf(2);

const casts = Object.fromEntries(dtypes.map((d) => [d, formula((x) => call(d, x))])) as Record<DType, Formula>;
export const cast = (x: Node, dtype: DType): Node => (x.type.dtype === dtype ? x : map(casts[dtype], x));
/** Integers and bools as float32. */
export const toFloat = (x: Node): Node => (isFloat(x.type.dtype) ? x : cast(x, "float32"));
/** A JS number beside a tensor: it takes the tensor's dtype where it can. */
export const weakNumber = (value: number, beside: Node): Node =>
  number(value, weak(value, beside.type.dtype), beside.type.place);
