// Derivatives as functions of functions, and what surrounds them.

import { tensor, zerosLike } from "./create.ts";
import { isFloat } from "./dtype.ts";
import { ArgumentError, GradientError, ShapeError } from "./errors.ts";
import { gradients, type Options } from "./graph/gradient.ts";
import { setTracking } from "./graph/node.ts";
import { alias, custom } from "./graph/ops/source.ts";
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
 * The value of `f` and its gradients with respect to all arguments. Nests: derivatives of any order.
 *
 * @example
 * const [value, [dx]] = valueAndGrad((x: Tensor) => x.square().sum())(tensor([1, 2]));
 * value; // 5
 * dx; // [2, 4]
 */
export function valueAndGrad<A extends readonly Tensor[]>(f: (...x: A) => Tensor): (...x: A) => [Tensor, Same<A>] {
  return (...x) => {
    const before = setTracking(true);
    try {
      const inputs = x.map((t) => new Tensor(alias(t.node, true)));
      const value = synchronous("grad", f(...(inputs as unknown as A)));
      if (!(value instanceof Tensor)) throw new ArgumentError("grad: the function must return a tensor");
      return [value, gradientsOf(value, inputs, { createGraph: true }) as unknown as Same<A>];
    } finally {
      setTracking(before);
    }
  };
}

/**
 * The gradient of `f` with respect to its argument, or a list with respect to all of several. Nests.
 *
 * @example
 * const cube = (x: Tensor) => x.pow(3).sum();
 * grad(cube)(tensor([2])); // [12]
 * grad((x: Tensor) => grad(cube)(x).sum())(tensor([2])); // [12]: 6x at 2
 */
export function grad<T extends Tensor>(f: (x: T) => Tensor): (x: T) => T;
export function grad<A extends readonly Tensor[]>(f: (...x: A) => Tensor): (...x: A) => Same<A>;
export function grad(f: (...x: Tensor[]) => Tensor): (...x: Tensor[]) => Tensor | Tensor[] {
  return (...x) => {
    const [, all] = valueAndGrad(f)(...x);
    return x.length === 1 ? all[0]! : all;
  };
}

/**
 * A function with a gradient of one's own.
 *
 * @param forward computes the value from the inputs; it is not differentiated
 * @param backward gets the gradient of the value, the value and the inputs, and returns a gradient, or null, for each input
 * @example
 * const clip = customGradient((x) => x.minimum(1), (g) => [g]); // passes gradients straight through
 * grad((x: Tensor) => clip(x).sum())(tensor([0.5, 3])); // [1, 1]
 */
export function customGradient(
  forward: (...x: Tensor[]) => Tensor,
  backward: (gradient: Tensor, value: Tensor, ...x: Tensor[]) => readonly (Tensor | null)[],
): (...x: Tensor[]) => Tensor {
  return (...x) => {
    const value = noGrad(() => forward(...x));
    return new Tensor(
      custom(
        value.node,
        x.map((t) => t.node),
        (g) => {
          const shares = backward(new Tensor(g), value, ...x);
          if (shares.length !== x.length)
            throw new GradientError(`customGradient: ${shares.length} gradients were returned for ${x.length} inputs`);
          shares.forEach((share, i) => {
            if (share && show(share.shape) !== show(x[i]!.shape))
              throw new ShapeError(
                `customGradient: gradient ${i} is ${show(share.shape)}, the input ${show(x[i]!.shape)}`,
              );
          });
          return shares.map((share) => share?.node ?? null);
        },
      ),
    );
  };
}

/** The largest difference found by {@link gradCheck}. */
export interface GradCheck {
  readonly worst: number;
  readonly input: number;
  readonly element: number;
  readonly analytic: number;
  readonly numeric: number;
}

/**
 * Compares the gradients of a function with central differences. Inputs must be float64.
 *
 * @param options step of the differences, relative tolerance (against max(1, |gradient|)), how many elements of each input to try
 * @throws GradientError that names the input, the element and both numbers where they differ by more than the tolerance
 * @example
 * const x = tensor([0.5, -1.5], { dtype: "float64" });
 * (await gradCheck((x) => x.tanh().sum(), [x])).worst < 1e-6; // true
 */
export async function gradCheck(
  f: (...x: Tensor[]) => Tensor,
  inputs: readonly Tensor[],
  { step = 1e-5, tolerance = 1e-6, most = 20 } = {},
): Promise<GradCheck> {
  for (const t of inputs)
    if (t.dtype !== "float64")
      throw new ArgumentError(`gradCheck: inputs must be float64, not ${t.dtype}: float32 differences say nothing`);
  const scalar = (...x: Tensor[]): Tensor => {
    const y = f(...x);
    return y.size === 1 ? y : y.mul(weights(y)).sum();
  };
  const analytic = await Promise.all(gradientsOfCall(scalar, inputs).map((g) => g.data()));
  let result: GradCheck = { worst: 0, input: 0, element: 0, analytic: 0, numeric: 0 };
  for (let i = 0; i < inputs.length; i++) {
    const t = inputs[i]!;
    if (!isFloat(t.dtype)) continue;
    const data = await t.data();
    for (let k = 0; k < data.length; k += Math.ceil(data.length / most)) {
      const at = async (by: number): Promise<number> => {
        const moved = data.slice() as typeof data;
        moved[k]! += by;
        return scalar(
          ...inputs.map((u, j) => (j === i ? tensor(moved, { shape: t.shape, device: t.device }) : u.detach())),
        ).item();
      };
      const numeric = ((await at(step)) - (await at(-step))) / (2 * step);
      const found = analytic[i]![k]!;
      const worst = Math.abs(found - numeric) / Math.max(1, Math.abs(numeric));
      if (!(worst <= result.worst)) result = { worst, input: i, element: k, analytic: found, numeric };
    }
  }
  if (!(result.worst <= tolerance)) {
    const { input, element, analytic: a, numeric } = result;
    throw new GradientError(
      `gradCheck: element ${element} of input ${input} has gradient ${a}, differences give ${numeric}`,
    );
  }
  return result;
}
const gradientsOfCall = (f: (...x: Tensor[]) => Tensor, inputs: readonly Tensor[]): Tensor[] =>
  valueAndGrad(f)(...inputs)[1] as Tensor[];
/** Fixed weights that tell elements apart, so that errors do not cancel in a sum. */
function weights(y: Tensor): Tensor {
  const data = Float64Array.from({ length: y.size }, (_, i) => 1 + ((i * 7919) % 101) / 101);
  return tensor(data, { shape: y.shape, device: y.device });
}
