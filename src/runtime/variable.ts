// What changes in time: parameters, buffers, optimizer state. A variable has versions; graphs refer to one of them.

import type { TypedArray } from "../dtype.ts";
import { ArgumentError, ShapeError } from "../errors.ts";
import { addHook } from "../graph/hooks.ts";
import { become, Flag, isRealized, type Node, Storage, type Variable } from "../graph/node.ts";
import { map } from "../graph/ops/map.ts";
import { detached, leaf, leafOp, version } from "../graph/ops/source.ts";
import type { Type } from "../graph/type.ts";
import { call, formula } from "../ir/formula.ts";
import { sameShape, show } from "../shape.ts";
import type { Timeline } from "./timeline.ts";

const sum = formula((a, b) => call("add", a, b));

export class VariableState implements Variable {
  readonly name: string;
  /** Collects gradients, or did when it was made: the others are buffers. */
  readonly isParameter: boolean;
  requiresGrad: boolean;
  /** Where the newest version lies, or will lie. */
  storage: Storage;
  /** The newest version: a leaf, or a value that is still to be computed. */
  node: Node;
  /** The sum of the gradients since the last `zeroGrad`. */
  gradient: Node | null = null;
  /** What `gradient` was before the backward passes that have not run yet. */
  committedGradient: Node | null = null;
  gradientStorage: Storage | null = null;
  /** Somebody holds a snapshot of this version: it must not be overwritten. */
  shared = false;
  gradientShared = false;
  /** The same of the gradient that is still to be computed. */
  gradientHeld = false;
  /** Told when the newest version is another node. */
  onVersion: ((n: Node) => void) | null = null;
  readonly hooks: ((g: Node) => Node | undefined)[] = [];

  constructor(type: Type, value: TypedArray, name: string, requiresGrad: boolean) {
    const storage = new Storage(type, this);
    storage.host = value;
    this.storage = storage;
    this.name = name;
    this.isParameter = this.requiresGrad = requiresGrad;
    this.node = leaf(storage.type, storage, requiresGrad);
  }

  get timeline(): Timeline {
    return this.storage.type.place as Timeline;
  }

  /** The value from now on. Computed later; rates and other numbers in it are those of now. */
  assign(value: Node): void {
    this.#checkType("assign", value.type);
    if (!isRealized(this.node)) {
      if (!isRealized(value)) this.timeline.pending.kept.push(value); // it may need what that run overwrites
      this.timeline.runPending();
    }
    this.node = version(isRealized(value) ? detached(value) : value, this.storage, this.requiresGrad);
    this.timeline.pending.writes.add(this);
    this.timeline.wake();
    this.onVersion?.(this.node);
  }

  /** Freezes it, or has it collect gradients again, in graphs that are built from now on. */
  setRequiresGrad(on: boolean): void {
    if (on === this.requiresGrad) return;
    this.timeline.realize(this.node);
    this.requiresGrad = on;
    this.node = leaf(this.storage.type, this.storage, on);
    this.onVersion?.(this.node);
  }

  /** The memory for the next version: in place, unless somebody holds the version that is there. */
  target(): Storage {
    return this.shared ? new Storage(this.storage.type, this) : this.storage;
  }

  /** The newest version has been computed and lies in a storage. */
  commit(storage: Storage): void {
    this.storage = storage;
    this.shared = false;
    become(this.node, leafOp, storage);
  }
  /** The newest version could not be computed: the one before is the newest again. */
  rollBack(): void {
    become(this.node, leafOp, this.storage);
  }

  /** The newest version needed a value that has been overwritten: whoever reads it is told, until there is another. */
  spoil(error: Error): void {
    const nothing = new Storage(this.storage.type, this);
    nothing.failure = error;
    become(this.node, leafOp, nothing);
  }

  /** Adds a gradient to the sum. */
  accumulate(g: Node): void {
    for (let i = 0; i < this.hooks.length; i++) g = this.hooks[i]!(g) ?? g;
    this.gradient = this.gradient === null ? g : map(sum, this.gradient, g);
    this.gradient.flags |= Flag.consumed; // a result in any case
    this.timeline.pending.gradients.add(this);
  }

  /** Puts another gradient in the place of the sum. */
  setGradient(g: Node): void {
    this.#checkType("setGradient", g.type);
    this.gradient = isRealized(g) ? detached(g) : g;
    this.gradient.flags |= Flag.consumed;
    this.timeline.pending.gradients.add(this);
    this.timeline.wake();
  }
  /** What a variable takes has its shape, its dtype and its place. */
  #checkType(op: string, given: Type): void {
    const { type } = this.storage;
    if (given === type) return;
    const { shape, dtype, place } = given;
    if (!sameShape(shape, type.shape))
      throw new ShapeError(`${op}: ${this.name} is ${show(type.shape)}, the value ${show(shape)}`);
    if (dtype !== type.dtype || place !== type.place)
      throw new ArgumentError(
        `${op}: ${this.name} is ${type.dtype} on '${type.place.name}', the value ${dtype} on '${place.name}'; convert it with to(…)`,
      );
  }

  /** How to have the gradient again that was there before the one that is about to be computed, in the same memory. */
  undoGradient(): () => void {
    const { gradient, committedGradient: before } = this;
    return () => {
      if (this.gradient !== gradient) return;
      if (before !== null && before.data === this.gradientStorage) before.arg = this.gradientStorage!.version;
      this.gradient = this.committedGradient = before;
    };
  }

  gradientTarget(): Storage {
    if (this.gradientStorage === null || this.gradientShared) {
      this.gradientStorage = new Storage(this.storage.type, null, true);
    }
    this.gradientShared = this.gradientHeld;
    this.gradientHeld = false;
    return this.gradientStorage;
  }

  /** Forgets the gradient; its memory is used again, unless somebody holds the old one. */
  zeroGrad(): void {
    if (this.gradientHeld && this.gradient !== null) this.timeline.pending.kept.push(this.gradient);
    this.gradientHeld = false;
    this.gradient = this.committedGradient = null;
    this.timeline.pending.gradients.delete(this);
  }

  /** The current value for somebody who wants it to stay as it is. */
  snapshot(): Node {
    const n = detached(this.node);
    if (isRealized(this.node)) this.shared = true;
    else this.timeline.pending.kept.push(n); // a copy, when it is computed
    return n;
  }

  addHook(hook: (g: Node) => Node | undefined): () => void {
    this.hooks.push(hook);
    return () => void this.hooks.splice(this.hooks.indexOf(hook), 1);
  }
}

/** Hangs a hook on any tensor: on the variable if it is one. */
export function hookOn(n: Node, variable: VariableState | null, hook: (g: Node) => Node | undefined): () => void {
  return variable !== null ? variable.addHook(hook) : addHook(n, hook);
}
