// Straight lines between given points.
import { ArgumentError, ShapeError } from "../../errors.ts";
import { call, formula } from "../../ir/formula.ts";
import { add, div, mul, sub, where } from "../../ir/scalar.ts";
import { show } from "../../shape.ts";
import type { Node } from "../node.ts";
import { indexLabel, take } from "../ops/gather.ts";
import { map, named } from "../ops/map.ts";
import { reshape } from "../ops/movement.ts";
import { fold } from "../ops/reduce.ts";
import { number } from "../ops/source.ts";
import { toFloat } from "./elementwise.ts";

const label = indexLabel("interp", "position");
const upTo = formula((x, point) => call("int32", call("le", point, x)));
const before = formula((count, last) => call("minimum", call("maximum", sub(count, 1), 0), last));
const next = formula((i) => add(i, 1));
const line = named(
  "interp",
  formula((x, x0, x1, y0, y1) => {
    const part = div(sub(call("minimum", call("maximum", x, x0), x1), x0), sub(x1, x0));
    return where(call("isNaN", x), x, add(y0, mul(part, sub(y1, y0))));
  }),
);

/**
 * The values at x of the line through the points (points[i], values[i]); outside of them the first or the last value.
 *
 * The piece of line is found by counting the points up to x.
 */
export function interp(x: Node, points: Node, values: Node): Node {
  const { shape } = points.type;
  if (shape.length !== 1 || values.type.shape.length !== 1 || values.type.size !== shape[0])
    throw new ShapeError(
      `interp: points and values must be two vectors of the same size, not ${show(shape)} and ${show(values.type.shape)}`,
    );
  const size = shape[0]!;
  if (size < 2) throw new ArgumentError(`interp: ${size} points make no line; two are needed`);
  [x, points, values] = [toFloat(x), toFloat(points), toFloat(values)];
  const rank = x.type.shape.length;
  const counts = fold("sum", map(upTo, reshape(x, [...x.type.shape, 1]), points), 1 << rank);
  const first = map(before, reshape(counts, x.type.shape), number(size - 2, "int32", x.type.place));
  const second = map(next, first);
  const at = (table: Node, ids: Node): Node => take(table, ids, 0, label);
  return map(line, x, at(points, first), at(points, second), at(values, first), at(values, second));
}
