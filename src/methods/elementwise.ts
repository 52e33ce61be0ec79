// Element-wise methods with more than two operands, or with numbers that may be left out. Those of one and two are in tensor.ts.
import { ArgumentError } from "../errors.ts";
import { clamp, isClose, nanToNum, others, toFloat } from "../graph/compose/elementwise.ts";
import type { Node } from "../graph/node.ts";
import { map } from "../graph/ops/map.ts";
import { numberLike } from "../graph/ops/source.ts";
import { type Method, operand } from "./method.ts";

/** Rows of the scalar table: operands that are not given are the row's defaults. */
const rows: Record<string, Method> = Object.fromEntries(
  others.map(([name, f, { domain, defaults = [] }]): [string, Method] => {
    const required = domain.length - 1 - defaults.length;
    const names = domain.slice(1).map((_, i) => i);
    return [
      name,
      (x: Node, ...given: unknown[]) => map(f, x, ...names.map((i) => operand(given[i] ?? defaults[i - required], x))),
    ];
  }),
);
/** The largest finite numbers of the float dtypes. */
const largest = { float32: (2 - 2 ** -23) * 2 ** 127, float64: Number.MAX_VALUE };

export const elementwise = {
  ...rows,
  clamp: (x: Node, low?: Node | number | null, high?: Node | number | null) => {
    if (low == null && high == null) throw new ArgumentError("clamp: give a lower limit, an upper limit, or both");
    return clamp(x, low == null ? null : operand(low, x), high == null ? null : operand(high, x));
  },
  nanToNum: (
    x: Node,
    { nan = 0, posInf, negInf }: { readonly nan?: number; readonly posInf?: number; readonly negInf?: number } = {},
  ) => {
    x = toFloat(x);
    const most = largest[x.type.dtype as "float32" | "float64"];
    return nanToNum(x, numberLike(nan, x), numberLike(posInf ?? most, x), numberLike(negInf ?? -most, x));
  },
  isClose: (
    x: Node,
    other: Node | number,
    { rtol = 1e-5, atol = 1e-8 }: { readonly rtol?: number; readonly atol?: number } = {},
  ) => isClose(x, operand(other, x), operand(rtol, x), operand(atol, x)),
};
