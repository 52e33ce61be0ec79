// Runs that fail: the sentence a user reads, and finding out what depends on it.

import type { Check } from "../compiler/plan.ts";
import type { Failure } from "../devices/device.ts";
import { DataError } from "../errors.ts";
import type { Node } from "../graph/node.ts";
import { isRealized } from "../graph/node.ts";
import { madeAt, siteOf } from "./debug.ts";

/** The error of a run of the graph with these nodes. */
export function failureOf({ op, index, size, node }: Check, { value }: Failure, nodes: readonly Node[]): DataError {
  return new DataError(
    `${op}: ${index} ${value} is outside 0 … ${size - 1}${madeAt(siteOf(nodes[node]))}. Nothing of this run was published: variables keep the values from before`,
  );
}

/** Is there a node upstream (or `n` itself) with this property? Does not look behind realised nodes. */
export function reaches(n: Node, property: (n: Node) => boolean): boolean {
  const seen = new Set([n]);
  for (const m of seen) {
    if (property(m)) return true;
    if (!isRealized(m)) for (const s of m.src) seen.add(s);
  }
  return false;
}

const reported = new Set<string>();
/** A failure that perhaps nobody reads is said once. */
export function reportUnread(error: Error): void {
  if (reported.has(error.message) || reported.size > 100) return;
  reported.add(error.message);
  console.warn(`needle: a run failed: ${error.message}`);
}
