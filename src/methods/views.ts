// Methods that show the same elements in another shape or order.
import { ShapeError } from "../errors.ts";
import { expandTo, permuteBy, reshapeTo, transpose } from "../graph/compose/views.ts";
import type { Node } from "../graph/node.ts";
import { flip, pad, reshape } from "../graph/ops/movement.ts";
import { normalizeAxes, normalizeAxis, type Shape, show } from "../shape.ts";

export const views = {
  transpose,
  permute: (x: Node, ...order: readonly number[]) => permuteBy(x, order),
  reshape: (x: Node, shape: Shape) => reshapeTo(x, shape),
  expand: (x: Node, shape: Shape) => expandTo(x, shape),
  flatten: (x: Node) => reshape(x, [x.type.size]),
  squeeze: (x: Node, axis: number) => {
    const { shape } = x.type;
    axis = normalizeAxis("squeeze", axis, shape.length);
    if (shape[axis] !== 1) throw new ShapeError(`squeeze: axis ${axis} of ${show(shape)} is not of size 1`);
    return reshape(
      x,
      shape.filter((_, i) => i !== axis),
    );
  },
  unsqueeze: (x: Node, axis: number) => {
    const { shape } = x.type;
    axis = normalizeAxis("unsqueeze", axis, shape.length + 1);
    return reshape(x, [...shape.slice(0, axis), 1, ...shape.slice(axis)]);
  },
  flip: (x: Node, axes?: number | readonly number[]) => flip(x, normalizeAxes("flip", axes, x.type.shape.length)),
  pad: (x: Node, amounts: readonly (readonly [number, number])[]) => {
    const { shape } = x.type;
    if (amounts.length !== shape.length || amounts.some(([low, high]) => !(low >= 0 && high >= 0)))
      throw new ShapeError(`pad: ${amounts.length} pairs for ${show(shape)}: give two amounts from 0 for each axis`);
    return pad(x, amounts.flat());
  },
};
