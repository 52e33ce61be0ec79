// Watches a function while compile traces it. The function runs as always; every run that it causes is written down, with
// what it reads and writes: arguments, the state of variables, live numbers, or what never changes.
import { slotsOf } from "../compiler/plan.ts";
import { ArgumentError } from "../errors.ts";
import { isWalking } from "../graph/gradient.ts";
import { created, Flag, isRealized, type Node, Storage } from "../graph/node.ts";
import { leaf, live } from "../graph/ops/source.ts";
import { show } from "../shape.ts";
import { siteOf } from "./debug.ts";
import { gradientStateOf, type LiveNumber, type Load, Tape, type TapeRun, type Write } from "./tape.ts";
import type { Timeline } from "./timeline.ts";
import { type Ran, type Tracer, tracing } from "./tracing.ts";
import type { VariableState } from "./variable.ts";

/** What is known of a variable that the function has met. */
interface Seen {
  readonly state: VariableState;
  readonly shared: boolean;
  /** The registers of its newest value and gradient. */
  value: number;
  gradient: number | null;
  gradientState: number | null;
  written: boolean;
  zeroed: boolean;
}
/** A write before it is known what later runs read. */
interface DraftWrite extends Omit<Write, "fresh"> {
  /** The register of the value before. */
  readonly before: number | null;
}
interface DraftRun extends Omit<TapeRun, "values" | "gradients" | "results"> {
  /** The registers of what it reads, and of results that have memory of their own. */
  readonly reads: ReadonlySet<number>;
  readonly made: ReadonlySet<number>;
  readonly values: readonly DraftWrite[];
  readonly gradients: readonly DraftWrite[];
}

export class Recorder implements Tracer {
  readonly #registers = new Map<Storage, number>();
  readonly #seen = new Map<VariableState, Seen>();
  readonly #loads: Load[] = [];
  readonly #live: LiveNumber[] = [];
  /** Where the numbers of nodes come from. */
  readonly #given: ReadonlyMap<Node, number>;
  readonly #liveNodes = new Map<Node, number>();
  readonly #questions: { read: () => unknown; answer: unknown }[] = [];
  readonly #runs: DraftRun[] = [];
  #zeroed: VariableState[] = [];
  /** Nodes made by the function, and those it was given. */
  readonly #inside: Set<Node>;
  /** Why there is nothing to repeat. */
  #givenUp: string | null = null;

  /** `storages` are those of the arguments, `given` says which of their numbers belongs to which node. */
  constructor(storages: readonly Storage[], nodes: readonly Node[], given: ReadonlyMap<Node, number>) {
    for (const s of storages) this.#registers.set(s, this.#registers.size);
    this.#inside = new Set(nodes);
    this.#given = given;
  }

  /** Runs `body` with this recorder listening. */
  listen<T>(body: () => T): T {
    const [hook, liveHook] = [created.hook, live.hook];
    this.#stopListening = () => {
      tracing.by = null;
      created.hook = hook;
      live.hook = liveHook;
    };
    created.hook = (n) => {
      hook?.(n);
      this.#made(n);
    };
    live.hook = (n, read) => {
      this.#liveNodes.set(n, this.#live.push({ read, dtype: n.type.dtype }) - 1);
    };
    tracing.by = this;
    try {
      return body();
    } finally {
      this.#stopListening();
    }
  }
  #stopListening = (): void => {};

  // ---- what happens to the graph ----

  #made(n: Node): void {
    this.#inside.add(n);
    for (const s of n.src) this.uses(s, (n.flags & Flag.tracked) !== 0);
  }

  /** The function uses a node: one of its own, a variable, or something from outside, which is a constant from now on. */
  uses(n: Node, differentiates: boolean): void {
    if (this.#givenUp !== null || this.#inside.has(n)) return;
    const storage = isRealized(n) ? (n.data as Storage) : null;
    if (storage !== null && storage.owner !== null) return;
    if (storage?.mutable)
      throw new ArgumentError(
        "compile: the function uses a gradient that was taken outside of it; read .grad inside, or give it as an argument",
      );
    if (differentiates && (n.flags & Flag.tracked) !== 0)
      throw new ArgumentError(
        `compile: the function differentiates through a tensor of shape ${show(n.type.shape)} that was made outside of it, and could do so only once; make it inside, or detach() it`,
      );
    if (storage !== null || n.src.length === 0) return;
    if (isWalking())
      throw new ArgumentError(
        "compile: a gradient rule uses a lazy tensor from outside of the function; read it or keep(…) it before",
      );
    tracing.by = null;
    try {
      (n.type.place as Timeline).compute(n);
    } finally {
      tracing.by = this;
    }
  }

  // ---- what happens to state ----

  #meet(state: VariableState): Seen {
    let seen = this.#seen.get(state);
    if (seen === undefined) {
      const value = this.#register(state.storage);
      this.#loads.push({ state, what: "value", register: value });
      seen = {
        state,
        shared: state.shared,
        value,
        gradient: null,
        gradientState: null,
        written: false,
        zeroed: false,
      };
      this.#seen.set(state, seen);
    }
    return seen;
  }
  changes(state: VariableState): void {
    this.#meet(state);
  }
  readsGradient(state: VariableState): void {
    const seen = this.#meet(state);
    if (seen.zeroed || seen.gradientState !== null) return;
    seen.gradientState = gradientStateOf(state);
    const { gradient } = state;
    if (gradient === null) return;
    const storage = gradient.data as Storage;
    seen.gradient = this.#register(storage);
    this.#loads.push({ state, what: "gradient", register: seen.gradient });
    if ((gradient.flags & Flag.tracked) !== 0) return;
    // a node of its own: handles on the gradient that were taken outside stay apart
    state.gradient = state.committedGradient = leaf(gradient.type, storage);
    this.#inside.add(state.gradient);
  }
  replacesGradient(state: VariableState): void {
    this.#meet(state).zeroed = true;
  }
  zeroesGradient(state: VariableState): void {
    this.replacesGradient(state);
    this.#zeroed.push(state);
  }
  dependsOn(read: () => unknown, answer: unknown): void {
    this.#questions.push({ read, answer });
  }

  // ---- runs ----

  failed(): void {
    this.#givenUp = "a run failed";
  }
  /** State that is made at the first call is there at the next, which is traced then. Until the end of this one nobody listens. */
  makesVariable(): void {
    this.#givenUp = "a variable was made; if that happens at every call, make it outside";
    this.#stopListening();
  }
  ran({ timeline, entry, batch, nodes, storages, results }: Ran): void {
    const { roots, writing, accumulating } = batch;
    for (const { owner } of storages) if (owner !== null) this.#meet(owner as VariableState);
    const known = new Set([...storages, ...roots.map((r) => r.into)]);
    const write = (state: VariableState, i: number, newest: "value" | "gradient"): DraftWrite => {
      const seen = this.#meet(state);
      const before = seen[newest];
      const register = (seen[newest] = this.#register(results[i]!));
      return { state, register, before, isResult: !known.has(results[i]!) };
    };
    const reads = storages.map((s) => this.#register(s));
    const values = writing.map((v, i) => write(v, i, "value"));
    const gradients = accumulating.map((v, i) => write(v, writing.length + i, "gradient"));
    for (const v of writing) this.#meet(v).written = true;
    const memories = [...reads];
    roots.forEach((_, i) => {
      memories[entry.plan.results[i]! - 1] = this.#register(results[i]!);
    });
    const slots = slotsOf(nodes, entry.free);
    const from = (source: ReadonlyMap<Node, number>): [slot: number, index: number][] =>
      [...slots].filter(([n]) => source.has(n)).map(([n, slot]) => [slot, source.get(n)!]);
    this.#runs.push({
      timeline,
      entry,
      sites: entry.plan.checks.map((c) => siteOf(nodes[c.node])),
      memories,
      reads: new Set(reads),
      made: new Set(results.filter((s) => !known.has(s)).map((s) => this.#register(s))),
      zeroed: this.#zeroed,
      values,
      gradients,
      numbers: [...slots.keys()].map((n) => n.data as number),
      given: from(this.#given),
      live: from(this.#liveNodes),
    });
    this.#zeroed = [];
  }
  #register(storage: Storage): number {
    let register = this.#registers.get(storage);
    if (register === undefined) this.#registers.set(storage, (register = this.#registers.size));
    return register;
  }

  // ---- the end ----

  /** What has been recorded, and the registers of what the function returned; or why there is nothing to repeat. */
  finish(returned: readonly Storage[]): { readonly tape: Tape; readonly outputs: number[] } | string {
    if (this.#givenUp !== null) return this.#givenUp;
    const outputs = returned.map((s) => this.#register(s));
    const registers = [...this.#registers.keys()];
    const runs = this.#runs.map(({ reads: _, made, ...run }, i): TapeRun => {
      const later = this.#runs.slice(i);
      const settle = ({ before, ...write }: DraftWrite): Write => ({
        ...write,
        fresh: before !== null && before !== write.register && later.some((r) => r.reads.has(before)),
      });
      const kept = new Set([...outputs, ...run.gradients.filter((g) => g.isResult).map((g) => g.register)]);
      const results = [...made].filter((k) => kept.has(k)).map((k) => ({ register: k, type: registers[k]!.type }));
      for (const k of made) if (!kept.has(k)) registers[k] = new Storage(registers[k]!.type); // nobody sees it twice
      return { ...run, results, values: run.values.map(settle), gradients: run.gradients.map(settle) };
    });
    const guards = [...this.#seen.values()].map(({ state, gradientState, shared, written }) => ({
      state,
      requiresGrad: state.requiresGrad,
      hooks: state.hooks,
      gradient: gradientState,
      shared: written ? shared : null,
    }));
    return { tape: new Tape(guards, this.#questions, this.#loads, this.#live, runs, registers), outputs };
  }
}
