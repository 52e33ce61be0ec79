// How a tensor looks in a console: shape, dtype, device and, if they have been computed, values. Printing never runs anything.
import { isFloat, type TypedArray } from "./dtype.ts";
import { isRealized } from "./graph/node.ts";
import { show } from "./shape.ts";
import type { Tensor } from "./tensor.ts";

const most = 6; // elements shown along an axis

export function inspectTensor(t: Tensor): string {
  const head = `Tensor ${show(t.shape)} ${t.dtype} on ${t.device}${t.requiresGrad ? ", requires a gradient" : ""}`;
  if (!isRealized(t.node)) return `${head} (not computed yet)`;
  let data: TypedArray;
  try {
    data = t.dataSync();
  } catch (error) {
    return `${head} (${(error as Error).message})`;
  }
  return `${head}\n${rows(data, t.shape, t.dtype, 0, 0, data.length)}`;
}

function rows(
  data: TypedArray,
  shape: readonly number[],
  dtype: string,
  axis: number,
  from: number,
  size: number,
): string {
  if (axis === shape.length) return element(data[from]!, dtype);
  const count = shape[axis]!;
  const step = size / Math.max(1, count);
  const shown = Array.from({ length: count }, (_, i) => i).filter(
    (i) => count <= most || i < most / 2 || i >= count - most / 2,
  );
  const parts = shown.map((i) => rows(data, shape, dtype, axis + 1, from + i * step, step));
  if (count > most) parts.splice(most / 2, 0, "…");
  const deep = axis < shape.length - 1;
  return `[${parts.join(deep ? `,\n${" ".repeat(axis + 1)}` : ", ")}]`;
}

function element(x: number, dtype: string): string {
  if (dtype === "bool") return x ? "true" : "false";
  return isFloat(dtype as "float32") && Number.isFinite(x) ? String(+x.toPrecision(5)) : String(x);
}
