// Products with the matrix of all derivatives (Jacobian), without making it.
import { zerosLike } from "../create.ts";
import type { Node } from "../graph/node.ts";
import { alias } from "../graph/ops/source.ts";
import type { Gradient, Gradients } from "../types/derivatives.ts";
import { Called, matching, pullBack, tensorOr, tracked } from "./differentiate.ts";
import { mapLeaves } from "./structure.ts";

/**
 * The value of a function, and how to pull gradients of it back to its inputs: the vector-Jacobian product, reverse mode.
 *
 * @param fn takes and returns tensors, also nested in arrays and plain objects
 * @returns the value, and a function from something shaped like it to a list with a gradient for each input
 * @example
 * const [y, pullback] = vjp((x: Tensor) => x.square(), tensor([1, 2, 3]));
 * y; // [1, 4, 9]
 * const [dx] = pullback(tensor([1, 0, 10]));
 * dx; // [2, 0, 60]
 */
export function vjp<A extends readonly unknown[], R>(
  fn: (...inputs: A) => R,
  ...inputs: A
): [value: R, pullback: (cotangent: Gradient<R>) => Gradients<A>] {
  return tracked(() => {
    const called = new Called("vjp", fn, inputs);
    const outputs = called.outputs.map((t) => t.node);
    const pullback = (cotangent: Gradient<R>): Gradients<A> => {
      const seeds = matching("vjp", "cotangents", cotangent, called.value).map((t) => t.node);
      return called.nested(tracked(() => pullBack(outputs, seeds, called.inputs, called.isNested))) as Gradients<A>;
    };
    return [called.value as R, pullback];
  });
}

/**
 * The value of a function and its derivative along a direction: the Jacobian-vector product, forward mode.
 *
 * It is the gradient of a gradient, which is linear in what is pulled back (Townsend 2017, "A new trick for calculating
 * Jacobian vector products"); the compiler drops what only served to get there.
 *
 * @param inputs a list with the arguments of `fn`
 * @param tangents a list of directions, nested and shaped like the inputs
 * @example
 * const [y, dy] = jvp((x: Tensor) => x.square(), [tensor([1, 2, 3])], [tensor([1, 0, 10])]);
 * y; // [1, 4, 9]
 * dy; // [2, 0, 60]
 */
export function jvp<A extends readonly unknown[], R>(
  fn: (...inputs: A) => R,
  inputs: readonly [...A],
  tangents: Gradients<A>,
): [value: R, tangent: Gradient<R>] {
  return tracked(() => {
    const called = new Called("jvp", fn, inputs);
    const along = matching("jvp", "tangents", tangents, inputs).map((t) => t.node);
    const found = pushForward(called)(along);
    called.finish();
    let next = 0;
    const tangent = mapLeaves(called.value, (leaf) => {
      if (leaf !== called.outputs[next]) return null;
      const output = called.outputs[next]!;
      return tensorOr(found[next++]!, output);
    });
    return [called.value as R, tangent as Gradient<R>];
  });
}

/** From directions of the inputs to those of the outputs. */
export function pushForward(called: Called): (along: readonly Node[]) => (Node | null)[] {
  const outputs = called.outputs.map((t) => t.node);
  const weights = called.outputs.map((t) => alias(zerosLike(t).node, true)); // only a direction: their values count nowhere
  const pulled = pullBack(outputs, weights, called.inputs, true);
  const reached = pulled.flatMap((n, i) => (n === null ? [] : [{ n, i }]));
  return (along) =>
    pullBack(
      reached.map(({ n }) => n),
      reached.map(({ i }) => along[i]!),
      weights,
      called.isNested,
    );
}
