// What a traced function takes from outside. Variables are state, and what has a value is a constant of the trace. The rest
// is made a constant or refused: a graph from outside would be bound to versions of variables that are soon overwritten.
import { ArgumentError } from "../errors.ts";
import { isWalking } from "../graph/gradient.ts";
import { Flag, isRealized, type Node, type Storage } from "../graph/node.ts";
import { show } from "../shape.ts";

export class Boundary {
  /** Nodes that the function made or was given. */
  readonly #inside: Set<Node>;
  readonly #compute: (n: Node) => void;

  /** `compute` gives a node its value without anybody listening. */
  constructor(given: readonly Node[], compute: (n: Node) => void) {
    this.#inside = new Set(given);
    this.#compute = compute;
  }

  /** A node of the function's own. */
  made(n: Node): void {
    this.#inside.add(n);
    for (const s of n.src) this.uses(s, (n.flags & Flag.tracked) !== 0);
  }

  /** The function refers to a node, and perhaps differentiates through it. */
  uses(n: Node, differentiates: boolean): void {
    if (this.#inside.has(n)) return;
    const storage = isRealized(n) ? (n.data as Storage) : null;
    if (storage !== null && storage.owner !== null) return;
    if (storage?.mutable)
      throw new ArgumentError(
        "compile: the function uses a gradient that was taken outside of it; read .grad inside, or give it as an argument",
      );
    if (differentiates && (n.flags & Flag.tracked) !== 0)
      throw new ArgumentError(
        `compile: the function differentiates through a tensor of shape ${show(n.type.shape)} that was made outside of it, and could do so only once; make it inside, or detach() it`,
      );
    if (storage !== null || n.src.length === 0) return;
    if (isWalking())
      throw new ArgumentError(
        "compile: a gradient rule uses a lazy tensor from outside of the function; read it or keep(…) it before",
      );
    this.#compute(n);
  }
}
