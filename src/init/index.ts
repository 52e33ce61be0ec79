// needle-ts/init: how weights begin. Each function draws from a generator: the global one, one of your own, or NumPy's
// (`new RandomState(seed)`) where the same numbers are wanted as in Python.
export { constant, type InitOptions, normal, type Source, truncatedNormal, uniform } from "./draw.ts";
export {
  type FanOptions,
  fansOf,
  gainOf,
  type KaimingOptions,
  kaimingNormal,
  kaimingUniform,
  xavierNormal,
  xavierUniform,
} from "./scaled.ts";
