// The graph. One class for all nodes, so that every access in the hot loops meets one shape of object.
import type { TypedArray } from "../dtype.ts";
import { infer } from "./infer.ts";
import type { Op } from "./op.ts";
import type { Type } from "./type.ts";

/** The argument of an op: a small integer, or something interned. */
export type Arg = number | { readonly id: number };

/** What gradients of a storage's leaves are given to. */
export interface Variable {
  readonly name: string;
  accumulate(gradient: Node): void;
}

export const isRealized = (n: Node): boolean => (n.flags & Flag.realized) !== 0;
/** A backward pass can go through it. */
export const isDifferentiable = (n: Node): boolean => (n.flags & (Flag.tracked | Flag.spent)) === Flag.tracked;
/** … and none has, so one may still come. */
export const isLive = (n: Node): boolean =>
  (n.flags & (Flag.tracked | Flag.differentiated | Flag.spent)) === Flag.tracked;

/** Memory that leaves of the graph refer to. Overwriting it raises the version; leaves of older versions are stale. */
export class Storage {
  readonly type: Type;
  /** The variable whose newest version lies here. */
  readonly owner: Variable | null;
  /** May be overwritten: the memory of a variable or of its gradient. */
  readonly mutable: boolean;
  version = 0;
  /** Device memory; null until a run needs it. */
  memory: unknown = null;
  /** Data that a run has yet to bring to the device. */
  host: TypedArray | null = null;
  /** Why there is nothing here: the run that should have written it failed. */
  failure: Error | null = null;
  mark = 0;
  index = 0;
  constructor(type: Type, owner: Variable | null = null, mutable = owner !== null) {
    this.type = type;
    this.owner = owner;
    this.mutable = mutable;
  }
}

export const Flag = {
  /** A variable that wants a gradient is upstream. */
  tracked: 1,
  /** Its graph was differentiated and dropped: there is no second backward pass through it. */
  spent: 2,
  /** A backward pass has been here, so nobody waits for one. */
  differentiated: 4,
  /** Somebody wants to see its gradient (hooks.ts). */
  hooked: 8,
  /** `data` holds its value. */
  realized: 16,
  /** Another node is made of it. */
  consumed: 32,
  /** A user has a handle on it. */
  held: 64,
  /** A run has computed it, perhaps without keeping its value. */
  ran: 128,
  /** Is computed again where a gradient needs it, rather than kept (ops/recompute.ts). */
  recomputed: 256,
} as const;

export class Node {
  op: Op;
  /** Of a leaf: the version of its storage. */
  arg: Arg;
  readonly type: Type;
  src: readonly Node[];
  flags: number;
  /** The value of a realised node; the number of a scalar, a uniform or a run-time offset. */
  data: Storage | number | null;
  /** Which walk saw this node last, and its number there. */
  mark = birth;
  index = 0;
  constructor(op: Op, arg: Arg, type: Type, src: readonly Node[], flags: number, data: Storage | number | null) {
    this.op = op;
    this.arg = arg;
    this.type = type;
    this.src = src;
    this.flags = flags;
    this.data = data;
    for (let i = 0; i < src.length; i++) {
      const s = src[i]!;
      if ((s.flags & (Flag.ran | Flag.realized)) === Flag.ran) reused.push(s);
      s.flags |= Flag.consumed;
    }
    if (created.hook !== null) created.hook(this);
  }
}

/** Nodes that a run has computed without keeping their values, and that new nodes are made of. The next run empties it. */
export const reused: Node[] = [];

let tracking = true;
export const isTracking = (): boolean => tracking;
/** Whether new nodes remember that a variable is upstream. */
export function setTracking(on: boolean): boolean {
  const before = tracking;
  tracking = on;
  return before;
}

/** Without the nodes it makes being tracked. */
export function untracked<T>(make: () => T): T {
  const before = setTracking(false);
  try {
    return make();
  } finally {
    setTracking(before);
  }
}

/** Called with every new node, while debugging (call sites) and while a function is traced (runtime/recorder.ts). */
export const created: { hook: ((n: Node) => void) | null } = { hook: null };

const inherited = Flag.tracked | Flag.spent;

/** A new node of an op over its sources; the op's rule gives its type or throws. */
export function node(op: Op, arg: Arg, src: readonly Node[]): Node {
  const type = infer(op, arg, src);
  let flags = 0;
  if (tracking) for (let i = 0; i < src.length; i++) flags |= src[i]!.flags;
  return new Node(op, arg, type, src, flags & inherited, null);
}

const none: readonly Node[] = [];
/** A node without sources. */
export const source = (op: Op, arg: Arg, type: Type, data: Storage | number | null, flags = 0): Node =>
  new Node(op, arg, type, none, flags, data);

/** The sources that the value of a node is made of. */
export const inputsOf = (n: Node): readonly Node[] =>
  n.src.length <= n.op.inputs ? n.src : n.src.slice(0, n.op.inputs);

/** A realised node turns into a leaf and forgets its sources: nothing upstream stays alive because of it. */
export function become(n: Node, leaf: Op, storage: Storage): void {
  n.op = leaf;
  n.arg = storage.version;
  n.src = none;
  n.data = storage;
  n.flags |= Flag.realized;
}

/** No backward pass can go through a node any more. */
export function spend(n: Node): void {
  if ((n.flags & Flag.tracked) !== 0) n.flags = (n.flags & ~Flag.tracked) | Flag.spent;
}

// Walks mark what they have seen with their own number: nothing to clear, and no Set. Two walks never interleave.
let epoch = 0;
let birth = 0;
export const nextEpoch = (): number => (epoch = (epoch + 1) | 0);
/** New nodes are born with this mark, so that a later walk tells them from older ones; 0 ends it. */
export function markBirths(mark: number): void {
  birth = mark;
}
