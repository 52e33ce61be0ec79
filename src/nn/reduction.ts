// What losses share: what becomes of the losses of the elements.
import { ShapeError } from "../errors.ts";
import { sameShape, show } from "../shape.ts";
import type { Tensor } from "../tensor.ts";

export interface LossOptions {
  /** What becomes of the losses of the elements. Default "mean". */
  readonly reduction?: "mean" | "sum" | "none";
}

export function reduced(each: Tensor, { reduction = "mean" }: LossOptions): Tensor {
  return reduction === "none" ? each : reduction === "sum" ? each.sum() : each.mean();
}
export function sameShapes(name: string, a: Tensor, b: Tensor): void {
  if (!sameShape(a.shape, b.shape))
    throw new ShapeError(`${name}: predictions ${show(a.shape)} and targets ${show(b.shape)} must have one shape`);
}
