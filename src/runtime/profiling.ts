// While profile measures (transforms/profile.ts): every run goes through here. Nearly always nobody measures.
import type { Plan } from "../compiler/plan.ts";
import type { Device, Memory, Status } from "../devices/device.ts";

/** A run that has been timed. */
export interface TimedRun {
  readonly device: string;
  readonly plan: Plan;
  /** When it began and how long it took, in milliseconds of performance.now(). */
  readonly start: number;
  readonly duration: number;
  /** How long each step took; null where the device can't tell. */
  readonly nanoseconds: Float64Array | null;
}

export class Profiler {
  readonly runs: TimedRun[] = [];
  /** What asynchronous devices have yet to report. */
  readonly reports: Promise<unknown>[] = [];
  #end = 0;

  launch(
    device: Device,
    plan: Plan,
    prepared: unknown,
    memories: readonly Memory[],
    numbers: readonly number[],
  ): Status {
    const start = performance.now();
    const { status, nanoseconds } = device.profile?.(prepared, memories, numbers) ?? {
      status: device.execute(prepared, memories, numbers),
      nanoseconds: null,
    };
    const done = (): void => {
      const from = Math.max(start, this.#end); // runs happen in order
      this.#end = performance.now();
      this.runs.push({ device: device.name, plan, start: from, duration: this.#end - from, nanoseconds });
    };
    if (status instanceof Promise) this.reports.push(status.then(done));
    else done();
    return status;
  }
}

export const profiling: { by: Profiler | null } = { by: null };
