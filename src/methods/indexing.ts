// Methods that pick parts of a tensor, by position or by other tensors.
import { takeAxis } from "../graph/compose/gathering.ts";
import { at, slice } from "../graph/compose/views.ts";
import { Node } from "../graph/node.ts";
import { indexLabel } from "../graph/ops/gather.ts";
import { map, named } from "../graph/ops/map.ts";
import { reshape } from "../graph/ops/movement.ts";
import { coordinate, number } from "../graph/ops/source.ts";
import { call, formula } from "../ir/formula.ts";
import { normalizeAxis } from "../shape.ts";
import { operand, tensorArgument } from "./method.ts";

const whereFormula = formula((c, a, b) => call("where", c, a, b));
const oneHotFormula = named(
  "oneHot",
  formula((i, label) => call("float32", call("eq", i, label))),
);
const takeLabel = indexLabel("take", "index");

export const indexing = {
  at,
  slice: (x: Node, start: number, end: number, axis = 0) => slice(x, start, end, axis),
  take: (x: Node, ids: Node, axis = 0) =>
    takeAxis(x, tensorArgument("take", ids), normalizeAxis("take", axis, x.type.shape.length, x.type.shape), takeLabel),
  where: (condition: Node, a: Node | number, b: Node | number) => {
    const like = a instanceof Node ? a : b instanceof Node ? b : null;
    if (like !== null) return map(whereFormula, condition, operand(a, like), operand(b, like));
    const dtype = Number.isInteger(a) && Number.isInteger(b) ? "int32" : "float32";
    const { place } = condition.type;
    return map(whereFormula, condition, number(a as number, dtype, place), number(b as number, dtype, place));
  },
  oneHot: (x: Node, classes: number) => {
    const { shape, place } = x.type;
    const index = coordinate(place, [...shape, classes], shape.length);
    return map(oneHotFormula, index, reshape(x, [...shape, 1]));
  },
};
