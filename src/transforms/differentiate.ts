// What all derivatives of functions share: calling a function with tensors that gradients can be taken for, and taking them.
import { synchronous } from "../autograd.ts";
import { zerosLike } from "../create.ts";
import { isFloat } from "../dtype.ts";
import { ArgumentError, GradientError, ShapeError } from "../errors.ts";
import { drop, gradients, leadsElsewhere } from "../graph/gradient.ts";
import { type Node, setTracking } from "../graph/node.ts";
import { alias, custom, numberLike } from "../graph/ops/source.ts";
import { show } from "../shape.ts";
import { Tensor } from "../tensor.ts";
import { mapLeaves } from "./structure.ts";

/** The tensors in a structure, in order. */
export function tensorsIn(structure: unknown): Tensor[] {
  const found: Tensor[] = [];
  mapLeaves(structure, (leaf) => leaf instanceof Tensor && found.push(leaf));
  return found;
}

/** A function that has been called, to be differentiated. */
export class Called {
  readonly value: unknown;
  /** The tensors in `value`. */
  readonly outputs: readonly Tensor[];
  /** What stands for the tensors of the arguments. */
  readonly inputs: readonly Node[];
  /** Somebody outside may differentiate what comes out: a variable or the input of another transform is upstream. */
  readonly isNested: boolean;
  readonly #name: string;
  readonly #args: readonly unknown[];
  readonly #which: readonly number[];

  /** Calls `f`; `which` of the arguments are differentiated. */
  constructor(name: string, f: (...x: never[]) => unknown, args: readonly unknown[], which?: readonly number[]) {
    this.#name = name;
    this.#args = args;
    this.#which = which ?? args.map((_, i) => i);
    const inputs: Node[] = [];
    const given = args.map((arg, i) =>
      !this.#which.includes(i)
        ? arg
        : mapLeaves(arg, (leaf) => {
            if (!(leaf instanceof Tensor)) return leaf;
            if (!isFloat(leaf.dtype))
              throw new GradientError(
                `${name}: argument ${i} is ${leaf.dtype}, which has no gradient; say with argnums by which arguments to differentiate`,
              );
            const own = new Tensor(alias(leaf.node, true));
            inputs.push(own.node);
            return own;
          }),
    );
    for (const i of this.#which)
      if (!(i in args)) throw new ArgumentError(`${name}: there is no argument ${i}, only ${args.length} are given`);
    this.inputs = inputs;
    this.value = synchronous(name, f(...(given as never[])));
    this.outputs = tensorsIn(this.value);
    this.isNested = this.outputs.some((t) => leadsElsewhere(t.node, new Set(inputs)));
  }

  /** The only output, of one element if `isScalar`. */
  single(isScalar = false): Tensor {
    const [output] = this.outputs;
    if (output === undefined || output !== this.value)
      throw new ArgumentError(`${this.#name}: the function must return a tensor`);
    if (isScalar && output.size !== 1)
      throw new GradientError(
        `${this.#name}: the function must return one element, not ${show(output.shape)}; take its sum(), or use jacobian`,
      );
    return output;
  }

  /** Gradients by all inputs as the arguments are nested, one for each chosen argument. */
  nested(found: readonly (Node | null)[]): unknown[] {
    let next = 0;
    const all = this.#args.map(
      (arg, i) =>
        this.#which.includes(i) &&
        mapLeaves(arg, (leaf) => (leaf instanceof Tensor ? tensorOr(found[next++]!, leaf) : null)),
    );
    return this.#which.map((i) => all[i]);
  }

  /** The values belong to the user now: nobody can differentiate them, unless somebody outside does. */
  finish(): void {
    if (!this.isNested) for (const t of this.outputs) drop(t.node);
  }
}

export const tensorOr = (found: Node | null, like: Tensor): Tensor =>
  found === null ? zerosLike(like) : new Tensor(found);

/** The gradients of Σ outputs · seeds. Keeps the graph. */
export function pullBack(
  outputs: readonly Node[],
  seeds: readonly Node[],
  inputs: readonly Node[],
  createGraph: boolean,
): (Node | null)[] {
  const options = { createGraph, retainGraph: true };
  if (outputs.length === 1) return gradients(outputs[0]!, seeds[0]!, inputs, options);
  if (outputs.length === 0) return inputs.map(() => null);
  return gradients(
    custom(numberLike(0, outputs[0]!), outputs, (_g, side) => seeds[side]!),
    null,
    inputs,
    options,
  );
}

/** What is given for tensors must be nested and shaped like them. */
export function matching(name: string, what: string, given: unknown, like: unknown): Tensor[] {
  const wanted = tensorsIn(like);
  const found = tensorsIn(given);
  if (found.length !== wanted.length)
    throw new ArgumentError(`${name}: ${found.length} ${what} were given for ${wanted.length} tensors`);
  found.forEach((t, i) => {
    if (show(t.shape) !== show(wanted[i]!.shape))
      throw new ShapeError(
        `${name}: of the ${what}, number ${i} is ${show(t.shape)}, the tensor ${show(wanted[i]!.shape)}`,
      );
  });
  return found;
}

/** Runs `body` with tracking on, also inside of noGrad. */
export function tracked<T>(body: () => T): T {
  const before = setTracking(true);
  try {
    return body();
  } finally {
    setTracking(before);
  }
}
