// What a compiled function asks anew at each call: numbers that go into its plans, and choices that its trace depends on.
import type { DType } from "../dtype.ts";
import { uniform } from "../graph/ops/source.ts";
import { type DeviceLike, defaultDevice, device } from "../runtime/devices.ts";
import { tracing } from "../runtime/tracing.ts";
import { Tensor } from "../tensor.ts";

/**
 * A number that changes from call to call, as a tensor of one element: what `read` gives now. A compiled function calls
 * `read` once at each call, before it computes anything, in the order in which its numbers were made; so `read` may count.
 * Learning rates and step numbers of optimizers are made like this.
 *
 * @param options dtype (default float32) and device
 * @example
 * let rate = 0.1;
 * const scale = compile((x: Tensor) => x.mul(live(() => rate)));
 * scale(tensor([10])); // [1]
 * rate = 0.5;
 * scale(tensor([10])); // [5]
 */
export function live(
  read: () => number,
  { dtype = "float32", device: where }: { readonly dtype?: DType; readonly device?: DeviceLike } = {},
): Tensor<[]> {
  return new Tensor<[]>(uniform(read, dtype, device(where ?? defaultDevice())));
}

/**
 * What `read` gives now, for a choice in JavaScript: whether a module is training, say. A compiled function looks at each
 * call whether it is still the same, and is traced again if not.
 *
 * @example
 * const mode = { training: true };
 * const half = compile((x: Tensor) => (watch(() => mode.training) ? x.mul(0.5) : x.mul(1)));
 * half(tensor([10])); // [5]
 * mode.training = false;
 * half(tensor([10])); // [10]
 */
export function watch<T>(read: () => T): T {
  const now = read();
  tracing.by?.dependsOn(read, now);
  return now;
}
