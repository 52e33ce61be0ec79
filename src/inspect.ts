// Looking inside: what would run, and where values stop being finite.
import { encode, notes } from "./compiler/encode.ts";
import { makePlan, topological } from "./compiler/plan.ts";
import { arrayOf, isFloat } from "./dtype.ts";
import { DataError } from "./errors.ts";
import { isRealized, type Node } from "./graph/node.ts";
import { debug, madeAt, siteOf, wantsFinite } from "./runtime/debug.ts";
import { explainPlan } from "./runtime/explain.ts";
import type { Timeline } from "./runtime/timeline.ts";
import { show } from "./shape.ts";
import type { Tensor } from "./tensor.ts";

/**
 * The plan that computing these tensors takes, as text a person can read: kernels with their loops, why each exists,
 * operations, bytes, memory. Runs nothing.
 *
 * @example
 * const x = tensor([[1, 2], [3, 4]]);
 * console.log(explain(x.mul(2).add(1).sum())); // one kernel: mul → add → sum
 */
export function explain(...tensors: readonly Tensor[]): string {
  const roots = tensors.filter((t) => !isRealized(t.node)).map((t) => ({ node: t.node, into: null }));
  if (roots.length === 0) return "nothing to compute: the values are there";
  encode(roots, 0);
  const timeline = tensors[0]!.node.type.place as Timeline;
  const plan = makePlan(
    { roots, nodes: notes.nodes, storages: notes.storages, free: new Uint8Array(notes.numbers.length), split: false },
    timeline.device.limits,
  );
  return explainPlan(plan);
}

/** The first op upstream whose result is not finite, though all it was made of is. */
export interface NonFinite {
  readonly op: string;
  readonly shape: readonly number[];
  readonly element: number;
  readonly value: number;
  readonly site: string;
}

/**
 * Computes every node upstream by itself and finds the first that is not finite; null: all are. Slow.
 *
 * @example
 * const x = tensor([1, 0]);
 * traceNonFinite(x.log().mul(0).sum())?.op; // "log"
 */
export function traceNonFinite(...tensors: readonly Tensor[]): NonFinite | null {
  return firstNonFinite(
    tensors[0]!.node.type.place as Timeline,
    tensors.map((t) => t.node),
  );
}

function firstNonFinite(timeline: Timeline, roots: readonly Node[]): NonFinite | null {
  const nodes = topological(roots).filter((n) => isFloat(n.type.dtype) && (isRealized(n) || n.op.computes(n)));
  const values = timeline.evaluate(nodes);
  for (let i = 0; i < nodes.length; i++) {
    const n = nodes[i]!;
    const data = new (arrayOf(n.type.dtype))(values[i]!.buffer, values[i]!.byteOffset, n.type.size);
    const element = data.findIndex((x: number) => !Number.isFinite(x));
    if (element >= 0)
      return { op: n.op.describe(n), shape: n.type.shape, element, value: data[element]!, site: siteOf(n) };
  }
  return null;
}

if (wantsFinite) {
  debug.beforeRun = (timeline, roots) => {
    const found = firstNonFinite(
      timeline,
      roots.map((r) => r.node),
    );
    if (found !== null)
      throw new DataError(
        `${found.op}: element ${found.element} of the result ${show(found.shape)} is ${found.value}${madeAt(found.site)}; everything it was made of is finite`,
      );
  };
}
