// The order of a plan's kernels. What reads comes after what writes. Kernels that overwrite variables come after everything
// that reads the old version, and after every check that can fail, so that a failed run changes nothing; then as soon as
// they can, since what they read is free after them. Where no order does all that, one variable is written elsewhere first
// and published at the end.
import { isRealized, type Node, type Storage } from "../graph/node.ts";
import type { Kernel } from "../ir/kernel.ts";

export interface Task {
  readonly kernel: Kernel;
  readonly buffers: readonly number[];
  /** Nodes loaded from memory. */
  readonly reads: readonly Node[];
  /** Nodes stored. */
  readonly writes: readonly Node[];
  /** Those of them that overwrite a variable. */
  readonly targets: readonly Node[];
  /** Had better run as late as possible. */
  readonly late: boolean;
}

export function schedule(
  tasks: readonly Task[],
  targetOf: (n: Node) => Storage,
  bufferOf: (n: Node) => number,
): { tasks: Task[] } | { demote: Node } {
  const writer = new Map<Node, Task>();
  for (const t of tasks) for (const n of t.writes) writer.set(n, t);
  const waits = new Map<Task, number>();
  const consumers = new Map<Task, Task[]>();
  /** How many tasks still have to read the old version that lies in a storage. */
  const readers = new Map<Storage, Set<Task>>();
  for (const t of tasks) {
    const sources = new Set(t.reads.map((n) => writer.get(n)).filter((w): w is Task => w !== undefined && w !== t));
    waits.set(t, sources.size);
    for (const w of sources) consumers.set(w, [...(consumers.get(w) ?? []), t]);
    for (const n of t.reads) {
      if (!isRealized(n)) continue;
      const storage = n.data as Storage;
      readers.set(storage, (readers.get(storage) ?? new Set()).add(t));
    }
    const unsafe = t.targets.find((n) => !overwritesInPlace(t, bufferOf(n)) || t.kernel.checks);
    if (unsafe !== undefined) return { demote: unsafe };
  }

  const order: Task[] = [];
  const free: Task[] = []; // ready, and overwrite nothing
  const updates: Task[] = []; // ready, and overwrite variables
  const held: Task[] = []; // ready, and wait until nothing else can run: then the last one, whose results are wanted first
  let checksLeft = tasks.filter((t) => t.kernel.checks).length;
  const ready = (t: Task): void => void (t.targets.length > 0 ? updates : t.late ? held : free).push(t);
  const emit = (t: Task): void => {
    order.push(t);
    if (t.kernel.checks) checksLeft--;
    for (const n of t.reads) if (isRealized(n)) readers.get(n.data as Storage)!.delete(t);
    for (const c of consumers.get(t) ?? []) {
      const left = waits.get(c)! - 1;
      waits.set(c, left);
      if (left === 0) ready(c);
    }
  };
  const isClear = (t: Task): boolean =>
    t.targets.every((n) => {
      const others = readers.get(targetOf(n));
      return others === undefined || others.size === 0 || (others.size === 1 && others.has(t));
    });
  for (const t of tasks) if (waits.get(t) === 0) ready(t);
  for (let next = 0; order.length < tasks.length; ) {
    const clear = checksLeft === 0 ? updates.findIndex(isClear) : -1;
    if (clear >= 0) emit(updates.splice(clear, 1)[0]!);
    else if (next < free.length) emit(free[next++]!);
    else if (held.length > 0) emit(held.pop()!);
    else return { demote: updates[0]!.targets[0]! };
  }
  return { tasks: order };
}

/** Does a kernel read the buffer that it overwrites at most at the very element it is about to write? */
function overwritesInPlace({ kernel, buffers }: Task, buffer: number): boolean {
  const own = buffers.indexOf(buffer);
  const store = kernel.stores.find((s) => s.buffer === own)!;
  return kernel.loads.every((l) => l.buffer !== own || (store.mode === "set" && l.index === store.index));
}
