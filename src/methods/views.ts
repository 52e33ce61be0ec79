// Methods that show the same elements in another shape or order, or more of them.
import { diag, diagonal, tril, triu } from "../graph/compose/diagonals.ts";
import { repeatInterleave, roll, tile } from "../graph/compose/joining.ts";
import { type PadMode, pad } from "../graph/compose/padding.ts";
import {
  expandTo,
  flatten,
  movedim,
  permuteBy,
  reshapeTo,
  rot90,
  squeeze,
  transpose,
  unflatten,
  unsqueeze,
} from "../graph/compose/views.ts";
import type { Node } from "../graph/node.ts";
import { flip } from "../graph/ops/movement.ts";
import { normalizeAxes, type Shape } from "../shape.ts";
import { tensorArgument } from "./method.ts";

const reshape = (x: Node, shape: Shape) => reshapeTo(x, shape);
const expand = (x: Node, shape: Shape) => expandTo(x, shape);

export const views = {
  reshape,
  view: reshape,
  flatten,
  unflatten,
  squeeze,
  unsqueeze,
  expand,
  broadcastTo: expand,
  expandAs: (x: Node, other: Node) => expandTo(x, tensorArgument("expandAs", other).type.shape),
  transpose,
  swapaxes: transpose,
  permute: (x: Node, ...order: readonly number[]) => permuteBy(x, order),
  movedim,
  flip: (x: Node, axes?: number | readonly number[]) =>
    flip(x, normalizeAxes("flip", axes, x.type.shape.length, x.type.shape)),
  rot90: (x: Node, k = 1, plane: readonly [number, number] = [0, 1]) => rot90(x, k, plane),
  roll,
  pad: (
    x: Node,
    amounts: readonly (readonly [number, number])[],
    { mode = "constant", value = 0 }: { readonly mode?: PadMode; readonly value?: number } = {},
  ) => pad(x, amounts, mode, value),
  tile: (x: Node, ...times: readonly number[]) => tile("tile", x, times),
  repeat: (x: Node, ...times: readonly number[]) => tile("repeat", x, times),
  repeatInterleave,
  tril: (x: Node, offset = 0) => tril(x, offset),
  triu: (x: Node, offset = 0) => triu(x, offset),
  diag: (x: Node, offset = 0) => diag(x, offset),
  diagonal: (x: Node, offset = 0, axis1 = 0, axis2 = 1) => diagonal(x, offset, axis1, axis2),
};
