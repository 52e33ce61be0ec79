// How a tensor looks in a console: shape, dtype, device and, if they have been computed, values. Printing never runs anything.
import type { TypedArray } from "../dtype.ts";
import { isRealized } from "../graph/node.ts";
import { show } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { aligned, gap, sample } from "./format.ts";

/** Characters in a line. */
const width = 100;

export const headOf = (t: Tensor): string =>
  `Tensor ${show(t.shape)} ${t.dtype} on ${t.device}${t.requiresGrad ? ", requires a gradient" : ""}`;

/** The values, if they are there without running anything; else why they are not. */
export function valuesOf(t: Tensor): TypedArray | string {
  if (!isRealized(t.node)) return "not computed yet";
  try {
    return t.dataSync();
  } catch (error) {
    return (error as Error).message;
  }
}

export function inspectTensor(t: Tensor): string {
  const data = valuesOf(t);
  return typeof data === "string" ? `${headOf(t)} (${data})` : `${headOf(t)}\n${bodyOf(t, data)}`;
}

/** Rows in lines, a blank line between matrices. */
function bodyOf({ shape, dtype, rank }: Tensor, data: TypedArray): string {
  const { axes, values } = sample(data, shape);
  const texts = aligned(values, dtype).values();
  const layOut = (axis: number): string => {
    if (axis === rank) return texts.next().value!;
    const parts = axes[axis]!.map((i) => (i === gap ? gap : layOut(axis + 1)));
    const indent = " ".repeat(axis + 1);
    return `[${axis === rank - 1 ? wrap(parts, indent) : parts.join(`,${"\n".repeat(rank - 1 - axis)}${indent}`)}]`;
  };
  return data.length === 0 ? "[]" : layOut(0);
}

/** Elements of a row with commas, in as many lines as they need. */
function wrap(parts: readonly string[], indent: string): string {
  const lines: string[] = [];
  for (const part of parts) {
    const line = lines.at(-1);
    if (line === undefined || indent.length + line.length + part.length + 2 > width) lines.push(part);
    else lines[lines.length - 1] = `${line}, ${part}`;
  }
  return lines.join(`,\n${indent}`);
}
