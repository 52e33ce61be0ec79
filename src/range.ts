// Ranges of an axis, as in Python: start, stop and step, each of which may be left out; negative positions count from the
// end, and what reaches beyond the axis is cut off.
import { ArgumentError } from "./errors.ts";

type Bound = number | null;

/** Positions `start`, `start + step`, … before `stop`. null: from or to the end of the axis. */
export interface Slice<Start extends Bound = Bound, Stop extends Bound = Bound, Step extends number = number> {
  readonly start: Start;
  readonly stop: Stop;
  readonly step: Step;
}

/**
 * A range of an axis for {@link Tensor.get} and {@link Tensor.set}, where the string "start:stop:step" would have to be put
 * together.
 *
 * @example
 * const x = arange(6);
 * x.get(slice(1, 4)); // [1, 2, 3]
 * x.get(slice(null, null, -2)); // [5, 3, 1]
 */
export const slice = <const Start extends Bound = null, const Stop extends Bound = null, const Step extends number = 1>(
  start: Start = null as Start,
  stop: Stop = null as Stop,
  step: Step = 1 as Step,
): Slice<Start, Stop, Step> => ({ start, stop, step });

const pattern = /^\s*(-?\d+)?\s*:\s*(-?\d+)?\s*(?::\s*(-?\d+)?\s*)?$/;

/** The range that "start:stop:step" says. */
export function parseSlice(op: string, text: string): Slice {
  const match = pattern.exec(text);
  if (match === null) throw new ArgumentError(`${op}: "${text}" is no index; text is "start:stop:step", ":" or "..."`);
  const [, start, stop, step] = match;
  return slice(start === undefined ? null : +start, stop === undefined ? null : +stop, step === undefined ? 1 : +step);
}

/** What a range names of an axis: `first`, `first + step`, …, `count` positions. */
export interface Positions {
  readonly first: number;
  readonly count: number;
  readonly step: number;
}

/** The positions that a range names of an axis of this size. */
export function positionsOf(op: string, { start, stop, step }: Slice, size: number): Positions {
  if (step === 0 || ![start ?? 0, stop ?? 0, step].every(Number.isInteger))
    throw new ArgumentError(
      `${op}: ${start ?? ""}:${stop ?? ""}:${step} is no range: start, stop and step are whole numbers, and step is not 0`,
    );
  const [least, most] = step > 0 ? [0, size] : [-1, size - 1];
  const within = (at: number): number => Math.min(Math.max(at < 0 ? at + size : at, least), most);
  const first = start === null ? (step > 0 ? 0 : size - 1) : within(start);
  const end = stop === null ? (step > 0 ? size : -1) : within(stop);
  return { first, count: Math.max(0, Math.ceil((end - first) / step)), step };
}
