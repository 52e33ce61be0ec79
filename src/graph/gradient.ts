// Reverse mode: gradients are more graph. Each op answers for itself, source by source, and is asked only for sources
// that lead to a variable, so nothing is built that nobody needs. Nothing runs here.
import { GradientError } from "../errors.ts";
import { call, type Formula, formula } from "../ir/formula.ts";
import { runHooks } from "./hooks.ts";
import {
  become,
  Flag,
  isRealized,
  markBirths,
  type Node,
  nextEpoch,
  type Storage,
  setTracking,
  spend,
} from "./node.ts";
import { map } from "./ops/map.ts";
import { expand } from "./ops/movement.ts";
import { sumTo } from "./ops/reduce.ts";
import { leafOp, numberLike, versionOp } from "./ops/source.ts";

export interface Options {
  /** Keep the graph for another backward pass. */
  readonly retainGraph?: boolean;
  /** Gradients carry a graph of their own, for higher derivatives. Implies `retainGraph`. */
  readonly createGraph?: boolean;
}

const sum = formula((a, b) => call("add", a, b));
const casts: Record<string, Formula> = {};
const cast = (g: Node, dtype: string): Node => map((casts[dtype] ??= formula((x) => call(dtype, x))), g);

let walking = false;
/** Inside a backward pass, where nothing may run. */
export const isWalking = (): boolean => walking;

/** Differentiates `root` with gradient `seed` and gives every variable upstream its share. */
export function backward(root: Node, seed: Node | null, options: Options = {}): void {
  if ((root.flags & Flag.tracked) === 0)
    throw new GradientError(
      (root.flags & Flag.spent) !== 0
        ? "backward: the graph of this tensor has been differentiated and dropped; pass { retainGraph: true } the first time to do it twice (what a compiled function returns has no graph either)"
        : "backward: nothing upstream of this tensor requires a gradient; make a tensor with { requiresGrad: true } or use a parameter",
    );
  const keep = options.retainGraph === true || options.createGraph === true;
  const visited = differentiate(
    root,
    seed ?? ones(root),
    null,
    (n, g) => (n.data as Storage).owner!.accumulate(g),
    options.createGraph === true,
  );
  for (let i = 0; i < visited.length; i++) settle(visited[i]!, keep);
}

/** Marks a node that a backward pass has seen; its graph is dropped unless it is kept. */
function settle(n: Node, keep: boolean): void {
  if (n.op === leafOp || n.op === versionOp) return;
  n.flags |= Flag.differentiated;
  if (keep) return;
  spend(n);
  if (isRealized(n)) become(n, leafOp, n.data as Storage);
}

export const ones = (like: Node): Node => expand(numberLike(1, like), like.type.shape);

/** The gradients of `root` with respect to some nodes; null where a node is not upstream. */
export function gradients(root: Node, seed: Node | null, wrt: readonly Node[], options: Options = {}): (Node | null)[] {
  const found = new Map<Node, Node>();
  if ((root.flags & Flag.tracked) !== 0) {
    const visited = differentiate(
      root,
      seed ?? ones(root),
      new Set(wrt),
      (n, g) => void found.set(n, g),
      options.createGraph === true,
    );
    if (options.retainGraph !== true && options.createGraph !== true) for (const n of visited) settle(n, false);
  }
  return wrt.map((n) => found.get(n) ?? null);
}

/** Does anything but `inputs` want a gradient upstream of `root`? */
export function leadsElsewhere(root: Node, inputs: ReadonlySet<Node>): boolean {
  const seen = new Set((root.flags & Flag.tracked) === 0 ? [] : [root]);
  for (const n of seen) {
    const tracked = n.src.filter((s) => (s.flags & Flag.tracked) !== 0);
    if (!inputs.has(n) && (ends(n, null) || tracked.length === 0)) return true;
    for (const s of tracked) seen.add(s);
  }
  return false;
}

/** Drops the graph of a node as a backward pass does. */
export function drop(root: Node): void {
  const seen = new Set([root]);
  for (const n of seen) {
    for (const s of n.src) if ((s.flags & Flag.tracked) !== 0) seen.add(s);
    settle(n, false);
  }
}

/** The nodes that a backward pass from `root` will want to read: what reading `root` now should save. Null: there can be none. */
export function neededByGradient(root: Node): Node[] | null {
  const born = nextEpoch();
  const results: Node[] = [];
  markBirths(born);
  try {
    differentiate(root, ones(root), null, (_n, g) => results.push(g), false, false);
  } catch (error) {
    if (error instanceof GradientError) return null;
    throw error;
  } finally {
    markBirths(0);
  }
  const seen = new Set<Node>(results);
  const needed: Node[] = [];
  for (const n of seen) {
    if (n.mark === born) for (const s of n.src) seen.add(s);
    else if (!isRealized(n)) {
      if (n.op.computes(n) && (n.flags & Flag.recomputed) === 0) needed.push(n);
      else for (const s of n.src) seen.add(s);
    }
  }
  return needed;
}

/** Walks back from `root`; `found` gets the sums that arrive at variables, or at the nodes of `wrt` if given. */
function differentiate(
  root: Node,
  seed: Node,
  wrt: ReadonlySet<Node> | null,
  found: (n: Node, gradient: Node) => void,
  track: boolean,
  hooks = true,
): readonly Node[] {
  if (walking)
    throw new GradientError(
      "backward: called inside a gradient hook; collect what you need there and go on after backward()",
    );
  // the tracked nodes upstream, each once, and how many edges lead to each
  const epoch = nextEpoch();
  const order = [root];
  const edges = [0];
  root.mark = epoch;
  root.index = 0;
  for (let i = 0; i < order.length; i++) {
    const n = order[i]!;
    if (ends(n, wrt)) continue;
    const { src } = n;
    for (let j = 0; j < src.length; j++) {
      const s = src[j]!;
      if ((s.flags & Flag.tracked) === 0) {
        if ((s.flags & Flag.spent) !== 0)
          throw new GradientError(
            "backward: a part of this graph has been differentiated and dropped; pass { retainGraph: true } to the first backward()",
          );
      } else if (s.mark === epoch) edges[s.index]!++;
      else {
        s.mark = epoch;
        s.index = order.length;
        order.push(s);
        edges.push(1);
      }
    }
  }
  // a node is ready when all its consumers have sent their share (Kahn 1962)
  const sums = new Array<Node | null>(order.length).fill(null);
  sums[0] = seed;
  const ready = [root];
  const before = setTracking(track);
  walking = true;
  try {
    while (ready.length > 0) {
      const n = ready.pop()!;
      let g = sums[n.index]!;
      if (g !== null && hooks && (n.flags & Flag.hooked) !== 0) g = runHooks(n, g);
      if (ends(n, wrt)) {
        if (g !== null && (wrt === null || wrt.has(n))) found(n, g);
        continue;
      }
      const { src, op } = n;
      for (let j = 0; j < src.length; j++) {
        const s = src[j]!;
        if ((s.flags & Flag.tracked) === 0) continue;
        let share = g === null || op.gradient === null ? null : op.gradient(n, g, j);
        if (share !== null) {
          if (share.type.shape !== s.type.shape) share = sumTo(share, s.type.shape); // undoes broadcasting
          if (share.type.dtype !== s.type.dtype) share = cast(share, s.type.dtype); // and promotion
          const known = sums[s.index]!;
          sums[s.index] = known === null ? share : map(sum, known, share);
        }
        if (--edges[s.index]! === 0) ready.push(s);
      }
    }
  } finally {
    walking = false;
    setTracking(before);
  }
  return order;
}

const ends = (n: Node, wrt: ReadonlySet<Node> | null): boolean =>
  n.op === leafOp || n.op === versionOp || wrt?.has(n) === true;
