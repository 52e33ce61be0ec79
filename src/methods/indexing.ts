// Methods that pick parts of a tensor, by position or by other tensors, or replace them.
import { ArgumentError } from "../errors.ts";
import { maskedFill, set } from "../graph/compose/assigning.ts";
import { oneHot } from "../graph/compose/classes.ts";
import { get } from "../graph/compose/indexing.ts";
import type { IndexItem } from "../graph/compose/selection.ts";
import { at, narrow, partsOf, slice, split } from "../graph/compose/slicing.ts";
import { Node } from "../graph/node.ts";
import { map } from "../graph/ops/map.ts";
import { number } from "../graph/ops/source.ts";
import { call, formula } from "../ir/formula.ts";
import { slice as range } from "../range.ts";
import { normalizeAxis } from "../shape.ts";
import { operand, tensorArgument } from "./method.ts";

const whereFormula = formula((c, a, b) => call("where", c, a, b));

/** A list of index items, or one item that is no list. */
const itemsOf = (index: IndexItem | readonly IndexItem[]): readonly IndexItem[] =>
  Array.isArray(index) ? index : [index as IndexItem];
const sizeAlong = (op: string, x: Node, axis: number): readonly [number, number] => {
  const { shape } = x.type;
  axis = normalizeAxis(op, axis, shape.length, shape);
  return [axis, shape[axis]!];
};

export const indexing = {
  at: (x: Node, index: number) => at("at", x, index, 0),
  select: (x: Node, axis: number, index: number) => at("select", x, index, axis),
  slice: (x: Node, start: number | null, end: number | null = null, axis = 0, step = 1) =>
    slice(x, range(start, end, step), axis),
  narrow,
  get: (x: Node, ...items: readonly IndexItem[]) => get(x, items),
  set: (x: Node, index: IndexItem | readonly IndexItem[], value: Node | number) => set(x, itemsOf(index), value),
  split: (x: Node, sizes: number | readonly number[], given = 0) => {
    const [axis, size] = sizeAlong("split", x, given);
    if (typeof sizes !== "number") return split(x, sizes, axis);
    if (!Number.isInteger(sizes) || sizes < 1) throw new ArgumentError(`split: parts of ${sizes} are not possible`);
    return split(x, partsOf(size, sizes), axis);
  },
  chunk: (x: Node, count: number, given = 0) => {
    const [axis, size] = sizeAlong("chunk", x, given);
    if (!Number.isInteger(count) || count < 1) throw new ArgumentError(`chunk: ${count} parts are not possible`);
    return split(x, partsOf(size, Math.max(1, Math.ceil(size / count))), axis);
  },
  unbind: (x: Node, given = 0) => {
    const [axis, size] = sizeAlong("unbind", x, given);
    return Array.from({ length: size }, (_, i) => at("unbind", x, i, axis));
  },
  maskedFill: (x: Node, mask: Node, value: Node | number) => maskedFill(x, tensorArgument("maskedFill", mask), value),
  where: (condition: Node, a: Node | number, b: Node | number) => {
    const like = a instanceof Node ? a : b instanceof Node ? b : null;
    if (like !== null) return map(whereFormula, condition, operand(a, like), operand(b, like));
    const dtype = Number.isInteger(a) && Number.isInteger(b) ? "int32" : "float32";
    const { place } = condition.type;
    return map(whereFormula, condition, number(a as number, dtype, place), number(b as number, dtype, place));
  },
  oneHot,
};
