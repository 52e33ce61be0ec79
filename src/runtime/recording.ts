// What a recorder writes down of a traced function, and a tape plays. Memories are held in registers: those of arguments come
// first; others are loaded from state when a call begins, written by runs, or hold what never changes.
import type { Entry } from "../compiler/cache.ts";
import type { DType } from "../dtype.ts";
import type { Storage } from "../graph/node.ts";
import type { Type } from "../graph/type.ts";
import type { Timeline } from "./timeline.ts";
import type { VariableState } from "./variable.ts";

/** What must be so when a call begins, or the recording is of another kind of call. */
export interface Guard {
  readonly state: VariableState;
  readonly requiresGrad: boolean;
  readonly hooks: VariableState["hooks"];
  /** `gradientStateOf`; null: whatever it is, it is not read. */
  readonly gradient: number | null;
  /** Whether somebody holds a snapshot that an update must not overwrite; null: there is no update. */
  readonly shared: boolean | null;
}

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

export interface Recording {
  readonly guards: readonly Guard[];
  /** What the function asked with `watch`, and the answers. */
  readonly questions: readonly { readonly read: () => unknown; readonly answer: unknown }[];
  readonly loads: readonly Load[];
  readonly live: readonly LiveNumber[];
  readonly runs: readonly TapeRun[];
  readonly registers: Storage[];
  /** Gradients that are forgotten at the end. */
  readonly zeroed: readonly VariableState[];
}

/** Of a gradient, what a plan depends on: there is none (0), it may be overwritten (1), or it must stay (2). */
export function gradientStateOf({ gradient, gradientShared, gradientStorage }: VariableState): 0 | 1 | 2 {
  if (gradient === null) return 0;
  return gradientShared || gradient.data !== gradientStorage ? 2 : 1;
}
