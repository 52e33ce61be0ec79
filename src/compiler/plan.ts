// A graph becomes a plan: cut into groups, lowered to kernels, ordered, given memory. All a device needs, and no nodes.

import type { DType } from "../dtype.ts";
import { inputsOf, isRealized, type Node, type Storage } from "../graph/node.ts";
import { labelOf } from "../graph/ops/gather.ts";
import { scalarOp, sliceOp, uniformOp } from "../graph/ops/source.ts";
import type { Kernel } from "../ir/kernel.ts";
import { Buffers } from "./buffers.ts";
import { cut, type Group, type Limits } from "./cut.ts";
import type { Root } from "./encode.ts";
import { copyKernel, lower } from "./lower.ts";
import { placeBuffers } from "./memory.ts";
import { schedule, type Task } from "./schedule.ts";
import { Targets } from "./targets.ts";

/** A part of one of the memories that a run binds: number 0 is the workspace. */
export interface PlanBuffer {
  readonly memory: number;
  readonly offset: number;
  readonly dtype: DType;
  readonly size: number;
}
export interface Step {
  readonly kernel: Kernel;
  /** The plan's buffers behind the kernel's. */
  readonly buffers: readonly number[];
  /** Writes to a variable: must not run once a check has failed. */
  readonly guarded: boolean;
}
/** A looked-up index that must be in [0, size), of the node with this number in the walk of encode.ts. */
export interface Check {
  readonly op: string;
  readonly index: string;
  readonly size: number;
  readonly node: number;
  /** The number of the node that holds the indices. */
  readonly ids: number;
}
export interface Plan {
  readonly steps: readonly Step[];
  readonly buffers: readonly PlanBuffer[];
  /** Bytes of memory 0. */
  readonly workspace: number;
  /** How many memories are bound: the workspace, those that are read, then new ones. */
  readonly memories: number;
  /** How many numbers are bound. */
  readonly numbers: number;
  readonly checks: readonly Check[];
  /** The memory that holds each root. */
  readonly results: readonly number[];
  readonly flops: number;
  readonly bytes: number;
}

export interface Graph {
  readonly roots: readonly Root[];
  readonly nodes: readonly Node[];
  readonly storages: readonly Storage[];
  /** Which of the user's numbers are bound at every run. */
  readonly free: Uint8Array;
  /** Gives every node memory of its own, to look at each value. */
  readonly split: boolean;
}

export function makePlan(graph: Graph, limits: Limits): Plan {
  const demoted = new Set<Node>();
  for (;;) {
    const attempt = tryPlan(graph, limits, demoted);
    if ("steps" in attempt) return attempt;
    demoted.add(attempt.demote); // cannot be overwritten in place: written elsewhere first, and published at the end
  }
}

function tryPlan(
  { roots, nodes, storages, free, split }: Graph,
  limits: Limits,
  demoted: ReadonlySet<Node>,
): Plan | { demote: Node } {
  const slots = slotsOf(nodes, free);
  const targets = new Targets(roots, demoted);
  const order = topological(roots.map((r) => r.node));
  const { groups, stored, aliases } = cut(order, targets.roots, targets.mayAlias, limits, split);
  const buffers = new Buffers(
    storages,
    roots.map((r) => r.into),
    stored.keys(),
    targets,
  );
  const base = (n: Node): Node => {
    while (aliases.has(n)) n = aliases.get(n)!;
    return n;
  };

  const checks: Check[] = [];
  const checked = new Map<Node, Set<number>>();
  const toTask = (group: Group): Task => {
    const { writes } = group;
    const overwrites = writes.filter((n) => targets.overwrites(n));
    const reads = new Set<Node>();
    const lowered = lower(group, {
      buffer: (n) => {
        if (isRealized(n) || (stored.has(n) && stored.get(n) !== group)) reads.add(n);
        return buffers.of(n);
      },
      slot: (n) => slots.get(n) ?? null,
      check: (n, ids, size) => {
        // what overwrites variables runs after all the others, and only if their checks held
        const sizes = checked.get(ids);
        if (overwrites.length > 0 && sizes?.has(size)) return null;
        if (overwrites.length === 0) checked.set(ids, (sizes ?? new Set()).add(size));
        return checks.push({ ...labelOf(n), size, node: n.index, ids: ids.index }) - 1;
      },
    });
    return { ...lowered, reads: [...reads], writes, targets: overwrites, late: group.late };
  };
  const isUpdate = (group: Group): boolean => group.writes.some((n) => targets.overwrites(n));
  const tasks = [...groups.filter((g) => !isUpdate(g)), ...groups.filter(isUpdate)].map(toTask);
  const scheduled = schedule(
    tasks,
    (n) => targets.of(n)!,
    (n) => buffers.of(n)!,
  );
  if ("demote" in scheduled) return scheduled;

  const steps: Step[] = scheduled.tasks.map((t) => ({
    kernel: t.kernel,
    buffers: t.buffers,
    guarded: t.targets.length > 0,
  }));
  for (const { from, to } of targets.publish) {
    const kernel = copyKernel({ dtype: from.type.dtype, size: from.type.size });
    steps.push({ kernel, buffers: [buffers.of(base(from))!, buffers.of(to)!], guarded: true });
  }
  return {
    steps,
    buffers: buffers.list,
    workspace: placeBuffers(buffers.list, steps),
    memories: buffers.memories,
    checks,
    numbers: slots.size,
    results: roots.map((r) => buffers.memoryOf(r.into ?? targets.of(base(r.node)) ?? base(r.node))),
    flops: steps.reduce((sum, s) => sum + s.kernel.flops, 0),
    bytes: steps.reduce((sum, s) => sum + s.kernel.bytes, 0),
  };
}

/** The slots of the numbers that are bound: first uniforms and offsets, then the user's numbers that have differed. */
export function slotsOf(nodes: readonly Node[], free: Uint8Array): Map<Node, number> {
  const slots = new Map<Node, number>();
  const numbers: Node[] = [];
  for (const n of nodes) {
    if (isRealized(n)) continue;
    if (n.op === uniformOp || n.op === sliceOp) slots.set(n, slots.size);
    else if (n.op === scalarOp) numbers.push(n);
  }
  numbers.forEach((n, i) => {
    if (free[i]) slots.set(n, slots.size);
  });
  return slots;
}

/** Sources before what is made of them; realised nodes have none. */
export function topological(roots: readonly Node[]): Node[] {
  const order: Node[] = [];
  const next = new Map<Node, number>();
  const stack: Node[] = [];
  const open = (n: Node): void => {
    if (next.has(n)) return;
    next.set(n, 0);
    stack.push(n);
  };
  for (const root of roots) {
    open(root);
    while (stack.length > 0) {
      const n = stack.at(-1)!;
      const i = next.get(n)!;
      const src = inputsOf(n);
      if (!isRealized(n) && i < src.length) {
        next.set(n, i + 1);
        open(src[i]!);
      } else order.push(stack.pop()!);
    }
  }
  return order;
}
