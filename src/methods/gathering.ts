// Methods that read and write at indices along an axis.
import { addAlong, gather, setAlong } from "../graph/compose/gathering.ts";
import type { Node } from "../graph/node.ts";
import { normalizeAxis } from "../shape.ts";
import { operand, tensorArgument } from "./method.ts";

const axisOf = (op: string, x: Node, axis: number): number =>
  normalizeAxis(op, axis, x.type.shape.length, x.type.shape);

export const gathering = {
  takeAlong: (x: Node, ids: Node, axis: number) =>
    gather("takeAlong", x, tensorArgument("takeAlong", ids), axisOf("takeAlong", x, axis)),
  gather: (x: Node, axis: number, ids: Node) =>
    gather("gather", x, tensorArgument("gather", ids), axisOf("gather", x, axis)),
  scatter: (x: Node, axis: number, ids: Node, values: Node | number) =>
    setAlong(x, tensorArgument("scatter", ids), operand(values, x), axisOf("scatter", x, axis)),
  scatterAdd: (x: Node, axis: number, ids: Node, values: Node | number) =>
    addAlong(x, tensorArgument("scatterAdd", ids), operand(values, x), axisOf("scatterAdd", x, axis)),
};
