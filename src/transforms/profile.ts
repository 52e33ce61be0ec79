// profile: where the time of a function goes.
import { ArgumentError } from "../errors.ts";
import { openDevices } from "../runtime/devices.ts";
import { Profiler, profiling, type TimedRun } from "../runtime/profiling.ts";
import { notWhileTracing } from "../runtime/tracing.ts";
import { type ChromeTrace, eventsOf, type KernelTime, stepsOf, summed } from "./kernel-times.ts";
import { toTable } from "./profile-table.ts";

/** The times of a function that has been measured. Prints as a table. */
export class Profile {
  /** The slowest first. */
  readonly kernels: readonly KernelTime[];
  /** From the beginning to the end, and how much of that kernels took. */
  readonly wallMilliseconds: number;
  readonly kernelMilliseconds: number;
  readonly runs: number;
  /** Plans that had to be made: measure again if there are any. */
  readonly newPlans: number;
  readonly trace: ChromeTrace;
  /** @internal */
  constructor(runs: readonly TimedRun[], start: number, end: number, newPlans: number) {
    const steps = runs.flatMap(stepsOf);
    this.runs = runs.length;
    this.newPlans = newPlans;
    this.wallMilliseconds = end - start;
    this.kernelMilliseconds = steps.reduce((sum, s) => sum + s.milliseconds, 0);
    this.kernels = summed(steps, this.kernelMilliseconds);
    this.trace = { displayTimeUnit: "ms", traceEvents: eventsOf(steps, start) };
  }
  toJSON(): object {
    const { kernels, wallMilliseconds, kernelMilliseconds, runs, newPlans } = this;
    return { wallMilliseconds, kernelMilliseconds, runs, newPlans, kernels };
  }
  toString(): string {
    return toTable(this);
  }
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return toTable(this);
  }
}

/**
 * Runs a function and everything that it leaves to be computed, and tells what each kernel took. Devices that can't time
 * kernels tell what each run took.
 *
 * Measure what has run before: the first call makes plans.
 *
 * @param fn may be asynchronous; what other code computes meanwhile is counted as well
 * @throws ArgumentError inside of another `profile`
 * @example
 * const x = ones([100, 100]);
 * const times = await profile(() => x.matmul(x).relu().sum());
 * console.log(times); // a table, the slowest kernel first
 * times.kernels.length; // 2
 */
export async function profile(fn: () => unknown): Promise<Profile> {
  notWhileTracing("a profile was made", "measure the compiled function from outside");
  if (profiling.by !== null) throw new ArgumentError("profile: another profile is being made; one at a time");
  settleAll();
  const profiler = new Profiler();
  const plans = (): number => openDevices.reduce((sum, d) => sum + d.plans.made, 0);
  const before = plans();
  const start = performance.now();
  profiling.by = profiler;
  try {
    await fn();
    settleAll();
    await Promise.all(profiler.reports);
  } finally {
    profiling.by = null;
  }
  return new Profile(profiler.runs, start, performance.now(), plans() - before);
}

function settleAll(): void {
  for (const device of openDevices) device.settle();
}
