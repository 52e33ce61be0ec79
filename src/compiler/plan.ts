// A graph becomes a plan: cut into groups, lowered to kernels, ordered, given memory. All a device needs, and no nodes.
import type { DType } from "../dtype.ts";
import { Flag, type Node, type Storage } from "../graph/node.ts";
import { labelOf } from "../graph/ops/gather.ts";
import { scalarOp, sliceOp, uniformOp } from "../graph/ops/source.ts";
import type { Kernel } from "../ir/kernel.ts";
import { cut, type Group, type Limits } from "./cut.ts";
import type { Root } from "./encode.ts";
import { copyKernel, lower } from "./lower.ts";
import { placeBuffers } from "./memory.ts";
import { schedule, type Task } from "./schedule.ts";

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
  const into = new Map<Node, Storage | null>();
  const publish: { from: Node; to: Storage }[] = []; // copies at the end of the plan
  for (const { node, into: target } of roots) {
    const before = into.get(node);
    if (before === undefined) into.set(node, target);
    else if (before !== target) {
      into.set(node, null); // one value for several targets
      for (const to of [before, target]) if (to !== null) publish.push({ from: node, to });
    }
  }

  // a root that only looks at another node shares its memory, unless one of the two may be overwritten
  const mayAlias = (n: Node, source: Node): boolean => {
    const target = into.get(n) ?? null;
    if ((source.flags & Flag.realized) !== 0)
      return (
        target === null && !(source.data as Storage).mutable && (source.data as Storage).type.size === source.type.size
      );
    if (into.has(source)) return target === null && into.get(source) === null;
    into.set(source, target);
    return true;
  };
  const { groups, stored, aliases } = cut(
    topological(roots.map((r) => r.node)),
    new Set(into.keys()),
    mayAlias,
    limits,
    split,
  );

  // memories: workspace, storages that are read, targets that are not, new ones
  let memories = 1 + storages.length;
  const memoryOf = new Map<Storage, number>(storages.map((s, i) => [s, i + 1]));
  const buffers: { memory: number; offset: number; dtype: DType; size: number }[] = [];
  const bufferOf = new Map<Node | Storage, number>();
  const addBuffer = (key: Node | Storage, memory: number, dtype: DType, size: number): void => {
    bufferOf.set(key, buffers.push({ memory, offset: 0, dtype, size }) - 1);
  };
  for (const s of storages) addBuffer(s, memoryOf.get(s)!, s.type.dtype, s.type.size);
  for (const r of roots)
    if (r.into !== null && !memoryOf.has(r.into)) {
      memoryOf.set(r.into, memories++);
      addBuffer(r.into, memories - 1, r.into.type.dtype, r.into.type.size);
    }
  for (const n of stored.keys()) {
    const target = into.get(n);
    if (target == null) addBuffer(n, target === null ? memories++ : 0, n.type.dtype, n.type.size);
    else if (demoted.has(n)) {
      addBuffer(n, 0, n.type.dtype, n.type.size);
      publish.push({ from: n, to: target });
    } else bufferOf.set(n, bufferOf.get(target)!);
  }

  const checks: Check[] = [];
  const checked = new Map<Node, Set<number>>();
  const targetsOf = (group: Group): Node[] =>
    [group.root, ...group.hosted].filter((n) => into.get(n) != null && !demoted.has(n));
  const toTask = (group: Group): Task => {
    const reads = new Set<Node>();
    const targets = targetsOf(group);
    const { kernel, buffers } = lower(group, {
      buffer: (n) => {
        if ((n.flags & Flag.realized) !== 0) {
          reads.add(n);
          return bufferOf.get(n.data as Storage);
        }
        if (stored.has(n) && stored.get(n) !== group) reads.add(n);
        return bufferOf.get(n);
      },
      slot: (n) => slots.get(n) ?? null,
      check: (n, ids, size) => {
        // what overwrites variables runs after all the others, and only if their checks held
        const sizes = checked.get(ids);
        if (targets.length > 0 && sizes?.has(size)) return null;
        if (targets.length === 0) checked.set(ids, (sizes ?? new Set()).add(size));
        return checks.push({ ...labelOf(n), size, node: n.index, ids: ids.index }) - 1;
      },
    });
    return { kernel, buffers, reads: [...reads], writes: [group.root, ...group.hosted], targets };
  };
  const [first, last] = [
    groups.filter((g) => targetsOf(g).length === 0),
    groups.filter((g) => targetsOf(g).length > 0),
  ];
  const tasks = [...first, ...last].map(toTask);
  const order = schedule(
    tasks,
    (n) => into.get(n)!,
    (n) => bufferOf.get(n)!,
  );
  if ("demote" in order) return order;

  const steps: Step[] = order.tasks.map((t) => ({
    kernel: t.kernel,
    buffers: t.buffers,
    guarded: t.targets.length > 0,
  }));
  for (const { from, to } of publish) {
    let at = from;
    while (aliases.has(at)) at = aliases.get(at)!;
    const pair = [bufferOf.get((at.flags & Flag.realized) !== 0 ? (at.data as Storage) : at)!, bufferOf.get(to)!];
    steps.push({ kernel: copyKernel({ dtype: from.type.dtype, size: from.type.size }), buffers: pair, guarded: true });
  }
  const workspace = placeBuffers(buffers, steps);
  const resolve = (n: Node): number => {
    while (aliases.has(n)) n = aliases.get(n)!;
    const target = into.get(n);
    return target
      ? memoryOf.get(target)!
      : (n.flags & Flag.realized) !== 0
        ? memoryOf.get(n.data as Storage)!
        : buffers[bufferOf.get(n)!]!.memory;
  };
  return {
    steps,
    buffers,
    workspace,
    memories,
    checks,
    numbers: slots.size,
    results: roots.map((r) => (r.into === null ? resolve(r.node) : memoryOf.get(r.into)!)),
    flops: steps.reduce((sum, s) => sum + s.kernel.flops, 0),
    bytes: steps.reduce((sum, s) => sum + s.kernel.bytes, 0),
  };
}

/** The slots of the numbers that are bound: first uniforms and offsets, then the user's numbers that have differed. */
function slotsOf(nodes: readonly Node[], free: Uint8Array): Map<Node, number> {
  const slots = new Map<Node, number>();
  const numbers: Node[] = [];
  for (const n of nodes) {
    if ((n.flags & Flag.realized) !== 0) continue;
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
      if ((n.flags & Flag.realized) === 0 && i < n.src.length) {
        next.set(n, i + 1);
        open(n.src[i]!);
      } else order.push(stack.pop()!);
    }
  }
  return order;
}
