// While compile traces a function: who is told what happens to the things that change (recorder.ts). Nearly always nobody.
import type { Entry } from "../compiler/cache.ts";
import { ArgumentError } from "../errors.ts";
import type { Node, Storage } from "../graph/node.ts";
import type { Batch } from "./pending.ts";
import type { Timeline } from "./timeline.ts";
import type { VariableState } from "./variable.ts";

/** A run that has been made and is about to be committed. */
export interface Ran {
  readonly timeline: Timeline;
  readonly entry: Entry<unknown>;
  readonly batch: Batch;
  /** Nodes and storages as encode.ts numbered them. */
  readonly nodes: readonly Node[];
  readonly storages: readonly Storage[];
  /** Where the roots of the batch lie. */
  readonly results: readonly Storage[];
}

export interface Tracer {
  /** The graph of the function refers to a node; does it differentiate through it? */
  uses(n: Node, differentiates: boolean): void;
  /** The value of a variable is about to change, or to be shared. */
  changes(v: VariableState): void;
  readsGradient(v: VariableState): void;
  zeroesGradient(v: VariableState): void;
  /** … without its having been read. */
  replacesGradient(v: VariableState): void;
  /** A variable is being made: once, or at every call? */
  makesVariable(): void;
  /** What the function does next depends on this. */
  dependsOn(read: () => unknown, now: unknown): void;
  ran(run: Ran): void;
  /** A run did not do what it should have done: there is nothing to repeat. */
  failed(): void;
}

export const tracing: { by: Tracer | null } = { by: null };

/** Refuses what has no meaning while a function is traced. */
export function notWhileTracing(what: string, instead: string): void {
  if (tracing.by !== null)
    throw new ArgumentError(`compile: ${what} inside of the function that is being traced; ${instead}`);
}
