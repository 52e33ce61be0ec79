// The way back from broadcasting.
import { type Shape, sameShape } from "../../shape.ts";
import type { Tensor } from "./tensor.ts";

/** Sums a gradient over the axes that broadcasting has added to `shape` or stretched, so that it has that shape again. */
export function sumTo(gradient: Tensor, shape: Shape): Tensor {
  const from = gradient.shape;
  if (sameShape(from, shape)) return gradient;
  const added = from.length - shape.length;
  const axes = from.map((_, i) => i).filter((i) => i < added || (shape[i - added] === 1 && from[i] !== 1));
  return (axes.length > 0 ? gradient.sum(axes) : gradient).reshape(shape);
}
