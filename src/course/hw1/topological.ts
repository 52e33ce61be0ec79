// The order of a graph in which inputs come first.
import type { Value } from "./value.ts";

/**
 * The values upstream of `nodes` and these themselves in post-order: a depth-first walk that visits inputs in order and lists a
 * value after all of its inputs, each value once. So the order is defined, not only sorted. No recursion: chains may be long.
 *
 * @param nodes where the walk starts, one after the other
 * @example
 * const a = new Tensor([1]);
 * const b = new Tensor([2]);
 * const c = a.add(b).mul(a);
 * findTopoSort([c]); // [a, b, a + b, c]
 */
export const findTopoSort = (nodes: readonly Value[]): Value[] => postOrder(nodes, () => false);

/** Post-order without the values that `stopAt` names, and what is upstream of only those. */
export function postOrder(nodes: readonly Value[], stopAt: (node: Value) => boolean): Value[] {
  const order: Value[] = [];
  const seen = new Set<Value>();
  const path: { node: Value; next: number }[] = [];
  const enter = (node: Value): void => {
    if (seen.has(node) || stopAt(node)) return;
    seen.add(node);
    path.push({ node, next: 0 });
  };
  for (const node of nodes) {
    enter(node);
    while (path.length > 0) {
      const at = path.at(-1)!;
      const input = at.node.inputs[at.next++];
      if (input !== undefined) enter(input);
      else order.push(path.pop()!.node);
    }
  }
  return order;
}
