// What users hang on the gradients of tensors in the middle of a graph.
import { Flag, type Node } from "./node.ts";

/** Sees a gradient; may return another one in its place. */
export type Hook = (gradient: Node) => Node | undefined;

const hooks = new WeakMap<Node, Hook[]>();

/** Calls `hook` with the gradient of `n` in every backward pass, once it is complete. Returns how to remove it. */
export function addHook(n: Node, hook: Hook): () => void {
  const list = hooks.get(n) ?? [];
  list.push(hook);
  hooks.set(n, list);
  n.flags |= Flag.hooked;
  return () => {
    const at = list.indexOf(hook);
    if (at >= 0) list.splice(at, 1);
  };
}

export function runHooks(n: Node, gradient: Node): Node {
  for (const hook of hooks.get(n) ?? []) gradient = hook(gradient) ?? gradient;
  return gradient;
}
