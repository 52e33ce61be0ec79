// From the times of runs to those of kernels: summed up for people, one after another for viewers.
import { loopsOf } from "../runtime/explain.ts";
import type { TimedRun } from "../runtime/profiling.ts";

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
export interface ChromeTrace {
  readonly displayTimeUnit: "ms";
  readonly traceEvents: readonly TraceEvent[];
}

/** One run of a kernel. */
export interface Step extends Omit<KernelTime, "count" | "share" | "gigabytesPerSecond" | "gigaflopsPerSecond"> {
  readonly start: number;
  readonly flops: number;
  readonly bytes: number;
}
export function stepsOf({ device, plan, start, duration, nanoseconds }: TimedRun): Step[] {
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

/** The times of equal kernels together, the slowest first. */
export function summed(steps: readonly Step[], total: number): KernelTime[] {
  const groups = new Map<string, Step[]>();
  for (const s of steps) {
    const key = JSON.stringify([s.device, s.kernel, s.loops]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [s]);
    else group.push(s);
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

/** Each run of a kernel as a slice of time, from `begin` on. */
export function eventsOf(steps: readonly Step[], begin: number): TraceEvent[] {
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
