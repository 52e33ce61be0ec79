// What has been asked for and has not run, and which of it belongs into the next run. The roots of a run are: new versions
// of variables, gradients, the losses of their backward passes, what somebody wants to keep or read, and every tensor made
// since the last run that nothing else is made of: PyTorch would have computed those as well.
import type { Root } from "../compiler/encode.ts";
import { isFloat } from "../dtype.ts";
import { neededByGradient } from "../graph/gradient.ts";
import {
  Flag,
  isDifferentiable,
  isLive,
  isRealized,
  type Node,
  nextEpoch,
  type Storage,
  spend,
} from "../graph/node.ts";
import { detached, versionOp } from "../graph/ops/source.ts";
import type { VariableState } from "./variable.ts";

/** The roots of one run. The first are the new versions of `writing`, then come the gradients of `accumulating`. */
export interface Batch {
  readonly roots: Root[];
  readonly writing: VariableState[];
  readonly accumulating: VariableState[];
}

export class Pending {
  /** Variables with a version that has not been computed. */
  readonly writes = new Set<VariableState>();
  /** Variables with a gradient that has not been computed. */
  readonly gradients = new Set<VariableState>();
  /** Roots of backward passes since the last run. */
  losses: Node[] = [];
  /** Tensors that somebody asked to keep. */
  kept: Node[] = [];
  /** Tensors made since the last run, oldest first. */
  recent: Node[] = [];
  /** Bytes of host data that they hold on to. */
  bytes = 0;

  /** No tensor has been left for a later run. */
  get isEmpty(): boolean {
    return this.recent.length + this.kept.length === 0;
  }
  /** Nothing would change if nothing ran. */
  get isIdle(): boolean {
    return this.writes.size + this.gradients.size + this.losses.length === 0;
  }

  /** Nothing is left to compute; forgets the tensors that need not be looked at again. */
  isSettled(): boolean {
    if (!this.isIdle || this.kept.length > 0) return false;
    const { recent } = this;
    for (let i = 0; i < recent.length; i++)
      if ((recent[i]!.flags & (Flag.consumed | Flag.realized)) === 0) return false;
    recent.length = 0;
    return true;
  }

  /**
   * Takes what the next run computes. A run that nobody asked for (`reads` is null) leaves what still waits for its
   * backward pass, so that the forward pass of the next step is not torn apart.
   */
  take(reads: readonly Node[] | null): Batch {
    const waiting = reads === null ? this.#waiting() : null;
    const waits = (n: Node): boolean => waiting?.needs(n) === true;
    const roots: Root[] = [];
    const writing: VariableState[] = [];
    const accumulating: VariableState[] = [];
    const write = (v: VariableState): void => {
      if (isRealized(v.node.src[0]!)) v.node.src = [detached(v.node.src[0]!)];
      roots.push({ node: v.node.src[0]!, into: v.target() });
      writing.push(v);
    };
    const readsOld = (nodes: readonly Node[], computed: readonly Node[]): boolean =>
      readsAny(nodes, new Set(roots.map((r) => r.into)), new Set([...computed, ...writing.map((v) => v.node)]));
    const left: VariableState[] = [];
    for (const v of this.writes) {
      if (waits(v.node.src[0]!)) left.push(v);
      else write(v);
    }
    // an update that waits must not lose what it reads
    for (let i = 0; i < left.length; i++)
      if (readsOld([left[i]!.node.src[0]!], [])) {
        write(left.splice(i, 1)[0]!);
        i = -1;
      }
    for (const v of writing) this.writes.delete(v);
    const seen = nextEpoch();
    const now: Node[] = reads === null ? [] : [...reads];
    for (const v of this.gradients) {
      const g = v.gradient!;
      const held = (g.flags & Flag.held) !== 0;
      if (held && !isRealized(g)) now.push(g); // a user's: it has memory of its own
      if (held || isRealized(g) || g.mark === seen) v.gradient = detached(g); // or two variables share it
      v.gradient!.mark = seen;
      roots.push({ node: v.gradient!, into: isDifferentiable(v.gradient!) ? null : v.gradientTarget() });
      accumulating.push(v);
    }
    this.gradients.clear();

    const later: Node[] = [];
    const laterKept: Node[] = [];
    for (const n of this.losses) if (!isRealized(n)) now.push(n);
    for (const n of this.kept) if (!isRealized(n)) (waits(n) ? laterKept : now).push(n);
    const { recent } = this;
    for (let i = 0; i < recent.length; i++) {
      const n = recent[i]!;
      if ((n.flags & (Flag.consumed | Flag.realized)) !== 0 || reads?.includes(n)) continue;
      (waits(n) ? later : now).push(n);
    }
    if (waiting !== null && later.length + laterKept.length > 0) {
      const apart = besides([...later, ...laterKept], waiting);
      now.push(...apart);
      if (readsOld([...later, ...laterKept], apart)) now.push(...later.splice(0), ...laterKept.splice(0));
    }
    this.losses = [];
    this.kept = laterKept;
    this.recent = later;
    this.bytes = 0;
    for (let i = 0; i < now.length; i++) want(roots, now[i]!);
    return { roots, writing, accumulating };
  }

  /** What the run with this mark computes anyway and tensors left for later need as well: worth keeping. */
  shared(epoch: number): Node[] {
    const seen = new Set([...this.recent, ...this.kept]);
    const shared: Node[] = [];
    for (const n of seen) {
      if (isRealized(n) || n.op === versionOp) continue;
      if (n.mark === epoch && n.op.computes(n)) shared.push(n);
      else for (const s of n.src) seen.add(s);
    }
    return shared;
  }

  /** The graphs that wait for a backward pass; null: nothing waits. */
  #waiting(): Waiting | null {
    const stack: Node[] = [];
    const ends = (n: Node): boolean =>
      (n.flags & (Flag.consumed | Flag.realized | Flag.tracked | Flag.differentiated)) === Flag.tracked;
    const tracked = new Set([...this.recent.filter(ends), ...this.kept.filter((n) => !isRealized(n) && isLive(n))]);
    for (const n of tracked) {
      if (!isMadeOfSpent(n)) stack.push(n);
      else for (const s of n.src) if (isLive(s) && !isDone(s)) tracked.add(s); // a sum of losses: the newest one waits
    }
    if (stack.length === 0) return null;
    const inside = nextEpoch();
    while (stack.length > 0) {
      const n = stack.pop()!;
      if (n.mark === inside || isDone(n)) continue;
      n.mark = inside;
      for (const s of n.src) stack.push(s);
    }
    const outside = nextEpoch();
    const needs = (root: Node): boolean => {
      stack.push(root);
      while (stack.length > 0) {
        const n = stack.pop()!;
        if (n.mark === inside) {
          stack.length = 0;
          return true;
        }
        if (n.mark === outside || isDone(n)) continue;
        n.mark = outside;
        for (const s of n.src) stack.push(s);
      }
      return false;
    };
    return { has: (n) => n.mark === inside, needs };
  }
}

interface Waiting {
  /** Is it a part of them? */
  has(n: Node): boolean;
  /** Is it made of a part of them? */
  needs(n: Node): boolean;
}

/** What nodes that wait are made of besides: it need not wait. */
function besides(later: readonly Node[], waiting: Waiting): Node[] {
  const found: Node[] = [];
  const seen = new Set(later);
  for (const n of seen) {
    if (waiting.has(n)) continue;
    for (const s of n.src) {
      if (seen.has(s) || isRealized(s) || s.op === versionOp) continue;
      if (waiting.needs(s)) seen.add(s);
      else if (s.op.computes(s)) found.push(s);
    }
  }
  return found;
}

/** Adds a result; where a backward pass may follow, with what that will read. */
export function want(roots: Root[], n: Node): void {
  roots.push({ node: n, into: null });
  if (!isDifferentiable(n) || !isFloat(n.type.dtype)) return;
  const needed = neededByGradient(n);
  if (needed === null) spend(n);
  else for (const s of needed) roots.push({ node: s, into: null });
}

/** A part of it has been differentiated and dropped, so it never will be: a running sum of losses. */
function isMadeOfSpent(n: Node): boolean {
  const seen = new Set([n]);
  for (const m of seen)
    for (const s of m.src) {
      if ((s.flags & Flag.tracked) !== 0) seen.add(s);
      else if ((s.flags & Flag.spent) !== 0) {
        spend(n);
        return true;
      }
    }
  return false;
}

/** Nothing upstream of it waits for a backward pass. */
const isDone = (n: Node): boolean => isRealized(n) || n.op === versionOp || (n.flags & Flag.differentiated) !== 0;

/** Does anything upstream of these nodes, but for what this run computes, read memory that it overwrites? */
function readsAny(
  nodes: readonly Node[],
  overwritten: ReadonlySet<Storage | null>,
  computed: ReadonlySet<Node>,
): boolean {
  const seen = new Set(nodes);
  for (const n of seen) {
    if (isRealized(n)) {
      if (overwritten.has(n.data as Storage)) return true;
    } else if (!computed.has(n)) for (const s of n.src) seen.add(s);
  }
  return false;
}
