// Learning rates that change: a schedule is a function from the base rate and the number of steps done to a rate. Setting the
// rate makes no new plan, so a schedule may step after every batch.
import { ArgumentError } from "../errors.ts";
import type { Optimizer } from "./optimizer.ts";

/** The rate after `step` steps, where the optimizer began with `base`. */
export type Rate = (base: number, step: number) => number;

/** Multiplies by gamma every `size` steps. */
export const stepRate =
  (size: number, gamma = 0.1): Rate =>
  (base, step) =>
    base * gamma ** Math.floor(step / size);
/** Multiplies by gamma at each of these steps. */
export const multiStepRate =
  (at: readonly number[], gamma = 0.1): Rate =>
  (base, step) =>
    base * gamma ** at.filter((s) => s <= step).length;
export const exponentialRate =
  (gamma: number): Rate =>
  (base, step) =>
    base * gamma ** step;
/** Half a cosine from the base to `end` in `steps` steps (Loshchilov & Hutter 2017), and back after that. */
export const cosineRate =
  (steps: number, end = 0): Rate =>
  (base, step) =>
    end + ((base - end) * (1 + Math.cos((Math.PI * step) / steps))) / 2;
/** A straight line from base · from to base · to in `steps` steps: a warm-up. */
export const linearRate =
  (steps: number, from = 1 / 3, to = 1): Rate =>
  (base, step) =>
    base * (from + ((to - from) * Math.min(step, steps)) / steps);
/** The base times what a function says. */
export const lambdaRate =
  (factor: (step: number) => number): Rate =>
  (base, step) =>
    base * factor(step);
/**
 * Up from most / divide to `most` and down to nearly nothing, along cosines, in `steps` steps (Smith & Topin 2018). The base
 * rate does not matter.
 */
export function oneCycleRate(
  most: number,
  steps: number,
  { up = 0.3, divide = 25, finalDivide = 1e4 }: { up?: number; divide?: number; finalDivide?: number } = {},
): Rate {
  const start = most / divide;
  const top = up * steps - 1;
  const between = (from: number, to: number, part: number): number =>
    to + ((from - to) * (1 + Math.cos(Math.PI * part))) / 2;
  return (_base, step) =>
    step <= top
      ? between(start, most, step / top)
      : between(most, start / finalDivide, Math.min(1, (step - top) / (steps - 1 - top)));
}
/** One after another: each for so many steps, counted anew; the last one goes on. */
export const inTurn =
  (...parts: readonly (readonly [steps: number, rate: Rate])[]): Rate =>
  (base, step) => {
    let i = 0;
    for (; i < parts.length - 1 && step >= parts[i]![0]; i++) step -= parts[i]![0];
    return parts[i]![1](base, step);
  };
/** All at once: each makes its rate of what the one before made. */
export const together =
  (...rates: readonly Rate[]): Rate =>
  (base, step) =>
    rates.reduce((rate, next) => next(rate, step), base);

/**
 * Sets the rates of an optimizer's groups. Call `step()` after each of the optimizer's steps, or after each epoch.
 *
 * @example
 * const opt = new optim.SGD([parameter(tensor([1]))], { lr: 1 });
 * const schedule = new optim.Schedule(opt, optim.inTurn([2, optim.linearRate(2, 0.5)], [8, optim.cosineRate(8)]));
 * const rates = [opt.lr];
 * for (let i = 0; i < 3; i++) {
 *   schedule.step();
 *   rates.push(opt.lr);
 * }
 * rates.map((r) => r.toFixed(2)); // ["0.50", "0.75", "1.00", "0.96"]
 */
export class Schedule {
  readonly #optimizer: Optimizer;
  readonly #rate: Rate;
  readonly #bases: number[];
  #done = 0;
  constructor(optimizer: Optimizer, rate: Rate) {
    this.#optimizer = optimizer;
    this.#rate = rate;
    this.#bases = optimizer.groups.map((g) => g.lr);
    this.#set();
  }
  /** Steps done. */
  get steps(): number {
    return this.#done;
  }
  step(): void {
    this.#done++;
    this.#set();
  }
  #set(): void {
    this.#optimizer.groups.forEach((g, i) => {
      g.lr = this.#rate(this.#bases[i]!, this.#done);
    });
  }
  stateDict(): { readonly steps: number; readonly bases: readonly number[] } {
    return { steps: this.#done, bases: [...this.#bases] };
  }
  loadStateDict({ steps, bases }: { readonly steps: number; readonly bases: readonly number[] }): void {
    this.#done = steps;
    this.#bases.splice(0, this.#bases.length, ...bases);
    this.#set();
  }
}

export interface PlateauOptions {
  /** What the rate is multiplied with. Default 0.1. */
  readonly factor?: number;
  /** Measurements without progress that are borne. Default 10. */
  readonly patience?: number;
  /** Progress is a change of more than this part of the best. Default 1e-4. */
  readonly threshold?: number;
  /** Whether less or more is better. Default "min". */
  readonly mode?: "min" | "max";
  /** Measurements after a cut that do not count. Default 0. */
  readonly cooldown?: number;
  /** The rate never falls below. Default 0. */
  readonly least?: number;
}
/**
 * Cuts the rate when a measurement has stopped getting better.
 *
 * @example
 * const opt = new optim.SGD([parameter(tensor([1]))], { lr: 1 });
 * const schedule = new optim.ReduceOnPlateau(opt, { patience: 1, factor: 0.5 });
 * for (const loss of [3, 2, 2, 2]) schedule.step(loss);
 * opt.lr; // 0.5
 */
export class ReduceOnPlateau {
  readonly #optimizer: Optimizer;
  readonly #options: Required<PlateauOptions>;
  #best: number;
  #bad = 0;
  #resting = 0;
  constructor(optimizer: Optimizer, options: PlateauOptions = {}) {
    const defaults = { factor: 0.1, patience: 10, threshold: 1e-4, mode: "min", cooldown: 0, least: 0 } as const;
    this.#options = { ...defaults, ...options };
    if (this.#options.factor >= 1)
      throw new ArgumentError(
        `ReduceOnPlateau: factor ${this.#options.factor} would not cut the rate; give one below 1`,
      );
    this.#optimizer = optimizer;
    this.#best = this.#options.mode === "min" ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  }
  step(measured: number): void {
    const { factor, patience, threshold, mode, cooldown, least } = this.#options;
    const isBetter = mode === "min" ? measured < this.#best * (1 - threshold) : measured > this.#best * (1 + threshold);
    if (isBetter) this.#best = measured;
    this.#bad = isBetter ? 0 : this.#bad + 1;
    if (this.#resting > 0) {
      this.#resting--;
      this.#bad = 0;
    }
    if (this.#bad <= patience) return;
    for (const g of this.#optimizer.groups) g.lr = Math.max(g.lr * factor, least);
    this.#resting = cooldown;
    this.#bad = 0;
  }
  stateDict(): { readonly best: number; readonly bad: number; readonly resting: number } {
    return { best: this.#best, bad: this.#bad, resting: this.#resting };
  }
  loadStateDict({
    best,
    bad,
    resting,
  }: {
    readonly best: number;
    readonly bad: number;
    readonly resting: number;
  }): void {
    [this.#best, this.#bad, this.#resting] = [best, bad, resting];
  }
}
