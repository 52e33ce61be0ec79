// Which nodes get memory, and which kernel computes which nodes. One walk from the results to the sources: when a node is
// reached, everything that reads it has been decided. A node that is read in one place is computed there. One that is
// computed and read in several places is stored: in the earliest of the kernels that read it if that kernel passes over
// each of its elements exactly once, in a kernel of its own otherwise. So nothing is computed twice.

import { type Arg, inputsOf, isRealized, type Node } from "../graph/node.ts";
import type { Reading } from "../graph/op.ts";
import { sameShape } from "../shape.ts";

export interface Limits {
  /** Arithmetic in one kernel, for each element. */
  readonly operations: number;
  /** Buffers that one kernel reads. */
  readonly loads: number;
}

/** A kernel in the making: the loops of its root, and the nodes computed in them. */
export class Group {
  readonly root: Node;
  /** The root's place in the order of the graph: kernels that read come after kernels that write. */
  readonly position: number;
  /** Stored on the way to the root. */
  readonly hosted: Node[] = [];
  /** Stored beside it: results of the same shape that are made of the same. */
  readonly siblings: Node[] = [];
  readonly reads = new Set<Node>();
  /** Had better run as late as possible. */
  late = false;
  operations = 0;
  /** The loops inside the root's, if it has any. */
  inner: string | null = null;
  /** The contraction in it, whose axes are its loops. */
  product: { readonly node: Node; readonly place: Place } | null = null;
  readonly #places = new Map<string, Place>();
  constructor(root: Node, position: number) {
    this.root = root;
    this.position = position;
  }
  get writes(): readonly Node[] {
    return [this.root, ...this.siblings, ...this.hosted];
  }
  place(key: string, traits: Traits, from: Step | null = null): Place {
    let place = this.#places.get(key);
    if (place === undefined) this.#places.set(key, (place = { ...traits, from, group: this, id: this.#places.size }));
    return place;
  }
}

/** What is known of a set of indices at which nodes are asked for. */
interface Traits {
  readonly depth: number;
  /** Over all the loops, each element is asked for exactly once. */
  readonly once: boolean;
  /** Elements may be asked for many times. */
  readonly repeated: boolean;
  /** Inside the inner loops. */
  readonly inside: boolean;
  /** Asked for outside its bounds as well, where the answer is not used: a pad is around it. */
  readonly padded: boolean;
}
const ownLoops: Traits = { depth: 0, once: true, repeated: false, inside: false, padded: false };
/** From where a place is asked for: as a source of a node at another place. */
interface Step {
  readonly node: Node;
  readonly side: number;
  readonly place: Place;
}
export interface Place extends Traits {
  readonly group: Group;
  readonly id: number;
  readonly from: Step | null;
}

export interface Cut {
  readonly groups: readonly Group[];
  /** The group that stores a node. */
  readonly stored: ReadonlyMap<Node, Group>;
  /** Nodes whose elements lie in the memory of another node. */
  readonly aliases: ReadonlyMap<Node, Node>;
}

/** Views and broadcasts on the way from a kernel's loops to a load: indices must not grow without end. */
const deepest = 24;
/** Needs a buffer if it is not computed on the spot. */
const isRead = (n: Node): boolean => n.src.length > 0 || isRealized(n);
const keyOf = (arg: Arg): string => (typeof arg === "number" ? `${arg}` : `#${arg.id}`);

/** Cuts a graph, given sources first, into kernels that compute the roots. `split` gives every node memory of its own. */
export function cut(
  order: readonly Node[],
  roots: ReadonlySet<Node>,
  mayAlias: (n: Node, source: Node) => boolean,
  limits: Limits,
  split = false,
): Cut {
  const groups: Group[] = [];
  const stored = new Map<Node, Group>();
  const aliases = new Map<Node, Node>();
  const wanted = new Set(roots);
  const places = new Map<Node, Set<Place>>();
  const uniform = uniformNodes(order, roots);
  const followsLoops = endsOfLoops(order);
  const reach = (n: Node, place: Place): void => {
    if (isRead(n)) place.group.reads.add(n);
    const known = places.get(n);
    if (known === undefined) places.set(n, new Set([place]));
    else known.add(place);
  };

  for (let position = order.length - 1; position >= 0; position--) {
    const n = order[position]!;
    if (isRealized(n)) continue;
    const at = [...(places.get(n) ?? [])];
    const source = n.src[0];
    if (wanted.has(n) && n.op.alias && source !== undefined && !uniform.has(source) && mayAlias(n, source)) {
      aliases.set(n, source);
      wanted.add(source);
    }
    const computes = n.op.computes(n) && !uniform.has(n);
    const store =
      !aliases.has(n) &&
      (wanted.has(n) || (computes && (split || at.length > 1)) || !at.every((p) => fits(n, p, limits, computes)));
    if (!store) {
      for (const place of at) enter(n, place, reach);
      continue;
    }
    const host = split ? null : hostOf(n, at, followsLoops.has(n), limits);
    const sibling = split || host !== null ? undefined : groups.find((g) => isSibling(n, at, g, limits));
    if (sibling !== undefined) {
      sibling.siblings.push(n);
      stored.set(n, sibling);
      enter(n, sibling.place("", ownLoops), reach);
    } else if (host === null) {
      const group = new Group(n, position);
      groups.push(group);
      stored.set(n, group);
      enter(n, group.place("", ownLoops), reach);
    } else {
      host.group.hosted.push(n);
      stored.set(n, host.group);
      enter(n, host, reach);
    }
  }
  return { groups: groups.reverse(), stored, aliases };
}

/**
 * Nodes whose elements are all the same number, known when the run starts: computed wherever they are read, outside all
 * loops. Long chains of them are cut like others.
 */
function uniformNodes(order: readonly Node[], results: ReadonlySet<Node>): ReadonlyMap<Node, number> {
  const uniform = new Map<Node, number>(); // and how many nodes computing one takes at most
  for (const n of order) {
    if (isRealized(n) || results.has(n) || n.op.varies || n.op.loops(n) !== "none") continue;
    if (!inputsOf(n).every((s) => uniform.has(s))) continue;
    const nodes = inputsOf(n).reduce((sum, s) => sum + uniform.get(s)!, 1);
    if (nodes <= deepest) uniform.set(n, nodes);
  }
  return uniform;
}

/** Element-wise ends of a product or a reduction that nobody else reads: they belong into its kernel, after its loops. */
function endsOfLoops(order: readonly Node[]): ReadonlySet<Node> {
  const uses = new Map<Node, number>();
  for (const n of order) if (!isRealized(n)) for (const s of inputsOf(n)) uses.set(s, (uses.get(s) ?? 0) + 1);
  const ends = new Set<Node>();
  for (const n of order)
    if (
      !isRealized(n) &&
      n.src.some(
        (s) =>
          !isRealized(s) &&
          s.type.size === n.type.size &&
          uses.get(s) === 1 &&
          (s.op.loops(s) !== "none" || ends.has(s)),
      )
    )
      ends.add(n);
  return ends;
}

/** Arithmetic for each element, reductions and products aside. */
const operationsOf = (n: Node): number =>
  n.op.loops(n) === "none" ? Math.ceil(n.op.flops(n) / Math.max(1, n.type.size)) : 1;

/** May this node be computed at this place? */
function fits(
  n: Node,
  { group, id, depth, once, repeated, inside, padded }: Place,
  limits: Limits,
  computes = n.op.computes(n),
): boolean {
  if (depth > deepest) return false;
  const loops = n.op.loops(n);
  if (loops === "whole") return false;
  if (loops !== "none") {
    if (repeated || inside || padded || isWhole(group)) return false;
    if (loops === "contract" && !(once && group.inner === null)) return false;
    if (group.inner !== null && group.inner !== `${id} ${innerKey(n)}`) return false;
  }
  if (computes) {
    if (repeated && n.type.size > 1) return false;
    if (group.operations + operationsOf(n) > limits.operations && group.operations > 0) return false;
  }
  let reads = group.reads.size - 1;
  for (const s of inputsOf(n)) if (!group.reads.has(s) && isRead(s)) reads++;
  return reads <= limits.loads || n.src.length <= 1;
}

/** The place where a node that needs memory is computed on the way; null: in a kernel of its own. */
function hostOf(n: Node, at: readonly Place[], followsLoops: boolean, limits: Limits): Place | null {
  if (at.length === 0) return null;
  const first = at.reduce((a, b) => (b.group.position < a.group.position ? b : a));
  if (at.some((p) => p !== first && p.group === first.group)) return null;
  if (first.inside && followsLoops) return null; // its own loops do not fit inside others
  if (!first.once || isWhole(first.group)) return null;
  return fits(n, first, limits) ? first : null;
}

/** Is it made, element by element, of what an element-wise kernel reads as well, and read by nothing before that kernel? */
function isSibling(n: Node, at: readonly Place[], group: Group, limits: Limits): boolean {
  const isElementwise = n.op.loops(n) === "none" && group.inner === null && group.root.op.loops(group.root) === "none";
  if (!isElementwise || !sameShape(n.type.shape, group.root.type.shape)) return false;
  if (at.some((p) => p.group.position <= group.position)) return false;
  const isShared = (s: Node, side: number): boolean =>
    s.type.size === n.type.size && n.op.reading(n, side) === "same" && group.reads.has(s);
  return inputsOf(n).some(isShared) && fits(n, group.place("", ownLoops), limits);
}

const isWhole = (group: Group): boolean => group.root.op.loops(group.root) === "whole";
const innerKey = (n: Node): string => `${n.op.id} ${keyOf(n.arg)} ${n.src.map((s) => s.type.id)}`;

/** Computes a node at a place: its sources are asked for from there. */
function enter(n: Node, place: Place, reach: (n: Node, place: Place) => void): void {
  const { group } = place;
  const loops = n.op.loops(n);
  group.reads.delete(n);
  if (n.op.late) group.late = true;
  if (n.op.computes(n)) group.operations += operationsOf(n);
  if (loops === "reduce" || loops === "contract") group.inner = `${place.id} ${innerKey(n)}`;
  if (loops === "contract") group.product = { node: n, place };
  for (const [side, s] of inputsOf(n).entries()) {
    const reading: Reading = n.op.reading(n, side);
    if (reading === "same" && loops === "none") {
      reach(s, place);
      continue;
    }
    const traits: Traits = {
      depth: place.depth + 1,
      once: place.once && (reading === "bijective" || reading === "same"),
      repeated: place.repeated || reading === "repeated",
      inside: place.inside || loops !== "none",
      padded: place.padded || (reading === "partial" && n.op.varies),
    };
    reach(s, group.place(`${place.id} ${side} ${innerKey(n)}`, traits, { node: n, side, place }));
  }
}
