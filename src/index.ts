// The public face of needle-ts.
export { customGradient, type GradCheck, grad, gradCheck, gradientsOf, noGrad, valueAndGrad } from "./autograd.ts";
export {
  arange,
  eye,
  full,
  type Numbers,
  ones,
  onesLike,
  parameter,
  type TensorOptions,
  tensor,
  variable,
  zeros,
  zerosLike,
} from "./create.ts";
export { type DType, dtypes, promote, type TypedArray } from "./dtype.ts";
export * from "./errors.ts";
export { einsum } from "./functional/einsum.ts";
export { div, keep, pow, softmaxLoss, sub, where } from "./functional/index.ts";
export { explain, type NonFinite, traceNonFinite } from "./inspect.ts";
export { defaultGenerator, Generator, manualSeed, rand, randn } from "./random.ts";
export { setDebug } from "./runtime/debug.ts";
export { type DeviceLike, device, deviceNames, registerDevice, setDefaultDevice } from "./runtime/devices.ts";
export { type Nested, type Shape, Tensor } from "./tensor.ts";
export { Variable } from "./variable.ts";
