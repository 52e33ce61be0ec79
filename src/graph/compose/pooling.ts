// Pooling: windows over the last axes, each made one element. The windows are views.
import { call, formula } from "../../ir/formula.ts";
import { add, div, mul, where } from "../../ir/scalar.ts";
import { sizeOf } from "../../shape.ts";
import { type Node, untracked } from "../node.ts";
import { contract } from "../ops/contract.ts";
import { folds } from "../ops/folds.ts";
import { map, named } from "../ops/map.ts";
import { crop, expand, reshape } from "../ops/movement.ts";
import { fold } from "../ops/reduce.ts";
import { coordinate, custom, number, numberLike } from "../ops/source.ts";
import { foldWindows, window } from "../ops/window.ts";
import { cast, toFloat } from "./elementwise.ts";
import { type Line, windowsOf } from "./phases.ts";

const padded = ({ length, low, high }: Line): readonly [from: number, length: number] => [-low, low + length + high];

/** (…, lengths…) → (…, windows…, taps): the elements of each window as one axis. */
function windowed(x: Node, lines: readonly Line[]): Node {
  const all = window(crop(x, lines.map(padded)), lines);
  return reshape(all, [...all.type.shape.slice(0, -lines.length), sizeOf(lines.map((l) => l.size))]);
}

/** Which taps of windows lie on the lines, or on `around` zeros at each end of them; null: all. */
function inside(like: Node, lines: readonly Line[], around: readonly (readonly number[])[]): Node | null {
  if (lines.every(({ low, high }, i) => low === around[i]![0] && high === around[i]![1])) return null;
  const whole = lines.map((line, i) => {
    const [low, high] = around[i]!;
    return { ...line, length: low! + line.length + high!, low: line.low - low!, high: line.high - high! };
  });
  const yes = number(1, "bool", like.type.place);
  return windowed(
    expand(
      yes,
      whole.map((l) => l.length),
    ),
    whole,
  );
}

const orLowest = formula((isInside, x, lowest) => where(isInside, x, lowest));
const firstOf = named(
  "position",
  formula((x, largest, tap, none) => where(call("or", call("eq", x, largest), call("ne", x, x)), tap, none)),
);
const share = named(
  "share of the first",
  formula((tap, first, g) => where(call("eq", tap, first), g, 0)),
);

function orLowestWindows(x: Node, lines: readonly Line[]): Node {
  const all = windowed(x, lines);
  const exists = inside(
    x,
    lines,
    lines.map(() => [0, 0]),
  );
  return exists === null ? all : map(orLowest, exists, all, numberLike(folds.max.empty(x.type.dtype), x));
}

/** The largest element of each window. The gradient goes to the first one that attains it, as in PyTorch. */
export function maxPool(x: Node, lines: readonly Line[]): Node {
  const all = untracked(() => orLowestWindows(x, lines));
  const { shape, place } = all.type;
  const axis = shape.length - 1;
  const largest = untracked(() => fold("max", all, 1 << axis)); // (…, windows…, 1)
  const value = custom(largest, [x], (g) => {
    const tap = coordinate(place, shape, axis);
    const none = number(shape[axis]! - 1, "int32", place);
    const first = untracked(() => fold("min", map(firstOf, all, largest, tap, none), 1 << axis));
    const shares = map(share, tap, first, g); // (…, windows…, taps)
    const apart = reshape(shares, [...shape.slice(0, axis), ...lines.map((l) => l.size)]);
    const laid = foldWindows(
      apart,
      lines.map((l) => padded(l)[1]),
      lines,
    );
    return crop(
      laid,
      lines.map((l) => [l.low, l.length]),
    );
  });
  return reshape(value, shape.slice(0, axis));
}

const scaled = formula((x, by) => mul(x, by));
const quotient = formula((x, count) => div(x, count));

/**
 * The mean of each window. `counted` says how many of the zeros at each end of a line count as elements; null: zeros do
 * not count.
 */
export function averagePool(x: Node, lines: readonly Line[], counted: readonly (readonly number[])[] | null): Node {
  x = toFloat(x);
  const all = windowed(x, lines);
  const axis = all.type.shape.length - 1;
  const sum = reshape(fold("sum", all, 1 << axis), all.type.shape.slice(0, axis));
  const exists = inside(x, lines, counted ?? lines.map(() => [0, 0]));
  if (exists === null) return map(scaled, sum, numberLike(1 / all.type.shape[axis]!, x));
  const count = fold("sum", cast(exists, x.type.dtype), 1 << lines.length);
  return map(quotient, sum, reshape(count, lines.map(windowsOf)));
}

const ceilDivide = (a: Parameters<typeof add>[0], b: Parameters<typeof add>[0]) =>
  call("floorDivide", add(a, add(b, -1)), b);
/** How many elements the mean is of that an element belongs to; 0 where it does not. */
const countsOf = formula((o, i, n, out) => {
  const start = call("floorDivide", mul(o, n), out);
  const end = ceilDivide(mul(add(o, 1), n), out);
  return where(call("and", call("le", start, i), call("lt", i, end)), add(end, mul(start, -1)), 0);
});
const shareOf = named(
  "adaptive mean",
  formula((count) => where(call("eq", count, 0), 0, div(1, count))),
);

/**
 * Means of elements ⌊o · n / out⌋ to ⌈(o + 1) · n / out⌉ along the last axes. Where `out` divides n these are windows; else
 * the axis is multiplied with a matrix of means.
 */
export function adaptiveAveragePool(x: Node, sizes: readonly number[]): Node {
  x = toFloat(x);
  const lead = x.type.shape.length - sizes.length;
  sizes.forEach((out, i) => {
    const axis = lead + i;
    const { shape, place, dtype } = x.type;
    const n = shape[axis]!;
    if (out === n) return;
    if (n % out === 0) {
      const parts = fold("sum", reshape(x, shape.toSpliced(axis, 1, out, n / out)), 1 << (axis + 1));
      x = map(scaled, reshape(parts, shape.with(axis, out)), numberLike(out / n, x));
      return;
    }
    const [o, from] = [coordinate(place, [out, n], 0), coordinate(place, [out, n], 1)];
    const counts = map(countsOf, o, from, number(n, "int32", place), number(out, "int32", place));
    const own = shape.map((_, k) => k);
    const labels = own.with(axis, shape.length);
    x = contract(own, [shape.length, axis], labels, x, map(shareOf, cast(counts, dtype)));
  });
  return x;
}
