// Where the results of a plan go: to variables, to memory of their own, or to memory that they share with another result.
import { isRealized, type Node, type Storage } from "../graph/node.ts";
import type { Root } from "./encode.ts";

/** A copy at the end of a plan. */
export interface Publish {
  readonly from: Node;
  readonly to: Storage;
}

export class Targets {
  readonly #into = new Map<Node, Storage | null>();
  /** Values that cannot be written where they belong in the first place. */
  readonly publish: Publish[] = [];
  readonly #demoted: ReadonlySet<Node>;

  /** `demoted` are results that must not overwrite their variable before the end. */
  constructor(roots: readonly Root[], demoted: ReadonlySet<Node>) {
    this.#demoted = demoted;
    for (const { node, into } of roots) {
      const before = this.#into.get(node);
      if (before === undefined) this.#into.set(node, into);
      else if (before !== into) {
        this.#into.set(node, null); // one value for several targets
        for (const to of [before, into]) if (to !== null) this.publish.push({ from: node, to });
      }
    }
  }

  get roots(): ReadonlySet<Node> {
    return new Set(this.#into.keys());
  }
  /** The variable's memory that a node is for, null for a result of its own, undefined for an intermediate. */
  of(n: Node): Storage | null | undefined {
    return this.#into.get(n);
  }
  /** The node is written straight over a variable. */
  overwrites(n: Node): boolean {
    return this.#into.get(n) != null && !this.#demoted.has(n);
  }
  /** May a result that only looks at another node share its memory? Not where one of the two may be overwritten. */
  mayAlias = (n: Node, source: Node): boolean => {
    const target = this.#into.get(n) ?? null;
    if (isRealized(source)) {
      const { mutable, type } = source.data as Storage;
      return target === null && !mutable && type.size === source.type.size;
    }
    if (this.#into.has(source)) return target === null && this.#into.get(source) === null;
    this.#into.set(source, target);
    return true;
  };
}
