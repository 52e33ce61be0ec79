// A device that computes nothing: it counts. For tests of the compiler and for measuring what JavaScript costs by itself.
import type { Plan } from "../../compiler/plan.ts";
import { dtypes } from "../../dtype.ts";
import type { Device, Memory, Status } from "../device.ts";

export class NullDevice implements Device<Memory, Plan> {
  readonly name = "null";
  readonly limits = { dtypes, operations: 64, loads: 16 };
  /** What has been asked for since the beginning. */
  readonly counts = { plans: 0, runs: 0, kernels: 0, flops: 0, bytes: 0 };
  open(): void {}
  alloc(bytes: number): Memory {
    return { bytes };
  }
  free(_memory: Memory): void {}
  write(_to: Memory, _at: number, _data: Uint8Array): void {}
  /** Zeros. */
  readSync(_from: Memory, _at: number, bytes: number): Uint8Array {
    return new Uint8Array(bytes);
  }
  async read(_from: Memory, _at: number, bytes: number): Promise<Uint8Array> {
    return new Uint8Array(bytes);
  }
  prepare(plan: Plan): Plan {
    this.counts.plans++;
    return plan;
  }
  execute(plan: Plan, _memories: readonly Memory[], _numbers: readonly number[]): Status {
    this.counts.runs++;
    this.counts.kernels += plan.steps.length;
    this.counts.flops += plan.flops;
    this.counts.bytes += plan.bytes;
    return null;
  }
}
