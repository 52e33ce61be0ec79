// Watches a function while compile traces it. The function runs as always; every run that it causes is written down, with
// what it reads and writes: arguments, the state of variables, live numbers, or what never changes.
import { slotsOf } from "../compiler/plan.ts";
import { created, type Node, type Storage } from "../graph/node.ts";
import { live } from "../graph/ops/source.ts";
import { Boundary } from "./boundary.ts";
import { siteOf } from "./debug.ts";
import { type DraftRun, type DraftWrite, settled } from "./drafts.ts";
import { Met } from "./met.ts";
import type { LiveNumber, Recording } from "./recording.ts";
import type { Timeline } from "./timeline.ts";
import { type Ran, type Tracer, tracing } from "./tracing.ts";
import type { VariableState } from "./variable.ts";

export class Recorder implements Tracer {
  readonly #registers = new Map<Storage, number>();
  readonly #met = new Met((s) => this.#register(s));
  readonly #live: LiveNumber[] = [];
  /** Where the numbers of nodes come from. */
  readonly #given: ReadonlyMap<Node, number>;
  readonly #liveNodes = new Map<Node, number>();
  readonly #questions: { read: () => unknown; answer: unknown }[] = [];
  readonly #runs: DraftRun[] = [];
  #zeroed: VariableState[] = [];
  readonly #boundary: Boundary;
  /** Why there is nothing to repeat. */
  #givenUp: string | null = null;

  /** `storages` are those of the arguments, `given` says which of their numbers belongs to which node. */
  constructor(storages: readonly Storage[], nodes: readonly Node[], given: ReadonlyMap<Node, number>) {
    for (const s of storages) this.#registers.set(s, this.#registers.size);
    this.#boundary = new Boundary(nodes, (n) => this.#unheard(n));
    this.#given = given;
  }

  /** Runs `body` with this recorder listening. */
  listen<T>(body: () => T): T {
    const [hook, liveHook] = [created.hook, live.hook];
    created.hook = (n) => {
      hook?.(n);
      if (this.#givenUp === null) this.#boundary.made(n);
    };
    live.hook = (n, read) => {
      this.#liveNodes.set(n, this.#live.push({ read, dtype: n.type.dtype }) - 1);
    };
    tracing.by = this;
    try {
      return body();
    } finally {
      tracing.by = null;
      created.hook = hook;
      live.hook = liveHook;
    }
  }
  /** Computes something that is no part of the trace. */
  #unheard(n: Node): void {
    tracing.by = null;
    try {
      (n.type.place as Timeline).compute(n);
    } finally {
      tracing.by = this;
    }
  }

  uses(n: Node, differentiates: boolean): void {
    if (this.#givenUp === null) this.#boundary.uses(n, differentiates);
  }

  changes(state: VariableState): void {
    this.#met.meet(state);
  }
  readsGradient(state: VariableState): void {
    const own = this.#met.readsGradient(state);
    if (own !== null) this.#boundary.made(own);
  }
  replacesGradient(state: VariableState): void {
    this.#met.meet(state).zeroed = true;
  }
  zeroesGradient(state: VariableState): void {
    this.replacesGradient(state);
    this.#zeroed.push(state);
  }
  dependsOn(read: () => unknown, answer: unknown): void {
    this.#questions.push({ read, answer });
  }

  failed(): void {
    this.#givenUp = "a run failed";
  }
  /** State that is made at the first call is there at the next, which is traced then. Until the end of this one nobody listens. */
  makesVariable(): void {
    this.#givenUp = "a variable was made; if that happens at every call, make it outside";
    tracing.by = null;
  }
  ran({ timeline, entry, batch, nodes, storages, results }: Ran): void {
    const { roots, writing, accumulating } = batch;
    for (const { owner } of storages) if (owner !== null) this.#met.meet(owner as VariableState);
    const known = new Set([...storages, ...roots.map((r) => r.into)]);
    const write = (state: VariableState, i: number, newest: "value" | "gradient"): DraftWrite => {
      const seen = this.#met.meet(state);
      const before = seen[newest];
      const register = (seen[newest] = this.#register(results[i]!));
      return { state, register, before, isResult: !known.has(results[i]!) };
    };
    const reads = storages.map((s) => this.#register(s));
    const values = writing.map((v, i) => write(v, i, "value"));
    const gradients = accumulating.map((v, i) => write(v, writing.length + i, "gradient"));
    for (const v of writing) this.#met.meet(v).written = true;
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

  /** What has been recorded, and the registers of what the function returned; or why there is nothing to repeat. */
  finish(returned: readonly Storage[]): { readonly recording: Recording; readonly outputs: number[] } | string {
    if (this.#givenUp !== null) return this.#givenUp;
    const outputs = returned.map((s) => this.#register(s));
    const registers = [...this.#registers.keys()];
    const recording: Recording = {
      guards: this.#met.guards(),
      questions: this.#questions,
      loads: this.#met.loads,
      live: this.#live,
      runs: settled(this.#runs, outputs, registers),
      registers,
      zeroed: this.#zeroed,
    };
    return { recording, outputs };
  }
}
