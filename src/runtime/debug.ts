// Looking at runs while they happen. NEEDLE_DEBUG is a list: 1 reports every new plan and why it was made, and gives
// errors the line of the call; 2 prints the plans; 3 the generated code too; `finite` stops at the first op whose result
// is not finite.
import type { Entry } from "../compiler/cache.ts";
import type { Root } from "../compiler/encode.ts";
import { created, type Node } from "../graph/node.ts";
import { explainPlan } from "./explain.ts";
import type { Timeline } from "./timeline.ts";

export const debug = {
  level: 0,
  /** Gives every node memory of its own. */
  split: false,
  beforeRun: null as ((timeline: Timeline, roots: readonly Root[]) => void) | null,
  log: (line: string): void => console.error(line),
};

const sites = new WeakMap<Node, string>();
/** The user's line that made a node, where it is known: "file:line:column", else "". */
export const siteOf = (n: Node | undefined): string => (n === undefined ? "" : (sites.get(n) ?? ""));
/** The same for the end of a sentence. */
export const madeAt = (site: string): string => (site === "" ? "" : `, made at ${site}`);

/**
 * Sets the level, as the number in NEEDLE_DEBUG does: 1 reports new plans, 2 prints them, 3 with their code. From 1 on every
 * node remembers the line that made it, for messages.
 */
export function setDebug(level: number): void {
  debug.level = level;
  created.hook = level > 0 ? (n) => sites.set(n, callSite()) : null;
}

function callSite(): string {
  const lines = new Error().stack?.split("\n").slice(1) ?? [];
  const here = import.meta.url.replace(/runtime\/debug\.[jt]s.*/, "");
  const line = lines.find((l) => !l.includes(here)) ?? "";
  return line
    .trim()
    .replace(/^at (.*\()?/, "")
    .replace(/\)$/, "");
}

const storm = { plans: 0, runs: 0, warned: false };
/** A plan was made. Many in few runs are worth a word. */
export function observe(timeline: Timeline, { plan, why }: Entry<unknown>): void {
  if (debug.level >= 1)
    debug.log(
      `needle: plan ${timeline.plans.made} on '${timeline.name}': ${plan.steps.length} kernels, ${plan.flops} flops; ${why}`,
    );
  if (debug.level >= 2) debug.log(explainPlan(plan, debug.level >= 3));
  if (timeline.counts.runs > storm.runs + 200) {
    storm.runs = timeline.counts.runs;
    storm.plans = 0;
  }
  if (++storm.plans > 100 && !storm.warned) {
    storm.warned = true;
    console.warn(
      `needle: ${storm.plans} plans were made in ${timeline.counts.runs - storm.runs} runs, each costs milliseconds. The last one: ${why}. NEEDLE_DEBUG=1 shows them all`,
    );
  }
}

const settings = (typeof process === "undefined" ? "" : (process.env["NEEDLE_DEBUG"] ?? "")).split(",");
export const wantsFinite = settings.includes("finite");
setDebug(Math.max(0, ...settings.map(Number).filter(Number.isFinite)));
