// Methods that read and write along an axis at indices, which are tensors.
import { addAlong, addRows, gather, setAlong, takeAlongAxis, takeAxis } from "../graph/compose/gathering.ts";
import type { Node } from "../graph/node.ts";
import { indexLabel } from "../graph/ops/gather.ts";
import { normalizeAxis } from "../shape.ts";
import { operand, tensorArgument } from "./method.ts";

const axisOf = (op: string, x: Node, axis: number): number =>
  normalizeAxis(op, axis, x.type.shape.length, x.type.shape);

const taking =
  (op: string) =>
  (x: Node, ids: Node, axis: number): Node =>
    takeAxis(x, tensorArgument(op, ids), axisOf(op, x, axis), indexLabel(op, "index"));
const [take, indexSelect] = [taking("take"), taking("indexSelect")];

export const gathering = {
  take: (x: Node, ids: Node, axis = 0) => take(x, ids, axis),
  indexSelect: (x: Node, axis: number, ids: Node) => indexSelect(x, ids, axis),
  takeAlong: (x: Node, ids: Node, axis: number) =>
    takeAlongAxis(x, tensorArgument("takeAlong", ids), axisOf("takeAlong", x, axis)),
  gather: (x: Node, axis: number, ids: Node) =>
    gather("gather", x, tensorArgument("gather", ids), axisOf("gather", x, axis)),
  scatter: (x: Node, axis: number, ids: Node, values: Node | number) =>
    setAlong(x, tensorArgument("scatter", ids), operand(values, x), axisOf("scatter", x, axis)),
  scatterAdd: (x: Node, axis: number, ids: Node, values: Node | number) =>
    addAlong(x, tensorArgument("scatterAdd", ids), operand(values, x), axisOf("scatterAdd", x, axis)),
  indexAdd: (x: Node, axis: number, ids: Node, values: Node) =>
    addRows(x, tensorArgument("indexAdd", ids), tensorArgument("indexAdd", values), axisOf("indexAdd", x, axis)),
};
