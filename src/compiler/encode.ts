// A graph as integers. One breadth-first walk numbers every node at first sight and writes down op, argument and the
// numbers of the sources; for leaves the type and the number of their storage. Equal integers mean equal graphs, sharing
// and aliasing included. What may change from run to run (memory, rates, offsets) is collected on the way.
import { StaleTensorError } from "../errors.ts";
import { Flag, inputsOf, type Node, nextEpoch, reused, type Storage } from "../graph/node.ts";
import { leafOp, scalarOp, sliceOp, uniformOp, versionOp } from "../graph/ops/source.ts";

/** A node to compute, and the storage that it is written to; null: new memory. */
export interface Root {
  readonly node: Node;
  readonly into: Storage | null;
}

/** The notebook of the last walk; overwritten by the next. */
export const notes = {
  key: new Int32Array(1 << 10),
  length: 0,
  hash: 0,
  /** The mark of the walk: nodes that carry it are in the graph. */
  epoch: 0,
  /** All nodes, in the order of their numbers. */
  nodes: [] as Node[],
  /** The memory that leaves refer to, in the order of first sight. */
  storages: [] as Storage[],
  /** Numbers that are bound at every run: uniforms and offsets. */
  uniforms: [] as number[],
  /** JS numbers of the user's, constants of a plan until they differ. */
  numbers: [] as number[],
};

export function encode(roots: readonly Root[], mode: number): void {
  const epoch = nextEpoch();
  const nodes: Node[] = [];
  const storages: Storage[] = [];
  const uniforms: number[] = [];
  const numbers: number[] = [];
  const spare = 2 * roots.length + 16;
  let key = room(spare, 0);
  let at = 0;
  let hash = mode;
  key[at++] = mode;
  key[at++] = roots.length;
  for (let i = 0; i < roots.length; i++) {
    const n = roots[i]!.node;
    if (n.mark !== epoch) {
      n.mark = epoch;
      n.index = nodes.length;
      nodes.push(n);
    }
    key[at++] = n.index;
  }
  for (let i = 0; i < nodes.length; i++) {
    const n = nodes[i]!;
    const { op } = n;
    const src = inputsOf(n);
    if (at + src.length + spare > key.length) key = room(src.length + spare, at);
    if ((n.flags & Flag.realized) !== 0) {
      const storage = n.data as Storage;
      if (storage.failure !== null) throw storage.failure;
      if (storage.mutable && storage.version !== n.arg) throw stale(n, storage);
      if (storage.mark !== epoch) {
        storage.mark = epoch;
        storage.index = storages.length;
        storages.push(storage);
      }
      key[at++] = leafOp.id;
      key[at++] = n.type.id;
      key[at++] = storage.index * 2 + (storage.mutable ? 1 : 0);
      hash = Math.imul(hash ^ n.type.id, 0x9e3779b1);
      continue;
    }
    n.flags |= Flag.ran;
    const arg = typeof n.arg === "number" ? n.arg : n.arg.id;
    const word = op.id + (src.length << 8);
    key[at++] = word;
    key[at++] = arg;
    hash = Math.imul(hash ^ (word + (arg << 12)), 0x9e3779b1) ^ (hash >>> 15);
    if (src.length === 0) {
      key[at++] = n.type.id;
      if (op === scalarOp) numbers.push(n.data as number);
      else if (op === uniformOp) uniforms.push(n.data as number);
    } else if (op === sliceOp) {
      key[at++] = n.type.id;
      uniforms.push(n.data as number);
    }
    for (let j = 0; j < src.length; j++) {
      const s = src[j]!;
      if (s.mark !== epoch) {
        s.mark = epoch;
        s.index = nodes.length;
        nodes.push(s);
      }
      key[at++] = s.index;
    }
  }
  for (let i = 0; i < roots.length; i++) {
    const { into } = roots[i]!;
    key[at++] = into === null ? -1 : into.mark === epoch ? into.index : -2;
  }
  notes.epoch = epoch;
  notes.length = at;
  notes.hash = hash | 0;
  notes.nodes = nodes;
  notes.storages = storages;
  notes.uniforms = uniforms;
  notes.numbers = numbers;
}

function room(more: number, used: number): Int32Array {
  if (used + more > notes.key.length) {
    const old = notes.key;
    notes.key = new Int32Array(2 * (used + more));
    notes.key.set(old);
  }
  return notes.key;
}

/** What reading a leaf of an old version says. */
export function stale(n: Node, storage: Storage): StaleTensorError {
  const name = storage.owner?.name ?? "a gradient";
  return new StaleTensorError(
    `reading a tensor that was not kept: it needs version ${n.arg} of ${name} ([${n.type.shape.join(", ")}]), which has been overwritten by version ${storage.version}. ` +
      "Read the tensor before the update, or call keep(tensor) when you make it",
  );
}

/** Computing nodes of the graph that has been written down which earlier runs have computed too: worth keeping this time. */
export function neededAgain(): Node[] {
  const seen = new Set(reused.splice(0).filter((n) => n.mark === notes.epoch));
  const found: Node[] = [];
  for (const n of seen) {
    if (n.op === versionOp || (n.flags & Flag.realized) !== 0) continue;
    if (n.op.computes(n)) found.push(n);
    else for (const s of n.src) seen.add(s);
  }
  return found;
}
