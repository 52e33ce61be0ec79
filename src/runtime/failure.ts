// Runs that fail: the sentence a user reads, and finding out what depends on it.

import type { Check } from "../compiler/plan.ts";
import { DataError } from "../errors.ts";
import type { Node } from "../graph/node.ts";
import { isRealized } from "../graph/node.ts";
import { madeAt } from "./debug.ts";

/** The error of a failed check that was made at this site. */
export function failureOf({ op, index, size }: Check, value: number, site: string): DataError {
  return new DataError(
    `${op}: ${index} ${value} is outside 0 … ${size - 1}${madeAt(site)}. Nothing of this run was published: variables keep the values from before`,
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
