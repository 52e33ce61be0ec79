// What a compiled function does: the runs that its trace made, with the memories and numbers that each binds. Memories are
// held in registers. Before the runs, the registers of arguments and of state are loaded; a run writes others.
import type { Entry } from "../compiler/cache.ts";
import type { Memory } from "../devices/device.ts";
import type { DType } from "../dtype.ts";
import { Storage } from "../graph/node.ts";
import { leaf } from "../graph/ops/source.ts";
import type { Type } from "../graph/type.ts";
import { convert } from "../ir/scalar.ts";
import { failureOf, reportUnread } from "./failure.ts";
import type { Timeline } from "./timeline.ts";
import type { VariableState } from "./variable.ts";

/** What must be so when a call begins, or the tape is for another call. */
export interface Guard {
  readonly state: VariableState;
  readonly requiresGrad: boolean;
  readonly hooks: VariableState["hooks"];
  /** `gradientStateOf`; null: whatever it is, it is not read. */
  readonly gradient: number | null;
  /** Whether somebody holds a snapshot that an update must not overwrite; null: there is no update. */
  readonly shared: boolean | null;
}
export const gradientStateOf = (v: VariableState): number => (v.gradient === null ? 0 : v.gradientShared ? 2 : 1);

/** A register that is filled when a call begins. */
export interface Load {
  readonly state: VariableState;
  readonly what: "value" | "gradient";
  readonly register: number;
}
/** A variable or a gradient that a run writes. */
export interface Write {
  readonly state: VariableState;
  readonly register: number;
  /** Not over the old value, which is still needed. */
  readonly fresh: boolean;
  /** A result like others, in memory of its own. */
  readonly isResult: boolean;
}
export interface TapeRun {
  readonly timeline: Timeline;
  readonly entry: Entry<unknown>;
  /** For the messages of the plan's checks. */
  readonly sites: readonly string[];
  /** The register of each memory after the workspace. */
  readonly memories: readonly number[];
  /** Gradients that are forgotten before the run. */
  readonly zeroed: readonly VariableState[];
  readonly values: readonly Write[];
  readonly gradients: readonly Write[];
  /** Results that outlive the call: new memory each time. */
  readonly results: readonly { readonly register: number; readonly type: Type }[];
  readonly numbers: readonly number[];
  /** Which of the numbers are numbers of arguments, and which are live. */
  readonly given: readonly (readonly [slot: number, index: number])[];
  readonly live: readonly (readonly [slot: number, index: number])[];
}
export interface LiveNumber {
  readonly read: () => number;
  readonly dtype: DType;
}

export class Tape {
  readonly guards: readonly Guard[];
  /** What the function asked while it was traced, and the answers. */
  readonly questions: readonly { readonly read: () => unknown; readonly answer: unknown }[];
  readonly #loads: readonly Load[];
  readonly #live: readonly LiveNumber[];
  readonly #runs: readonly TapeRun[];
  readonly registers: Storage[];
  readonly #numbers: number[];
  constructor(
    guards: readonly Guard[],
    questions: Tape["questions"],
    loads: readonly Load[],
    live: readonly LiveNumber[],
    runs: readonly TapeRun[],
    registers: Storage[],
  ) {
    this.guards = guards;
    this.questions = questions;
    this.#loads = loads;
    this.#live = live;
    this.#runs = runs;
    this.registers = registers;
    this.#numbers = live.map(() => 0);
  }

  /** Is the state as it was when the trace began? */
  fits(): boolean {
    for (let i = 0; i < this.guards.length; i++) {
      const { state, requiresGrad, hooks, gradient, shared } = this.guards[i]!;
      if (state.onVersion === null || state.node.data !== state.storage) return false; // it has moved, or the newest version could not be computed
      if (state.requiresGrad !== requiresGrad || state.hooks !== hooks) return false;
      if (shared !== null && state.shared !== shared) return false;
      if (gradient !== null && gradientStateOf(state) !== gradient) return false;
    }
    for (const { read, answer } of this.questions) if (!Object.is(read(), answer)) return false;
    return true;
  }

  /** Repeats the runs for other arguments. Results are in the registers afterwards. */
  play(storages: readonly Storage[], numbers: readonly number[]): void {
    const { registers } = this;
    for (let i = 0; i < storages.length; i++) registers[i] = storages[i]!;
    for (let i = 0; i < this.#loads.length; i++) {
      const { state, what, register } = this.#loads[i]!;
      registers[register] = what === "value" ? state.storage : (state.gradient!.data as Storage);
    }
    for (let i = 0; i < this.#live.length; i++) this.#numbers[i] = convert(this.#live[i]!.read(), this.#live[i]!.dtype);
    for (let i = 0; i < this.#runs.length; i++) {
      const error = this.#run(this.#runs[i]!, numbers);
      if (error === null) continue;
      this.#fail(this.#runs.slice(i), error);
      return;
    }
  }

  #run(run: TapeRun, given: readonly number[]): Error | null {
    const { timeline, entry, values, gradients, results } = run;
    const { registers } = this;
    for (let i = 0; i < values.length; i++) {
      const { state, register, fresh } = values[i]!;
      if (fresh) state.shared = true;
      registers[register] = state.target();
    }
    for (let i = 0; i < results.length; i++) registers[results[i]!.register] = new Storage(results[i]!.type);
    for (let i = 0; i < run.zeroed.length; i++) run.zeroed[i]!.gradient = run.zeroed[i]!.committedGradient = null;
    for (let i = 0; i < gradients.length; i++) {
      const { state, register, fresh, isResult } = gradients[i]!;
      if (fresh) state.gradientShared = true;
      if (!isResult) registers[register] = state.gradientTarget();
    }
    const memories: Memory[] = [timeline.workspaceOf(entry.plan.workspace)];
    for (let i = 0; i < run.memories.length; i++) memories.push(timeline.memoryOf(registers[run.memories[i]!]!));
    const numbers = run.numbers.slice();
    for (let i = 0; i < run.given.length; i++) numbers[run.given[i]![0]] = given[run.given[i]![1]]!;
    for (let i = 0; i < run.live.length; i++) numbers[run.live[i]![0]] = this.#numbers[run.live[i]![1]]!;

    const failed = (check: number, value: number): Error =>
      failureOf(entry.plan.checks[check]!, value, run.sites[check]!);
    const status = timeline.launch(entry, memories, numbers);
    if (status !== null && !(status instanceof Promise)) return failed(status.check, status.value);
    for (let i = 0; i < values.length; i++) {
      const { state, register } = values[i]!;
      state.becomes(registers[register]!);
    }
    for (let i = 0; i < gradients.length; i++) {
      const storage = registers[gradients[i]!.register]!;
      storage.version++;
      gradients[i]!.state.gradient = leaf(storage.type, storage);
    }
    if (status !== null)
      timeline.expect(
        status,
        (f) => failed(f.check, f.value),
        gradients.map((g) => g.state),
        results.map((r) => registers[r.register]!),
      );
    for (let i = 0; i < gradients.length; i++) gradients[i]!.state.committedGradient = gradients[i]!.state.gradient;
    return null;
  }

  /** A run failed and published nothing. It ends the call: what it and later runs compute carries the error. */
  #fail(runs: readonly TapeRun[], error: Error): void {
    let unread = true;
    for (const { results } of runs)
      for (const { register, type } of results) {
        this.registers[register] = new Storage(type);
        this.registers[register]!.failure = error;
        unread = false;
      }
    if (unread) reportUnread(error);
  }
}
