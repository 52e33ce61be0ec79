// A tensor with other values in the part that an index names, or where index tensors say.
import { ArgumentError, ShapeError } from "../../errors.ts";
import { call, formula } from "../../ir/formula.ts";
import { type Shape, sameShape, show } from "../../shape.ts";
import { Node } from "../node.ts";
import { indexLabel } from "../ops/gather.ts";
import { map, named } from "../ops/map.ts";
import { expand, reshape } from "../ops/movement.ts";
import { number, numberLike } from "../ops/source.ts";
import { cast } from "./elementwise.ts";
import { setRows } from "./gathering.ts";
import { isMask, keptSizes, picksFirst, tableOf } from "./indexing.ts";
import { type IndexItem, selectionOf } from "./selection.ts";
import { embed, select } from "./slicing.ts";

const chosen = named(
  "set",
  formula((here, value, x) => call("where", here, value, x)),
);

const label = indexLabel("set", "index");
/** x with other values in the part that an index names. */
export function set(x: Node, items: readonly IndexItem[], value: Node | number): Node {
  const { shape, dtype, place } = x.type;
  const values = value instanceof Node ? cast(value, dtype) : numberLike(value, x);
  const mask = items.find(isMask);
  if (mask !== undefined) return setMasked(x, items.length, mask as Node, values);
  const selection = selectionOf("set", items, shape);
  const { ranges } = selection;
  const part = replaced(x, selection, values);
  const widened = (n: Node): Node => ranges.reduce((p, range, axis) => embed(p, axis, range, shape[axis]!), n);
  if (sameShape(part.type.shape, shape)) return widened(part);
  return map(chosen, widened(expand(number(1, "bool", place), part.type.shape)), widened(part), x);
}

/** The part of x within the ranges of a selection, with its new values. */
function replaced(x: Node, selection: ReturnType<typeof selectionOf>, values: Node): Node {
  const { ranges, picks, before } = selection;
  const kept = keptSizes(selection);
  if (picks.length === 0)
    return reshape(
      fitting(values, kept),
      ranges.map(({ count }) => count),
    );
  const part = ranges.reduce((p, range, axis) => select(p, axis, range), x);
  const { ids, rows, back } = tableOf("set", part, selection);
  const axes = ids.type.shape;
  const given = picksFirst(
    fitting(values, [...kept.slice(0, before), ...axes, ...kept.slice(before)]),
    axes.length,
    before,
  );
  const each = reshape(given, [...axes, ...rows.type.shape.slice(1)]);
  return back(setRows(rows, ids, each, 0, label));
}

function fitting(values: Node, shape: Shape): Node {
  const own = values.type.shape;
  const fits = own.length <= shape.length && own.every((d, i) => d === 1 || d === shape[i + shape.length - own.length]);
  if (!fits) throw new ShapeError(`set: values ${show(own)} do not fit the part ${show(shape)}`);
  return expand(values, shape);
}

/** One value for all trues of a mask, or one for each axis behind the mask's. */
function setMasked(x: Node, items: number, mask: Node, values: Node): Node {
  const { shape } = x.type;
  const axes = mask.type.shape;
  if (items > 1) throw new ArgumentError("set: a mask stands alone; give one with all axes, made with and()");
  if (!sameShape(axes, shape.slice(0, axes.length)))
    throw new ShapeError(`set: mask ${show(axes)} does not fit ${show(shape)}: its sizes must be the first ones`);
  const behind = shape.slice(axes.length);
  if (values.type.shape.length > behind.length)
    throw new ShapeError(
      `set: values ${show(values.type.shape)} for a mask of ${show(axes)}: how many it has would depend on data; give one for all, or use where(mask, values, x) with values of shape ${show(shape)}`,
    );
  return map(chosen, reshape(mask, [...axes, ...behind.map(() => 1)]), fitting(values, behind), x);
}

const masked = named(
  "maskedFill",
  formula((mask, value, x) => call("where", mask, value, x)),
);
/** x with one number wherever the mask is true; both broadcast. */
export function maskedFill(x: Node, mask: Node, value: Node | number): Node {
  if (mask.type.dtype !== "bool") throw new ArgumentError(`maskedFill: the mask must be bool, not ${mask.type.dtype}`);
  if (value instanceof Node && value.type.shape.length > 0)
    throw new ShapeError(`maskedFill: one value is needed, not ${show(value.type.shape)}; use where for several`);
  return map(masked, mask, value instanceof Node ? cast(value, x.type.dtype) : numberLike(value, x), x);
}
