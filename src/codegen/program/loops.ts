// How the loops of a kernel are cut for a device that computes in blocks of lanes: which axes lie side by side in a block,
// which are walked block by block, and in how many pieces a long reduction is split.
import { type Expr, parts } from "../../ir/expr.ts";
import type { Axis, Index } from "../../ir/index.ts";
import { type Kernel, points, strideOf } from "../../ir/kernel.ts";

/** Lanes of a block at most. */
const widest = 512;
/** Fewer lanes than this, and short axes are laid side by side. */
const narrow = 64;

export const ways = ["none", "across", "along", "sort"] as const;

export interface Loops {
  /** Parallel axes, outermost first: those around the blocks, then those whose points are lanes. */
  readonly outer: readonly Axis[];
  readonly lanes: readonly Axis[];
  /**
   * Reductions go "across" blocks of parallel points, one turn for each point of the reduction; or "along" blocks of
   * points of the reduction, for one parallel point after the other. Sorting goes along, twice.
   */
  readonly reduction: (typeof ways)[number];
  /** Axes of the reduction: those around its blocks, then those whose points are lanes. */
  readonly turns: readonly Axis[];
  readonly innerLanes: readonly Axis[];
}

/** One way of stepping over lanes: `size` of them, `stride` elements apart. */
export interface Stride {
  readonly size: number;
  readonly stride: number;
}

/** How an index steps over lanes, outermost first, joined where two steps are one; empty where it stays where it is. */
export function pattern(index: Index, lanes: readonly Axis[]): Stride[] {
  const found: Stride[] = [];
  for (const { size, id } of [...lanes].reverse()) {
    const stride = index.terms.find((t) => t.atom.id === id)?.factor ?? 0;
    const inner = found[0];
    if (inner !== undefined && stride === inner.stride * inner.size)
      found[0] = { size: size * inner.size, stride: inner.stride };
    else found.unshift({ size, stride });
  }
  return found.length === 1 && found[0]!.stride === 0 ? [] : found;
}

/** The last axes of a list that together make blocks of a decent width, and those before them. */
function splitLanes(axes: readonly Axis[]): [outer: readonly Axis[], lanes: readonly Axis[]] {
  let first = axes.length;
  while (first > 0 && points(axes.slice(first)) < narrow) first--;
  return [axes.slice(0, first), axes.slice(first)];
}

export function cutLoops({ axes, reduceAxes, reductions, sort, stores }: Kernel): Loops {
  const [outer, lanes] = splitLanes(axes);
  const [turns, innerLanes] = splitLanes(reduceAxes);
  if (sort !== null) return { outer, lanes, reduction: "sort", turns, innerLanes };
  if (reductions.length === 0) return { outer, lanes, reduction: "none", turns: [], innerLanes: [] };
  const inside = [...reductions.map((r) => r.value), ...stores.filter((s) => s.inside).map((s) => s.value)];
  const across = fetchCost(inside, lanes);
  const along = fetchCost(inside, innerLanes) + perPoint / points(reduceAxes);
  return along < across && !isRunning(stores)
    ? { outer, lanes, reduction: "along", turns, innerLanes }
    : { outer, lanes, reduction: "across", turns: reduceAxes, innerLanes: [] };
}

/** Are there stores of sums so far? They need the turns in their order. */
const isRunning = (stores: Kernel["stores"]): boolean => stores.some((s) => s.value.form === "running");

// Estimates in nanoseconds, of what an instruction, a parallel point and an element cost.
const perBlock = 20;
const perPoint = 40;

/** What fetching one element of all loads in these values costs, in blocks of such lanes. */
export function fetchCost(values: readonly Expr[], lanes: readonly Axis[]): number {
  let sum = perBlock / Math.min(widest, points(lanes));
  for (const e of parts(values)) {
    if (e.form !== "load") continue;
    const steps = pattern(e.index, lanes);
    if (lanes.some((a) => strideOf(e.index, a) === null)) sum += 2;
    else if (steps.length > 0) {
      const { stride, size } = steps.at(-1)!;
      sum += (stride === 1 ? 0.1 : stride === 0 ? 0.2 : 0.8) + (steps.length > 1 ? 4 / size : 0);
    }
  }
  return sum;
}

/** The size of blocks and the number of pieces, once it is known how many bytes a lane takes in all registers. */
export interface Blocks {
  readonly lanes: number;
  readonly innerLanes: number;
  /** Pieces that a reduction is split into, so that they can be computed at the same time; they depend on sizes only. */
  readonly splits: number;
}

const firstLevelCache = 24 << 10;
/** Elements that are worth a piece of their own, and how many pieces there are at most. */
const piece = 1 << 15;
const mostPieces = 32;
/** With so many blocks there is no need to split reductions. */
const enough = 8;

export function sizeBlocks(loops: Loops, { stores }: Kernel, bytesPerLane: number): Blocks {
  const fitting = Math.floor(firstLevelCache / Math.max(1, bytesPerLane) / 64) * 64;
  const width = Math.max(64, Math.min(widest, fitting));
  const total = points(loops.outer) * points(loops.lanes);
  const innerLanes = Math.max(1, Math.min(width, points(loops.innerLanes)));
  const lanes = Math.max(
    1,
    Math.min(width, points(loops.lanes), loops.reduction === "along" ? Math.ceil(total / 16) : width),
  );
  const blocks = points(loops.outer) * Math.ceil(points(loops.lanes) / lanes);
  const turns = points(loops.turns) * Math.ceil(points(loops.innerLanes) / innerLanes);
  const work = total * points(loops.turns) * points(loops.innerLanes);
  const inOrder = loops.reduction === "none" || loops.reduction === "sort" || isRunning(stores);
  const wanted = inOrder || blocks >= enough ? 1 : Math.min(mostPieces, Math.floor(work / piece));
  return { lanes, innerLanes, splits: Math.max(1, Math.min(wanted, turns)) };
}
