// What a[…] names of an array: numbers and ranges, checked against the axes.
import { ArgumentError, AxisError } from "../../errors.ts";
import { parseSlice, type Slice } from "../../range.ts";
import { type Shape, show } from "../../shape.ts";

/** A number, a range, or a range as text: "1:3", ":", "::2". */
export type Index = number | Slice | string;

/** Positions `start`, `start + step`, …, `count` of them. */
export interface Range {
  readonly start: number;
  readonly step: number;
  readonly count: number;
}

/**
 * One range for each axis. A number is a range of one, as in the course: axes stay; axes that are not named are taken whole.
 *
 * @throws AxisError where an index is outside its axis; ArgumentError for empty ranges and steps below 1
 */
export function rangesOf(op: string, shape: Shape, indices: readonly Index[]): Range[] {
  if (indices.length > shape.length)
    throw new AxisError(`${op}: ${indices.length} indices for the ${shape.length} axes of shape ${show(shape)}`);
  return shape.map((size, axis) => {
    const index = indices[axis] ?? ":";
    const place = `axis ${axis} of shape ${show(shape)}`;
    if (typeof index === "number") return { start: inside(op, index, size, size - 1, place), step: 1, count: 1 };
    const { start, stop, step } = typeof index === "string" ? parseSlice(op, index) : index;
    if (!Number.isInteger(step) || step < 1)
      throw new ArgumentError(`${op}: the step is ${step}; steps are whole numbers from 1; flip() turns an axis round`);
    const first = inside(op, start ?? 0, size, size, place);
    const end = inside(op, stop ?? size, size, size, place);
    if (end <= first) throw new ArgumentError(`${op}: ${first}:${end} of ${place} is empty`);
    return { start: first, step, count: Math.ceil((end - first) / step) };
  });
}

/** A position from 0 to `last`; negative ones count from the end. */
function inside(op: string, at: number, size: number, last: number, place: string): number {
  const position = at < 0 ? at + size : at;
  if (!Number.isInteger(at) || position < 0 || position > last) throw new AxisError(`${op}: ${at} is outside ${place}`);
  return position;
}
