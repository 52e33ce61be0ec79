// The variables that a traced function has met: in which registers their values and gradients are, and what must be so
// when a call begins for the trace to fit.
import { Flag, type Node, type Storage } from "../graph/node.ts";
import { leaf } from "../graph/ops/source.ts";
import { type Guard, gradientStateOf, type Load } from "./recording.ts";
import type { VariableState } from "./variable.ts";

interface Seen {
  readonly state: VariableState;
  readonly shared: boolean;
  /** The registers of the newest value and gradient. */
  value: number;
  gradient: number | null;
  /** Of the gradient when the call began; null: it was not read. */
  gradientState: number | null;
  written: boolean;
  /** Whatever gradient there was has been forgotten. */
  zeroed: boolean;
}

export class Met {
  readonly loads: Load[] = [];
  readonly #all = new Map<VariableState, Seen>();
  readonly #register: (s: Storage) => number;
  constructor(register: (s: Storage) => number) {
    this.#register = register;
  }

  meet(state: VariableState): Seen {
    const known = this.#all.get(state);
    if (known !== undefined) return known;
    const value = this.#register(state.storage);
    this.loads.push({ state, what: "value", register: value });
    const { shared } = state;
    const seen = { state, shared, value, gradient: null, gradientState: null, written: false, zeroed: false };
    this.#all.set(state, seen);
    return seen;
  }

  /**
   * The gradient of before the call is read. Returns a node of its own for it, so that handles on the gradient that were
   * taken outside stay apart; null where there is none.
   */
  readsGradient(state: VariableState): Node | null {
    const seen = this.meet(state);
    if (seen.zeroed || seen.gradientState !== null) return null;
    seen.gradientState = gradientStateOf(state);
    const { gradient } = state;
    if (gradient === null) return null;
    const storage = gradient.data as Storage;
    seen.gradient = this.#register(storage);
    this.loads.push({ state, what: "gradient", register: seen.gradient });
    if ((gradient.flags & Flag.tracked) !== 0) return null;
    return (state.gradient = state.committedGradient = leaf(gradient.type, storage));
  }

  guards(): Guard[] {
    return [...this.#all.values()].map(({ state, gradientState, shared, written }) => ({
      state,
      requiresGrad: state.requiresGrad,
      hooks: state.hooks,
      gradient: gradientState,
      shared: written ? shared : null,
    }));
  }
}
