// Which elements of a tensor are shown, and their numbers as texts of one width. The rules are NumPy's.
import { type DType, isFloat, type TypedArray } from "../dtype.ts";

/** Tensors with more elements show only their edges, … */
const large = 1000;
/** … which are so many elements at either end of an axis. */
const edge = 3;
/** The most digits after the point. */
const precision = 4;

/** What is left out of an axis. */
export const gap = "…";

export interface Sample {
  /** For every axis the indices that are shown, with the gap between them. */
  readonly axes: readonly (readonly (number | typeof gap)[])[];
  /** The elements at these indices, row by row. */
  readonly values: readonly number[];
}

/** The elements of an array that are shown. */
export function sample(data: TypedArray, shape: readonly number[]): Sample {
  const axes = shape.map((size) => {
    const index = (_: unknown, i: number) => i;
    if (data.length <= large || size <= 2 * edge) return Array.from({ length: size }, index);
    const low = Array.from({ length: edge }, index);
    return [...low, gap, ...low.map((i) => size - edge + i)] as const;
  });
  const values: number[] = [];
  const visit = (axis: number, at: number): void => {
    if (axis === shape.length) values.push(data[at]!);
    else for (const i of axes[axis]!) if (i !== gap) visit(axis + 1, at * shape[axis]! + i);
  };
  if (data.length > 0) visit(0, 0);
  return { axes, values };
}

/** Numbers as texts of one width. */
export function aligned(values: readonly number[], dtype: DType): string[] {
  const texts =
    dtype === "bool"
      ? values.map((x) => (x ? "true" : "false"))
      : isFloat(dtype)
        ? decimals(values)
        : values.map(String);
  const widest = texts.reduce((most, t) => Math.max(most, t.length), 0);
  return texts.map((t) => t.padStart(widest));
}

/** All with the same digits after the point: as few as show all of them, at most {@link precision}. */
function decimals(values: readonly number[]): string[] {
  const sizes = values.filter((x) => Number.isFinite(x) && x !== 0).map(Math.abs);
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  const spell = most >= 1e8 || least < 1e-4 || most / least > 1000 ? "toExponential" : "toFixed";
  const digits = Math.max(0, ...sizes.map((x) => fraction(x[spell](precision))));
  return values.map((x) => (Number.isFinite(x) ? x[spell](digits) : String(x)));
}
/** Digits after the point that are not trailing zeros: 2 for 0.2500. */
const fraction = (text: string): number => /\.(\d*?)0*(?:e|$)/.exec(text)?.[1]?.length ?? 0;
