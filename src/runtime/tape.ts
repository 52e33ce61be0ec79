// What a compiled function does: the runs that its trace made, with other memories and numbers.
import type { Memory } from "../devices/device.ts";
import { Storage } from "../graph/node.ts";
import { leaf } from "../graph/ops/source.ts";
import { convert } from "../ir/scalar.ts";
import { failureOf, reportUnread } from "./failure.ts";
import { gradientStateOf, type Recording, type TapeRun } from "./recording.ts";
import type { VariableState } from "./variable.ts";

export class Tape {
  readonly #recording: Recording;
  readonly #numbers: number[];
  constructor(recording: Recording) {
    this.#recording = recording;
    this.#numbers = recording.live.map(() => 0);
  }
  /** What lies in a register after a call. */
  result(register: number): Storage {
    return this.#recording.registers[register]!;
  }

  /** Is the state as it was when the trace began? */
  fits(): boolean {
    const { guards, questions } = this.#recording;
    for (let i = 0; i < guards.length; i++) {
      const { state, requiresGrad, hooks, gradient, shared } = guards[i]!;
      if (state.onVersion === null) return false; // it has moved
      if (state.node.data !== state.storage) return false; // the newest version could not be computed
      if (state.requiresGrad !== requiresGrad || state.hooks !== hooks) return false;
      if (shared !== null && state.shared !== shared) return false;
      if (gradient !== null && gradientStateOf(state) !== gradient) return false;
    }
    for (let i = 0; i < questions.length; i++) if (!Object.is(questions[i]!.read(), questions[i]!.answer)) return false;
    return true;
  }

  /** Repeats the runs for other arguments. Results are in the registers afterwards. */
  play(storages: readonly Storage[], numbers: readonly number[]): void {
    const { registers, loads, live, runs, zeroed } = this.#recording;
    for (let i = 0; i < storages.length; i++) registers[i] = storages[i]!;
    for (let i = 0; i < loads.length; i++) {
      const { state, what, register } = loads[i]!;
      registers[register] = what === "value" ? state.storage : (state.gradient!.data as Storage);
    }
    for (let i = 0; i < live.length; i++) this.#numbers[i] = convert(live[i]!.read(), live[i]!.dtype);
    for (let i = 0; i < runs.length; i++) {
      const error = this.#run(runs[i]!, numbers);
      if (error === null) continue;
      this.#fail(runs.slice(i), error);
      break;
    }
    for (let i = 0; i < zeroed.length; i++) forgetGradient(zeroed[i]!);
  }

  #run(run: TapeRun, given: readonly number[]): Error | null {
    const { timeline, entry, values, gradients, results } = run;
    const { registers } = this.#recording;
    for (let i = 0; i < values.length; i++) {
      const { state, register, fresh } = values[i]!;
      if (fresh) state.shared = true;
      registers[register] = state.target();
    }
    for (let i = 0; i < results.length; i++) registers[results[i]!.register] = new Storage(results[i]!.type);
    for (let i = 0; i < run.zeroed.length; i++) forgetGradient(run.zeroed[i]!);
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
    const { registers } = this.#recording;
    let unread = true;
    for (const { results, zeroed } of runs) {
      for (const v of zeroed) forgetGradient(v);
      for (const { register, type } of results) {
        const nothing = (registers[register] = new Storage(type));
        nothing.failure = error;
        unread = false;
      }
    }
    if (unread) reportUnread(error);
  }
}

function forgetGradient(v: VariableState): void {
  v.gradient = v.committedGradient = null;
}
