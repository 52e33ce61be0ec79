// The tensors that a compiled function is called with. Lazy ones come with their graph, which becomes a part of the trace:
// a slice of a data set is never copied. Equal graphs share a trace, whatever memories and numbers are in them.
import { encode, notes } from "../compiler/encode.ts";
import { topological } from "../compiler/plan.ts";
import { Flag, isRealized, Node, Storage } from "../graph/node.ts";
import { detached, leaf, scalarOp, sliceOp, uniform, uniformOp } from "../graph/ops/source.ts";
import { reaches } from "./failure.ts";
import type { Timeline } from "./timeline.ts";

/** What one call binds. The key of its graph is in the notebook of encode.ts. */
export interface Bound {
  readonly storages: readonly Storage[];
  readonly numbers: readonly number[];
}

/** Writes down the graph behind some nodes. Those that read what may change are computed before, and replaced. */
export function bind(nodes: Node[]): Bound {
  write(nodes);
  if (notes.storages.some((s) => s.mutable)) {
    for (let i = 0; i < nodes.length; i++) {
      if (!reaches(nodes[i]!, isMutable)) continue;
      const copy = (nodes[i] = detached(nodes[i]!));
      (copy.type.place as Timeline).settle([copy]);
    }
    write(nodes);
  }
  const { storages, uniforms, numbers } = notes;
  for (let i = 0; i < numbers.length; i++) uniforms.push(numbers[i]!);
  return { storages, numbers: uniforms };
}
const isMutable = (n: Node): boolean => isRealized(n) && (n.data as Storage).mutable;
const write = (nodes: readonly Node[]): void =>
  encode(
    nodes.map((node) => ({ node, into: null })),
    0,
  );

/** The same graph over storages and numbers of its own, which stand for those of any call. */
export interface Stand {
  readonly nodes: readonly Node[];
  readonly storages: readonly Storage[];
  /** Which number of a call belongs to a node. */
  readonly numbers: ReadonlyMap<Node, number>;
  /** All nodes of the copy. */
  readonly all: readonly Node[];
}

/** Copies the graph that `bind` has just written down. */
export function standIn(nodes: readonly Node[]): Stand {
  const storages = new Map(notes.storages.map((s) => [s, twin(s)]));
  const isBound = (n: Node): boolean => !isRealized(n) && (n.op === uniformOp || n.op === sliceOp);
  const isNumber = (n: Node): boolean => !isRealized(n) && n.op === scalarOp;
  const order = [...notes.nodes.filter(isBound), ...notes.nodes.filter(isNumber)];
  const copies = new Map<Node, Node>();
  for (const n of topological(nodes)) {
    const { op, arg, type, src, data } = n;
    const copy = isRealized(n)
      ? leaf(type, storages.get(data as Storage)!)
      : isNumber(n)
        ? uniform(data as number, type.dtype, type.place)
        : new Node(
            op,
            arg,
            type,
            src.map((s) => copies.get(s)!),
            0,
            data,
          );
    copy.flags |= Flag.consumed; // nobody waits for an argument by itself
    copies.set(n, copy);
  }
  return {
    nodes: nodes.map((n) => copies.get(n)!),
    storages: [...storages.values()],
    numbers: new Map(order.map((n, i) => [copies.get(n)!, i])),
    all: [...copies.values()],
  };
}

/** Another storage with the same memory. */
function twin(s: Storage): Storage {
  const copy = new Storage(s.type);
  (s.type.place as Timeline).memoryOf(s);
  copy.memory = s.memory;
  return copy;
}
