// Gradients made smaller before a step.
import { noGrad } from "../autograd.ts";
import { ArgumentError } from "../errors.ts";
import { keep } from "../functional/index.ts";
import type { Tensor } from "../tensor.ts";
import type { Variable } from "../variable.ts";

/**
 * Scales all gradients together so that their norm is at most `most` (Pascanu, Mikolov & Bengio 2013).
 *
 * @param options `p` which norm: 2 unless asked; Infinity is the largest element
 * @returns the norm before, 0-d: nothing runs until it is read or the optimizer's step runs
 * @example
 * const w = parameter(tensor([3, 4]));
 * w.square().sum().backward();
 * optim.clipGradNorm([w], 5); // 10
 * w.grad; // [3, 4]
 */
export function clipGradNorm(
  parameters: Iterable<Variable>,
  most: number,
  { p = 2 }: { readonly p?: number } = {},
): Tensor {
  const list = [...parameters].filter((v) => v.gradient !== null);
  if (list.length === 0) throw new ArgumentError("clipGradNorm: no parameter has a gradient; call it after backward()");
  return noGrad(() => {
    const parts = list.map((v) => powers(v.gradient!, p));
    const total = parts.reduce((a, b) => (p === Number.POSITIVE_INFINITY ? a.maximum(b) : a.add(b)));
    const norm = p === Number.POSITIVE_INFINITY ? total : total.pow(1 / p);
    const scale = norm.add(1e-6).reciprocal().mul(most).minimum(1);
    for (const v of list) v.setGradient(v.gradient!.mul(scale));
    return keep(norm); // read after the step as often as before
  });
}
const powers = (g: Tensor, p: number): Tensor =>
  p === Number.POSITIVE_INFINITY ? g.abs().max() : (p === 2 ? g.square() : g.abs().pow(p)).sum();

/**
 * Cuts every element of every gradient to [−most, most].
 *
 * @example
 * const w = parameter(tensor([3, -4]));
 * w.square().sum().backward();
 * optim.clipGradValue([w], 7);
 * w.grad; // [6, -7]
 */
export function clipGradValue(parameters: Iterable<Variable>, most: number): void {
  noGrad(() => {
    for (const v of parameters) {
      const g = v.gradient;
      if (g !== null) v.setGradient(g.minimum(most).maximum(-most));
    }
  });
}
