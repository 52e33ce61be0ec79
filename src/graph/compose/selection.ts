// What an index like `[0, "1:5", null, "...", ids]` says of a shape: which positions of each axis, and where the axes of the
// result come from. Rules as in NumPy.
import { ArgumentError, AxisError } from "../../errors.ts";
import { type Positions, parseSlice, positionsOf, type Slice } from "../../range.ts";
import { type Shape, show } from "../../shape.ts";
import { Node } from "../node.ts";
import { positionOf } from "./slicing.ts";

/** A position, a range (an object or text), a new axis (null), "...", or positions: a list or a tensor of integers. */
export type IndexItem = number | string | null | Slice | Picks;
export type Picks = Node | readonly number[];

export interface Selection {
  /** The positions of each axis, before index tensors choose among them. */
  readonly ranges: readonly Positions[];
  /** The axes that index tensors choose from. */
  readonly picks: readonly { readonly axis: number; readonly ids: Picks }[];
  /** Where the other axes of the result come from: an axis, or null for a new one. */
  readonly kept: readonly (number | null)[];
  /** How many of these stand before the axes of the index tensors. */
  readonly before: number;
}

const isPicks = (item: IndexItem): item is Picks => item instanceof Node || Array.isArray(item);
/** Both take an axis away. Where index tensors are, a number counts as one of them. */
const takesAxis = (item: IndexItem): item is number | Picks => typeof item === "number" || isPicks(item);

/** Reads an index into a tensor of this shape. */
export function selectionOf(op: string, given: readonly IndexItem[], shape: Shape): Selection {
  const items = complete(op, given, shape);
  const ranges: Positions[] = [];
  const picks: { axis: number; ids: Picks }[] = [];
  const kept: (number | null)[] = [];
  let before = 0;
  for (const [i, item] of items.entries()) {
    const axis = ranges.length;
    if (takesAxis(item) && !items.slice(0, i).some(takesAxis)) before = kept.length;
    if (item === "...") continue;
    if (item === null) kept.push(null);
    else if (typeof item === "number") ranges.push({ first: positionOf(op, item, axis, shape), count: 1, step: 1 });
    else if (isPicks(item)) {
      ranges.push({ first: 0, count: shape[axis]!, step: 1 });
      picks.push({ axis, ids: item });
    } else {
      ranges.push(positionsOf(op, rangeOf(op, item), shape[axis]!));
      kept.push(axis);
    }
  }
  const together = items.slice(items.findIndex(takesAxis), items.findLastIndex(takesAxis) + 1).every(takesAxis);
  return { ranges, picks, kept, before: together ? before : 0 };
}

/** An index for every axis: "..." stays where it is and is followed by the whole axes that it stands for. */
function complete(op: string, items: readonly IndexItem[], shape: Shape): IndexItem[] {
  const named = items.filter((item) => item !== null && item !== "...").length;
  if (named > shape.length) throw new AxisError(`${op}: ${named} indices for ${shape.length} axes of ${show(shape)}`);
  const whole = new Array<IndexItem>(shape.length - named).fill(":");
  const rest = items.indexOf("...");
  if (items.indexOf("...", rest + 1) > rest && rest >= 0) throw new ArgumentError(`${op}: "..." can stand only once`);
  return rest < 0 ? [...items, ...whole] : items.toSpliced(rest + 1, 0, ...whole);
}

function rangeOf(op: string, item: unknown): Slice {
  if (typeof item === "string") return parseSlice(op, item);
  if (typeof item === "object" && item !== null && "start" in item && "stop" in item && "step" in item)
    return item as Slice;
  throw new ArgumentError(
    `${op}: ${String(item)} is no index; there are numbers, "start:stop:step", slice(…), null, "...", lists and tensors of integers`,
  );
}
