// The geometry of convolutions and pooling from what users say: one number for all axes, or a list.
import { ArgumentError, ShapeError } from "../../errors.ts";
import { type Shape, show } from "../../shape.ts";
import type { Padding, PerAxis } from "../../types/sliding.ts";
import { type Line, windowsOf } from "./phases.ts";

export interface SlidingOptions {
  readonly stride?: PerAxis;
  readonly padding?: Padding;
  readonly dilation?: PerAxis;
}

/** A whole number for each axis. */
export function each(op: string, what: string, value: PerAxis, axes: number, least = 1): number[] {
  const list = typeof value === "number" ? Array.from({ length: axes }, () => value) : [...value];
  if (list.length !== axes || list.some((v) => !Number.isInteger(v) || v < least))
    throw new ArgumentError(
      `${op}: ${what} ${typeof value === "number" ? value : show(list)} must be a whole number from ${least}, or ${axes} of them`,
    );
  return list;
}

/** Zeros at both ends of an axis. */
function ends(op: string, padding: Padding, axis: number, axes: number, line: Omit<Line, "low" | "high">) {
  if (padding === "valid") return [0, 0] as const;
  if (padding === "same") {
    const { length, size, stride, dilation } = line;
    const all = Math.max(0, (Math.ceil(length / stride) - 1) * stride + dilation * (size - 1) + 1 - length);
    return [Math.floor(all / 2), Math.ceil(all / 2)] as const;
  }
  const own = typeof padding === "number" ? padding : padding.length === axes ? padding[axis]! : [];
  const [low, high] = typeof own === "number" ? [own, own] : own;
  if (!Number.isInteger(low) || !Number.isInteger(high) || low! < 0 || high! < 0)
    throw new ArgumentError(
      `${op}: padding ${JSON.stringify(padding)} must be a whole number from 0, ${axes} of them or pairs of them, "same" or "valid"`,
    );
  return [low!, high!] as const;
}

/** How windows of some sizes slide over axes of some lengths. */
export function linesOf(op: string, lengths: Shape, sizes: Shape, options: SlidingOptions): Line[] {
  const axes = lengths.length;
  const strides = each(op, "stride", options.stride ?? 1, axes);
  const dilations = each(op, "dilation", options.dilation ?? 1, axes);
  return lengths.map((length, i) => {
    const line = { length, size: sizes[i]!, stride: strides[i]!, dilation: dilations[i]! };
    const [low, high] = ends(op, options.padding ?? 0, i, axes, line);
    if (windowsOf({ ...line, low, high }) < 1)
      throw new ShapeError(
        `${op}: windows of ${show(sizes)}${dilations.some((d) => d > 1) ? `, dilated by ${show(dilations)},` : ""} do not fit into ${show(lengths)} with padding ${low}, ${high} along axis ${i - axes}`,
      );
    return { ...line, low, high };
  });
}

/** With more room at the end for windows that begin on the line or its padding and reach beyond it. */
export const roundedUp = (lines: readonly Line[]): Line[] =>
  lines.map((line) => {
    const { length, low, high, size, stride, dilation } = line;
    const reach = dilation * (size - 1) + 1;
    const count = Math.ceil((length + low + high - reach) / stride) + 1;
    const windows = (count - 1) * stride >= length + low ? count - 1 : count;
    return { ...line, high: Math.max(high, (windows - 1) * stride + reach - length - low) };
  });

/** Windows of which the transposed convolution is the adjoint: its input has one element for each window. */
export function spreadLinesOf(
  op: string,
  windows: Shape,
  sizes: Shape,
  { outputPadding = 0, ...options }: SlidingOptions & { readonly outputPadding?: PerAxis },
): Line[] {
  const axes = windows.length;
  const strides = each(op, "stride", options.stride ?? 1, axes);
  const dilations = each(op, "dilation", options.dilation ?? 1, axes);
  const more = each(op, "outputPadding", outputPadding, axes, 0);
  return windows.map((count, i) => {
    const line = { length: 0, size: sizes[i]!, stride: strides[i]!, dilation: dilations[i]! };
    if (options.padding === "same") throw new ArgumentError(`${op}: padding "same" is not defined; give numbers`);
    const [low, high] = ends(op, options.padding ?? 0, i, axes, line);
    const length = (count - 1) * line.stride + line.dilation * (line.size - 1) + 1 + more[i]! - low - high;
    if (length < 1 || more[i]! >= Math.max(line.stride, line.dilation))
      throw new ShapeError(
        length < 1
          ? `${op}: padding ${low}, ${high} leaves nothing of axis ${i - axes}`
          : `${op}: outputPadding ${more[i]} must be smaller than the stride or the dilation along axis ${i - axes}`,
      );
    return { ...line, length, low, high: high - more[i]! };
  });
}
