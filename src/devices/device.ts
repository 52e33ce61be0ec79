// What a device is: memory, and running plans. One conformance suite (tests/devices) holds for all of them.

import type { Limits as KernelLimits } from "../compiler/cut.ts";
import type { Plan } from "../compiler/plan.ts";
import type { DType } from "../dtype.ts";

export interface Limits extends KernelLimits {
  readonly dtypes: readonly DType[];
}

/** Memory on a device; what is in it is the device's business. */
export interface Memory {
  readonly bytes: number;
}

/** A run that failed: which of the plan's checks, and the value that it met. */
export interface Failure {
  readonly check: number;
  readonly value: number;
}
/** null: all is well. A promise, where a device learns it later; it publishes nothing of a failed run by itself. */
export type Status = Failure | null | Promise<Failure | null>;

export interface Device<M extends Memory = Memory, Executable = unknown> {
  readonly name: string;
  readonly limits: Limits;
  /** Makes the device usable; called once, before anything else. */
  open(): void | Promise<void>;
  alloc(bytes: number): M;
  free(memory: M): void;
  /** Copies bytes to the device. */
  write(to: M, at: number, data: Uint8Array): void;
  /** Copies bytes from the device, after all that was executed before. */
  read(from: M, at: number, bytes: number): Promise<Uint8Array>;
  /** The same at once, where a device can. */
  readSync?(from: M, at: number, bytes: number): Uint8Array;
  /** Makes host bytes device memory without a copy, where both are the same. Nobody else keeps them. */
  adopt?(data: Uint8Array): M;
  /** Compiles a plan, once. */
  prepare(plan: Plan): Executable;
  /**
   * Enqueues a run; runs happen in order. `memories[0]` is the workspace, then follow those that the plan reads and those
   * it writes. Steps that are `guarded` must not take effect once a check has failed. `awaited`: somebody waits for it
   * in a promise, so a long run may as well go on beside JavaScript.
   */
  execute(executable: Executable, memories: readonly M[], numbers: readonly number[], awaited?: boolean): Status;
  /** Waits for the run that goes on beside JavaScript, if one does, and says how the last of them ended. */
  finish?(): Failure | null;
  /** The same, and how long each step of the plan took; 0 for steps that there was no need to run. */
  profile?(
    executable: Executable,
    memories: readonly M[],
    numbers: readonly number[],
  ): { readonly status: Status; readonly nanoseconds: Float64Array };
}
