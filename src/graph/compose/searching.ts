// Where values belong in what is sorted, and how many there are of each.
import { ArgumentError, ShapeError } from "../../errors.ts";
import { call, type Formula, formula } from "../../ir/formula.ts";
import { add, div, mul, sub, where } from "../../ir/scalar.ts";
import { sameShape, show } from "../../shape.ts";
import { type Node, untracked } from "../node.ts";
import { indexLabel, scatterAdd, take } from "../ops/gather.ts";
import { map, named } from "../ops/map.ts";
import { expand, reshape, shrinkAlong } from "../ops/movement.ts";
import { fold } from "../ops/reduce.ts";
import { number, numberLike } from "../ops/source.ts";
import { toFloat } from "./elementwise.ts";

const label = indexLabel("searchsorted", "position");
const notANumber = (x: Formula) => call("ne", x, x);
const isBelow = (a: Formula, b: Formula) =>
  call("or", call("lt", a, b), call("and", notANumber(b), call("not", notANumber(a))));

// one step of a binary search: `at` elements lie before the value; do `step` more?
const clamped = formula((at, step, size) => call("minimum", sub(add(at, step), 1), sub(size, 1)));
const fits = (right: boolean) =>
  named(
    "binary search",
    formula((at, step, size, element, value) =>
      where(
        call(
          "and",
          call("le", add(at, step), size),
          right ? call("not", isBelow(value, element)) : isBelow(element, value),
        ),
        add(at, step),
        at,
      ),
    ),
  );
const steps = { left: fits(false), right: fits(true) };

/**
 * How many elements of sorted lines are smaller than each value, or not larger (`right`), int32: where to put it in.
 * sorted (size), values of any shape; or sorted (batch…, size), values (batch…, any).
 */
export function searchsorted(sorted: Node, values: Node, right: boolean): Node {
  const { shape, place } = sorted.type;
  const batch = shape.length - 1;
  if (batch < 0) throw new ShapeError("searchsorted: a 0-d tensor is no sorted line");
  if (
    batch > 0 &&
    !(values.type.shape.length === batch + 1 && sameShape(shape.slice(0, -1), values.type.shape.slice(0, -1)))
  )
    throw new ShapeError(
      `searchsorted: values ${show(values.type.shape)} do not fit lines ${show(shape)}: all sizes but the last must be equal`,
    );
  const size = number(shape.at(-1)!, "int32", place);
  return untracked(() => {
    let at = expand(number(0, "int32", place), values.type.shape);
    if (shape.at(-1) === 0) return at;
    for (let step = 2 ** Math.floor(Math.log2(shape.at(-1)!)); step >= 1; step /= 2) {
      const by = number(step, "int32", place);
      const element = take(sorted, map(clamped, at, by, size), batch, label);
      at = map(steps[right ? "right" : "left"], at, by, size, element, values);
    }
    return at;
  });
}

const counted = indexLabel("bincount", "value");

/** How many of each whole number 0 … length − 1 there are, or the sum of their weights. */
export function bincount(x: Node, length: number, weights: Node | null): Node {
  const ids = reshape(x, [x.type.size]);
  const each = weights === null ? number(1, "int32", x.type.place) : reshape(weights, [weights.type.size]);
  if (weights !== null && weights.type.size !== x.type.size)
    throw new ShapeError(
      `bincount: ${show(weights.type.shape)} are not as many weights as there are values in ${show(x.type.shape)}`,
    );
  return scatterAdd(ids, expand(each, ids.type.shape), length, 0, counted);
}

const binOf = named(
  "bin",
  formula((x, low, high, bins) => {
    const place = call("floor", mul(div(sub(x, low), sub(high, low)), bins));
    const isInside = call("and", call("ge", x, low), call("le", x, high));
    return call("int32", where(isInside, call("minimum", place, sub(bins, 1)), bins)); // outside: beyond the last bin
  }),
);
const lowEnd = formula((low, high) => where(call("eq", low, high), sub(low, 0.5), low));
const highEnd = formula((low, high) => where(call("eq", low, high), add(high, 0.5), high));

/**
 * How many elements lie in each of `bins` equal parts of a range, int32; both ends belong to it, what is outside or NaN is
 * not counted. Without a range: from the smallest to the largest element.
 */
export function histogram(x: Node, bins: number, range: readonly [low: number, high: number] | null): Node {
  if (!Number.isInteger(bins) || bins < 1) throw new ArgumentError(`histogram: ${bins} is not a number of bins from 1`);
  if (range !== null && !(range[0] < range[1]))
    throw new ArgumentError(`histogram: [${range}] is no range: give the lower end first`);
  return untracked(() => {
    const flat = toFloat(reshape(x, [x.type.size]));
    const ends = range?.map((end) => numberLike(end, flat)) ?? [fold("min", flat, 1), fold("max", flat, 1)];
    const [low, high] = ends as [Node, Node];
    const ids = map(binOf, flat, map(lowEnd, low, high), map(highEnd, low, high), numberLike(bins, flat));
    return shrinkAlong(bincount(ids, bins + 1, null), 0, 0, 1);
  });
}
