// Numbers at equal distances: computed from their positions where they are needed, without memory.
import { checkDType, type DType, isFloat } from "../dtype.ts";
import { ArgumentError } from "../errors.ts";
import { cast } from "../graph/compose/elementwise.ts";
import type { Node } from "../graph/node.ts";
import { map, named } from "../graph/ops/map.ts";
import { coordinate, number } from "../graph/ops/source.ts";
import { call, formula } from "../ir/formula.ts";
import { Tensor } from "../tensor.ts";
import type { RangeLength } from "../types/range.ts";
import { type Place, placeOf } from "./place.ts";

const linear = named(
  "arange",
  formula((i, start, step) => call("add", call("mul", i, step), start)),
);
/**
 * start, start + step, … below end; int32 if all are whole numbers, else float32. One number alone is the end.
 *
 * @throws ArgumentError if it would not end
 * @example
 * arange(4); // [0, 1, 2, 3]
 * arange(1, 2, 0.25); // [1, 1.25, 1.5, 1.75]
 * arange(3, { dtype: "float64" }).dtype; // "float64"
 */
export function arange<const End extends number>(end: End, options?: Place): Tensor<[RangeLength<0, End>]>;
export function arange<const Start extends number, const End extends number>(
  start: Start,
  end: End,
  options?: Place,
): Tensor<[RangeLength<Start, End>]>;
export function arange(start: number, end: number, step: number, options?: Place): Tensor<[number]>;
export function arange(...given: (number | Place | undefined)[]): Tensor<[number]> {
  const options = given.find((x) => typeof x === "object") ?? {};
  const numbers = given.filter((x) => typeof x === "number");
  const [start, end, step = 1] = (numbers.length === 1 ? [0, ...numbers] : numbers) as [number, number, number?];
  const size = Math.max(0, Math.ceil((end - start) / step));
  if (!Number.isFinite(size)) throw new ArgumentError(`arange: ${start} … ${end} by ${step} has no end`);
  const whole = [start, end, step].every(Number.isInteger);
  const dtype = checkDType("arange", options.dtype ?? (whole ? "int32" : "float32"));
  const within = isFloat(dtype) ? dtype : whole ? "int32" : "float32";
  const place = placeOf(options);
  const values = map(linear, coordinate(place, [size], 0), number(start, within, place), number(step, within, place));
  return new Tensor(cast(values, dtype));
}

const fromBothEnds = named(
  "linspace",
  formula((i, start, end, step, last) =>
    call(
      "where",
      call("lt", call("add", i, i), last),
      call("add", start, call("mul", i, step)),
      call("sub", end, call("mul", call("sub", last, i), step)),
    ),
  ),
);
const power = named(
  "logspace",
  formula((base, x) => call("pow", base, x)),
);

function spaced(op: string, start: number, end: number, count: number, options: Place, dtype: DType): Node {
  if (!Number.isInteger(count) || count < 0)
    throw new ArgumentError(`${op}: ${count} must be a whole number from 0: how many numbers`);
  const place = placeOf(options);
  const last = count - 1;
  const float = (x: number): Node => number(x, dtype, place);
  const step = last > 0 ? (end - start) / last : 0;
  const only = last > 0 ? end : start;
  return map(
    fromBothEnds,
    coordinate(place, [count], 0),
    float(start),
    float(only),
    float(step),
    number(last, "int32", place),
  );
}
const floatFor = (dtype: DType): DType => (isFloat(dtype) ? dtype : "float32");

/**
 * `count` numbers at equal distances from `start` to `end`, both included; float32 unless asked.
 *
 * @example
 * linspace(0, 1, 5); // [0, 0.25, 0.5, 0.75, 1]
 */
export function linspace<const Count extends number>(
  start: number,
  end: number,
  count: Count,
  options: Place = {},
): Tensor<[Count]> {
  const dtype = checkDType("linspace", options.dtype ?? "float32");
  return new Tensor(cast(spaced("linspace", start, end, count, options, floatFor(dtype)), dtype));
}
/**
 * `base` to the powers {@link linspace}(start, end, count).
 *
 * @example
 * logspace(0, 2, 3, { base: 2 }); // [1, 2, 4]
 */
export function logspace<const Count extends number>(
  start: number,
  end: number,
  count: Count,
  { base = 10, ...options }: Place & { readonly base?: number } = {},
): Tensor<[Count]> {
  const dtype = checkDType("logspace", options.dtype ?? "float32");
  const exponents = spaced("logspace", start, end, count, options, floatFor(dtype));
  return new Tensor(cast(map(power, number(base, exponents.type.dtype, exponents.type.place), exponents), dtype));
}
