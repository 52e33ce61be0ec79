// Plans are found by their graph, compared integer by integer behind a hash. JS numbers are constants of a plan until one
// differs in an otherwise equal graph: then a second plan binds that number at every run. So a rate that changes costs one
// more plan, not one per step. The least recently used plans go when the memory that keys take passes a limit.

import type { Limits } from "./cut.ts";
import { notes, type Root } from "./encode.ts";
import { type Graph, makePlan, type Plan } from "./plan.ts";
import { difference, mostLike, typesOf } from "./why.ts";

/** A plan of one graph, and what a device made of it. */
export interface Entry<Prepared> {
  readonly hash: number;
  readonly key: Int32Array;
  /** Its types in words, by their ids. */
  readonly types: ReadonlyMap<number, string>;
  readonly numbers: Float64Array;
  readonly free: Uint8Array;
  readonly plan: Plan;
  readonly prepared: Prepared;
  /** Why there was no such plan before. */
  readonly why: string;
}

/** A plan with what this run binds to it. */
export interface Found<Prepared> {
  readonly entry: Entry<Prepared>;
  /** The uniforms, the offsets and those of the user's numbers that differ from run to run. */
  readonly uniforms: number[];
}

export class PlanCache<Prepared> {
  /** Oldest first. */
  #entries = new Set<Entry<Prepared>>();
  readonly #chains = new Map<number, Entry<Prepared>[]>();
  readonly #limits: Limits;
  readonly #prepare: (plan: Plan) => Prepared;
  readonly #most: number;
  #bytes = 0;
  #newest: Entry<Prepared> | null = null;
  /** Plans made since the beginning. */
  made = 0;
  /** Called with every new plan. */
  onPlan: ((entry: Entry<Prepared>) => void) | null = null;

  constructor(limits: Limits, prepare: (plan: Plan) => Prepared, mostBytes = 64 << 20) {
    this.#limits = limits;
    this.#prepare = prepare;
    this.#most = mostBytes;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The plan for the graph that `encode` has just written down, made now if need be. */
  find(roots: readonly Root[], split: boolean): Found<Prepared> {
    const chain = this.#chains.get(notes.hash);
    let free: Uint8Array | null = null;
    let general: Entry<Prepared> | null = null;
    if (chain !== undefined) {
      for (let i = chain.length - 1; i >= 0; i--) {
        const entry = chain[i]!;
        if (!sameKey(entry.key)) continue;
        if (sameNumbers(entry)) return this.#use(entry);
        general = entry;
        free = entry.free.map((f, j) => f | +!Object.is(entry.numbers[j], notes.numbers[j]));
        break;
      }
    }
    const graph: Graph = {
      roots,
      nodes: notes.nodes,
      storages: notes.storages,
      free: free ?? new Uint8Array(notes.numbers.length),
      split,
    };
    const plan = makePlan(graph, this.#limits);
    const key = notes.key.slice(0, notes.length);
    const types = typesOf(notes.nodes);
    const like = mostLike(key, this.#entries);
    const why =
      general !== null
        ? `a number in it changed: ${changedNumber(general)}`
        : like === null
          ? "the first plan"
          : difference({ key, types }, like);
    const entry: Entry<Prepared> = {
      hash: notes.hash,
      key,
      types,
      numbers: Float64Array.from(notes.numbers),
      free: graph.free,
      plan,
      prepared: this.#prepare(plan),
      why,
    };
    this.#add(entry);
    return this.#use(entry);
  }

  #use(entry: Entry<Prepared>): Found<Prepared> {
    if (this.#newest !== entry) {
      this.#newest = entry;
      this.#entries.delete(entry);
      this.#entries.add(entry);
    }
    const { uniforms, numbers } = notes;
    for (let i = 0; i < numbers.length; i++) if (entry.free[i] === 1) uniforms.push(numbers[i]!);
    return { entry, uniforms };
  }

  #add(entry: Entry<Prepared>): void {
    this.#entries.add(entry);
    const chain = this.#chains.get(entry.hash);
    if (chain === undefined) this.#chains.set(entry.hash, [entry]);
    else chain.push(entry);
    this.#bytes += costOf(entry);
    for (const oldest of this.#entries) {
      if (this.#bytes <= this.#most || oldest === entry) break;
      this.#remove(oldest);
    }
    this.made++;
    this.onPlan?.(entry);
  }
  #remove(entry: Entry<Prepared>): void {
    this.#entries.delete(entry);
    this.#bytes -= costOf(entry);
    const chain = this.#chains.get(entry.hash)!;
    chain.splice(chain.indexOf(entry), 1);
    if (chain.length === 0) this.#chains.delete(entry.hash);
  }
}

/** A rough size in bytes: the key, and a kilobyte or two for each kernel. */
const costOf = <P>({ key, plan }: Entry<P>): number => key.byteLength + 2048 * plan.steps.length;

function sameKey(key: Int32Array): boolean {
  if (key.length !== notes.length) return false;
  const now = notes.key;
  for (let i = 0; i < key.length; i++) if (key[i] !== now[i]) return false;
  return true;
}
function sameNumbers({ numbers, free }: Entry<unknown>): boolean {
  for (let i = 0; i < numbers.length; i++) if (free[i] === 0 && !Object.is(numbers[i], notes.numbers[i])) return false;
  return true;
}
function changedNumber({ numbers, free }: Entry<unknown>): string {
  const i = numbers.findIndex((x, j) => free[j] === 0 && !Object.is(x, notes.numbers[j]));
  return `${numbers[i]} became ${notes.numbers[i]}; from now on it is bound at every run`;
}
