// Which taps of a strided window meet which elements. Element i of a line is tap k of window o where
// i + low = stride · o + dilation · k. Elements of one residue modulo the stride, a phase, meet the same taps: so the sum
// over windows is, phase by phase, a sum over a shorter window with stride 1, and no tap of it is in vain.
import { gcd, inverse, type Sliding, windowsIn } from "../ops/window.ts";

/** Windows along one axis of a padded line. */
export interface Line extends Sliding {
  /** Elements, without padding. */
  readonly length: number;
  /** Zeros before and behind them. */
  readonly low: number;
  readonly high: number;
}
export const windowsOf = (line: Line): number => windowsIn(line.length + line.low + line.high, line);

/** Neighbouring phases whose elements lie under the same windows, one tap further each. */
export interface Run {
  /** The first phase, and how many. */
  readonly first: number;
  readonly count: number;
  /** Elements of each phase. */
  readonly length: number;
  /** The first phase meets taps `start`, `start` + phases, …: so many. */
  readonly start: number;
  readonly taps: number;
  /** Element q of a phase meets them in windows q + shift, q + shift − spacing, … */
  readonly shift: number;
}
/** Elements offset + common · (phases · q + phase) meet windows, all others none. */
export interface Phases {
  readonly offset: number;
  readonly common: number;
  readonly phases: number;
  readonly spacing: number;
  /** Elements of all phases. */
  readonly length: number;
  readonly runs: readonly Run[];
}

export function phasesOf({ length, low, size, stride, dilation }: Line): Phases {
  const common = gcd(stride, dilation);
  const [phases, spacing] = [stride / common, dilation / common];
  const first = Math.ceil(low / common);
  const offset = first * common - low;
  const elements = Math.max(0, Math.ceil((length - offset) / common));
  const turn = inverse(spacing, phases);
  const runs: Run[] = [];
  for (let phase = 0; phase < Math.min(phases, elements); phase++) {
    const residue = (phase + first) % phases;
    const start = (residue * turn) % phases;
    const taps = Math.max(0, Math.ceil((size - start) / phases));
    const shift = (phase + first - residue) / phases - (spacing * start - residue) / phases;
    const last = runs.at(-1);
    const joins = last !== undefined && last.start + last.count === start && last.taps === taps && last.shift === shift;
    if (joins && last.first + last.count === phase) runs[runs.length - 1] = { ...last, count: last.count + 1 };
    else if (taps > 0)
      runs.push({ first: phase, count: 1, length: Math.ceil((elements - phase) / phases), start, taps, shift });
  }
  return { offset, common, phases, spacing, length: elements, runs };
}
