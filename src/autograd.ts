// What surrounds gradients: code without a history, gradients as tensors, rules of one's own. Derivatives as functions of
// functions are in transforms/.

import { zerosLike } from "./create.ts";
import { ArgumentError, GradientError, ShapeError } from "./errors.ts";
import { gradients, type Options } from "./graph/gradient.ts";
import { type Node, setTracking } from "./graph/node.ts";
import { custom } from "./graph/ops/source.ts";
import { show } from "./shape.ts";
import { Tensor } from "./tensor.ts";

/**
 * Runs `body` without remembering how its tensors were made.
 *
 * @throws ArgumentError if `body` is asynchronous: the scope would end before it does
 * @example
 * const w = tensor([1, 2], { requiresGrad: true });
 * noGrad(() => w.mul(2)).requiresGrad; // false
 */
export function noGrad<T>(body: () => T): T {
  const before = setTracking(false);
  try {
    return synchronous("noGrad", body());
  } finally {
    setTracking(before);
  }
}

/** Refuses the promise of an asynchronous function. */
export function synchronous<T>(what: string, result: T): T {
  if (typeof (result as { then?: unknown } | null)?.then === "function")
    throw new ArgumentError(
      `${what}(async …): such a scope is synchronous and has ended before the function goes on after its first await; build the graph inside, await outside`,
    );
  return result;
}

type Same<A extends readonly Tensor[]> = { -readonly [K in keyof A]: A[K] };

/**
 * The gradients of `output` with respect to `inputs`, as tensors. Zeros where an input is not upstream.
 *
 * @param options `createGraph` makes the gradients differentiable; `gradient` is needed unless the output has one element
 * @throws GradientError where the output has several elements and no `gradient` is given
 * @example
 * const x = tensor([1, 2, 3], { requiresGrad: true });
 * const [dx] = gradientsOf(x.pow(3).sum(), [x]);
 * dx; // [3, 12, 27]
 */
export function gradientsOf<const A extends readonly Tensor[]>(
  output: Tensor,
  inputs: A,
  options: Options & { readonly gradient?: Tensor } = {},
): Same<A> {
  if (output.size !== 1 && options.gradient === undefined)
    throw new GradientError(`gradientsOf: an output of shape ${show(output.shape)} needs { gradient } of that shape`);
  const found = gradients(
    output.node,
    options.gradient?.node ?? null,
    inputs.map((t) => t.node),
    options,
  );
  return found.map((g, i) => (g === null ? zerosLike(inputs[i]!) : new Tensor(g))) as unknown as Same<A>;
}

/**
 * A function with a gradient of one's own.
 *
 * @param forward computes the value from the inputs; it is not differentiated
 * @param backward gets the gradient of the value, the value and the inputs, and returns a gradient, or null, for each input.
 * It builds graph and reads nothing. It is differentiated itself where second derivatives are asked for.
 * @throws GradientError, ShapeError in a backward pass where gradients are missing or have another shape
 * @example
 * const clip = customGradient((x) => x.minimum(1), (g) => [g]); // passes gradients straight through
 * grad((x: Tensor) => clip(x).sum())(tensor([0.5, 3])); // [1, 1]
 * const exp = customGradient((x) => x.exp(), (g, y) => [g.mul(y)]);
 * grad((x: Tensor) => grad((t: Tensor) => exp(t).sum())(x).sum())(tensor([0])); // [1]
 */
export function customGradient<A extends readonly Tensor[], R extends Tensor>(
  forward: (...x: A) => R,
  backward: (gradient: R, value: R, ...x: A) => { readonly [K in keyof A]: Tensor | null },
): (...x: A) => R {
  return (...x) => {
    const sharesOf = (g: Node): readonly (Node | null)[] => {
      const shares: readonly (Tensor | null)[] = backward(new Tensor(g) as R, value, ...x);
      if (shares.length !== x.length)
        throw new GradientError(`customGradient: ${shares.length} gradients were returned for ${x.length} inputs`);
      return shares.map((share, i) => {
        if (share === null || show(share.shape) === show(x[i]!.shape)) return share?.node ?? null;
        throw new ShapeError(`customGradient: gradient ${i} is ${show(share.shape)}, the input ${show(x[i]!.shape)}`);
      });
    };
    // the rule is asked once for each input, one after another
    let last: { readonly g: Node; readonly shares: readonly (Node | null)[] } | null = null;
    const rule = (g: Node, side: number): Node | null => {
      if (last?.g !== g) last = { g, shares: sharesOf(g) };
      return last.shares[side] ?? null;
    };
    const forwarded = noGrad(() => forward(...x));
    const inputs = x.map((t) => t.node);
    const value = new Tensor(custom(forwarded.node, inputs, rule)) as R; // differentiable again in `backward`
    return value;
  };
}
