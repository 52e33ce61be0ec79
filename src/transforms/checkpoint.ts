// checkpoint: less memory for more arithmetic.
import { synchronous } from "../autograd.ts";
import { Flag, isTracking, type Node } from "../graph/node.ts";
import { recomputed } from "../graph/ops/recompute.ts";
import { Tensor } from "../tensor.ts";
import { isValue, mapLeaves } from "./structure.ts";

/**
 * A function that does what `fn` does, but keeps nothing of what it computes on the way for the backward pass: it is computed
 * again there, from the inputs (Chen et al. 2016, "Training deep nets with sublinear memory cost"). Random numbers are the
 * same both times. Variables that `fn` uses get their gradients as always.
 *
 * @param fn takes and returns tensors, nested arrays and plain objects of them, and anything else as it is
 * @throws ArgumentError if `fn` is asynchronous
 * @example
 * const w = parameter(tensor([1, 2]));
 * const block = checkpoint((x: Tensor) => x.mul(w).tanh().mul(w).tanh());
 * block(tensor([0.5, 0])).sum().backward();
 * w.grad; // [0.695856, 0]
 */
export function checkpoint<F extends (...args: never[]) => unknown>(fn: F): F {
  const body = fn as unknown as (...args: unknown[]) => unknown;
  const checkpointed = (...args: unknown[]): unknown => {
    if (!isTracking()) return body(...args);
    const inputs: Node[] = [];
    mapLeaves(args, (part) => isValue(part) && inputs.push(part.node));
    let returned: unknown;
    const results = recomputed(inputs, (entries) => {
      let next = 0;
      const given = mapLeaves(args, (part) => (isValue(part) ? entryHandle(entries[next++]!) : part)) as unknown[];
      returned = synchronous("checkpoint", body(...given));
      const nodes: Node[] = [];
      mapLeaves(returned, (part) => isValue(part) && nodes.push(part.node));
      return nodes;
    });
    let next = 0;
    return mapLeaves(returned, (part) => (isValue(part) ? new Tensor(results[next++]!) : part));
  };
  return checkpointed as unknown as F;
}

/** Nobody waits for an entry by itself. */
function entryHandle(n: Node): Tensor {
  n.flags |= Flag.consumed;
  return new Tensor(n);
}
