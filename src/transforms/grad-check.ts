// Gradients against central differences.
import { tensor } from "../create.ts";
import { isFloat } from "../dtype.ts";
import { ArgumentError, GradientError } from "../errors.ts";
import type { Tensor } from "../tensor.ts";
import { valueAndGrad } from "./grad.ts";

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
  const analytic = await Promise.all(valueAndGrad(scalar)(...inputs)[1].map((g) => g.data()));
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
/** Fixed weights that tell elements apart, so that errors do not cancel in a sum. */
function weights(y: Tensor): Tensor {
  const data = Float64Array.from({ length: y.size }, (_, i) => 1 + ((i * 7919) % 101) / 101);
  return tensor(data, { shape: y.shape, device: y.device });
}
