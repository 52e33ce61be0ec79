// Computing again instead of keeping: the value of a function comes from one copy of its graph, its gradients from
// another, which is computed when they arrive.
import { created, Flag, inputsOf, isDifferentiable, isRealized, Node } from "../node.ts";
import { defineOp } from "../op.ts";
import { detached, versionOp } from "./source.ts";

const aligned = (): "same" => "same";

/** The gradient whose arrival a copy waits for. */
const arrivals = new WeakMap<Node, Node>();

/** What the second copy is made of in the place of an input. */
const entryOp = defineOp({
  name: "recompute",
  alias: true,
  reading: aligned,
  emit: (n, at, guard, k) => k.source(n.src[0]!, at, guard),
  gradient: (_n, g) => g,
  after: (n) => arrivals.get(n),
});

/** The value of source 0, the gradients of source 1. The others are the entries of the second copy. */
const recomputedOp = defineOp({
  name: "recomputed",
  alias: true,
  reading: aligned,
  inputs: 1,
  emit: (n, at, guard, k) => k.source(n.src[0]!, at, guard),
  gradient: (n, g, side) => {
    if (side !== 1) return null;
    for (const entry of n.src.slice(2)) arrivals.set(entry, g);
    return g;
  },
});

/**
 * Calls `body` with stand-ins for inputs. What it computes from them is not kept for its gradients but computed again. Both
 * copies have the same random numbers.
 */
export function recomputed(inputs: readonly Node[], body: (entries: readonly Node[]) => readonly Node[]): Node[] {
  const entries = inputs.map((x) => new Node(entryOp, 0, x.type, [x], x.flags & (Flag.tracked | Flag.spent), null));
  const inside = new Set<Node>();
  const results = watched(inside, () => body(entries));
  const copies = new Map<Node, Node>(entries.map((e, i) => [e, inputs[i]!]));
  return results.map((n) => {
    if (!isDifferentiable(n) || !inside.has(n)) return n;
    const value = copied(n, inside, copies);
    return new Node(recomputedOp, 0, n.type, [value, n, ...entries], Flag.tracked, null);
  });
}

/** Collects the nodes that are made meanwhile. */
function watched<T>(inside: Set<Node>, body: () => T): T {
  const { hook } = created;
  created.hook = (n) => {
    hook?.(n);
    n.flags |= Flag.recomputed;
    inside.add(n);
  };
  try {
    return body();
  } finally {
    created.hook = hook;
  }
}

/** The same value, of copies of the nodes inside. */
function copied(root: Node, inside: ReadonlySet<Node>, copies: Map<Node, Node>): Node {
  const stack = [root];
  while (stack.length > 0) {
    const n = stack.at(-1)!;
    if (!copies.has(n)) {
      const src = inputsOf(n);
      const isShared = !inside.has(n) || isRealized(n) || src.length === 0;
      const missing = isShared ? [] : src.filter((s) => !copies.has(s));
      stack.push(...missing);
      if (missing.length > 0) continue;
      copies.set(
        n,
        isShared
          ? n
          : copyOf(
              n,
              src.map((s) => copies.get(s)!),
            ),
      );
    }
    stack.pop();
  }
  return copies.get(root)!;
}
const copyOf = ({ op, arg, type, src, data }: Node, from: readonly Node[]): Node =>
  op === versionOp || from.length < src.length ? detached(from[0]!) : new Node(op, arg, type, from, 0, data);
