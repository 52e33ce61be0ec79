// Single values in JavaScript: constants, calls of rows of the scalar table, casts.
import { type DType, isFloat } from "../dtype.ts";
import type { Call } from "../ir/expr.ts";
import type { Reduction } from "../ir/kernel.ts";
import { scalar } from "../ir/scalar.ts";

export function literal(value: number, dtype: DType): string {
  if (dtype === "bool") return value !== 0 ? "true" : "false";
  return Object.is(value, -0) ? "-0" : value < 0 ? `(${value})` : String(value);
}

/** A call of a row of the scalar table, the arguments spelled already. */
export function spellCall({ name, dtype, args }: Call, x: string[]): string {
  const row = scalar(name);
  if (row.typing === name) return spellCast(x[0]!, args[0]!.dtype, dtype);
  const integer = !isFloat(dtype) && dtype !== "bool";
  const spell =
    (integer ? row.jsInteger : undefined) ?? row.js ?? ((...y: string[]) => `f.meaning.${name}(${y.join(", ")})`);
  const wraps = row.typing === "arithmetic" || row.typing === "integer";
  return integer && wraps ? wrap(spell(...x), dtype) : spell(...x);
}

function spellCast(x: string, from: DType, to: DType): string {
  if (from === to) return x;
  if (to === "bool") return `(${x} !== 0)`;
  if (from === "bool") return `(${x} ? 1 : 0)`;
  return to === "float32" ? (from === "uint8" ? x : `Math.fround(${x})`) : wrap(x, to);
}

/** To the range of an integer dtype. */
export function wrap(x: string, dtype: DType): string {
  return dtype === "int32"
    ? `(${x} | 0)`
    : dtype === "uint32"
      ? `(${x} >>> 0)`
      : dtype === "uint8"
        ? `(${x} & 255)`
        : x;
}

/** One more value joined to a reduction. */
export function accumulate({ fold, dtype }: Reduction, sum: string, value: string): string {
  const row = scalar(fold.joins);
  if (dtype === "bool") return `${sum} = ${row.js!(sum, `+${value}`)};`;
  const joined = ((isFloat(dtype) ? undefined : row.jsInteger) ?? row.js!)(sum, value);
  return `${sum} = ${isFloat(dtype) ? joined : wrap(joined, dtype)};`;
}
