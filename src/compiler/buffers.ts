// The buffers of a plan. Each is a part of one of the memories that a run binds: first the workspace, then the storages
// that are read, then those that are only written, then new ones.
import { isRealized, type Node, type Storage } from "../graph/node.ts";
import type { PlanBuffer } from "./plan.ts";
import type { Targets } from "./targets.ts";

export class Buffers {
  readonly list: (PlanBuffer & { offset: number })[] = [];
  /** How many memories are bound. */
  memories = 1;
  readonly #of = new Map<Node | Storage, number>();

  constructor(
    read: readonly Storage[],
    written: readonly (Storage | null)[],
    stored: Iterable<Node>,
    targets: Targets,
  ) {
    for (const s of [...read, ...written]) if (s !== null && !this.#of.has(s)) this.#add(s, s, this.memories++);
    for (const n of stored) {
      const target = targets.of(n);
      if (target != null && targets.overwrites(n)) this.#of.set(n, this.#of.get(target)!);
      else this.#add(n, n, target === null ? this.memories++ : 0);
      if (target != null && !targets.overwrites(n)) targets.publish.push({ from: n, to: target });
    }
  }
  #add(key: Node | Storage, { type }: Node | Storage, memory: number): void {
    this.#of.set(key, this.list.push({ memory, offset: 0, dtype: type.dtype, size: type.size }) - 1);
  }

  /** The buffer of a stored or realised node, or of a storage; undefined for what is computed where it is read. */
  of(n: Node | Storage): number | undefined {
    return this.#of.get("op" in n && isRealized(n) ? (n.data as Storage) : n);
  }
  memoryOf(n: Node | Storage): number {
    return this.list[this.of(n)!]!.memory;
  }
}
