// Computing again instead of keeping: the value of a function comes from one copy of its graph, its gradients from
// another, which is computed when they arrive.
import { created, Flag, inputsOf, isDifferentiable, isRealized, Node } from "../node.ts";
import { defineOp } from "../op.ts";
import { passes } from "./source.ts";

/** What the second copy is made of in the place of an input. */
const entryOp = defineOp({
  name: "recompute",
  ...passes,
  gradient: (_n, g) => g,
  late: true,
});

/** The value of source 0, the gradients of source 1. */
const recomputedOp = defineOp({
  name: "recomputed",
  ...passes,
  inputs: 1,
  gradient: (_n, g, side) => (side === 1 ? g : null),
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
    return new Node(recomputedOp, 0, n.type, [value, n], Flag.tracked, null);
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

/** The same value, of copies of the nodes inside. Numbers are shared: they are the same in both. */
function copied(root: Node, inside: ReadonlySet<Node>, copies: Map<Node, Node>): Node {
  const stack = [root];
  while (stack.length > 0) {
    const n = stack.at(-1)!;
    const src = inputsOf(n);
    const isShared = !inside.has(n) || isRealized(n) || src.length === 0;
    const missing = isShared || copies.has(n) ? [] : src.filter((s) => !copies.has(s));
    if (missing.length > 0) {
      stack.push(...missing);
      continue;
    }
    stack.pop();
    if (copies.has(n)) continue;
    const from = isShared ? src : src.map((s) => copies.get(s)!);
    copies.set(n, isShared ? n : new Node(n.op, n.arg, n.type, from, 0, n.data));
  }
  return copies.get(root)!;
}
