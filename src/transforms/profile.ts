// profile: where the time of a function goes.
import { ArgumentError } from "../errors.ts";
import { openDevices } from "../runtime/devices.ts";
import { loopsOf } from "../runtime/explain.ts";
import { Profiler, profiling, type TimedRun } from "../runtime/profiling.ts";
import { notWhileTracing } from "../runtime/tracing.ts";
import { toTable } from "./profile-table.ts";

/** What one kernel took, over all of its runs. */
export interface KernelTime {
  /** The ops that were fused into it; of a device that can't time kernels, the first of a plan. */
  readonly kernel: string;
  /** Over which elements it goes. */
  readonly loops: string;
  readonly device: string;
  readonly count: number;
  readonly milliseconds: number;
  /** Its part of the time of all kernels, from 0 to 1. */
  readonly share: number;
  /** Bytes and operations that it needs at least, by its time, in thousands of millions a second. */
  readonly gigabytesPerSecond: number;
  readonly gigaflopsPerSecond: number;
}

/** A slice of time in the format of Chrome's and Perfetto's viewers: microseconds. */
interface TraceEvent {
  readonly name: string;
  readonly ph: "X" | "M";
  readonly pid: number;
  readonly tid: number;
  readonly ts?: number;
  readonly dur?: number;
  readonly args: { readonly [name: string]: unknown };
}
/** What such viewers open, as JSON: ui.perfetto.dev, chrome://tracing. */
export interface Trace {
  readonly displayTimeUnit: "ms";
  readonly traceEvents: readonly TraceEvent[];
}

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
  readonly trace: Trace;
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

/** One execution of a kernel. */
interface Step extends Omit<KernelTime, "count" | "share" | "gigabytesPerSecond" | "gigaflopsPerSecond"> {
  readonly start: number;
  readonly flops: number;
  readonly bytes: number;
}
function stepsOf({ device, plan, start, duration, nanoseconds }: TimedRun): Step[] {
  if (nanoseconds === null) {
    const kernel = plan.steps[0]?.kernel.why ?? "nothing";
    const loops = `and all of its plan, ${plan.steps.length} kernels`;
    return [{ kernel, loops, device, start, milliseconds: duration, flops: plan.flops, bytes: plan.bytes }];
  }
  return plan.steps.map(({ kernel }, i) => {
    const { why, flops, bytes } = kernel;
    const milliseconds = nanoseconds[i]! / 1e6;
    const step = { kernel: why, loops: loopsOf(kernel), device, start, milliseconds, flops, bytes };
    start += milliseconds;
    return step;
  });
}

function summed(steps: readonly Step[], total: number): KernelTime[] {
  const groups = new Map<string, Step[]>();
  for (const s of steps) {
    const key = JSON.stringify([s.device, s.kernel, s.loops]);
    groups.set(key, [...(groups.get(key) ?? []), s]);
  }
  const times = [...groups.values()].map((group): KernelTime => {
    const { kernel, loops, device } = group[0]!;
    const sum = (field: "milliseconds" | "flops" | "bytes"): number => group.reduce((t, s) => t + s[field], 0);
    const milliseconds = sum("milliseconds");
    const perSecond = (amount: number): number => (milliseconds > 0 ? amount / milliseconds / 1e6 : 0);
    return {
      kernel,
      loops,
      device,
      count: group.length,
      milliseconds,
      share: total > 0 ? milliseconds / total : 0,
      gigabytesPerSecond: perSecond(sum("bytes")),
      gigaflopsPerSecond: perSecond(sum("flops")),
    };
  });
  return times.sort((a, b) => b.milliseconds - a.milliseconds);
}

function eventsOf(steps: readonly Step[], begin: number): TraceEvent[] {
  const devices = [...new Set(steps.map((s) => s.device))];
  const names = devices.map((name, tid): TraceEvent => ({ name: "thread_name", ph: "M", pid: 1, tid, args: { name } }));
  return [
    ...names,
    ...steps.map(
      ({ kernel, loops, device, start, milliseconds, flops, bytes }): TraceEvent => ({
        name: kernel,
        ph: "X",
        pid: 1,
        tid: devices.indexOf(device),
        ts: (start - begin) * 1000,
        dur: milliseconds * 1000,
        args: { loops, flops, bytes },
      }),
    ),
  ];
}
