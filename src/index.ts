// The public face of needle-ts.
export { customGradient, gradientsOf, noGrad } from "./autograd.ts";
export type { Data, ForeignArray, Numbers } from "./collect.ts";
export {
  arange,
  empty,
  emptyLike,
  eye,
  full,
  fullLike,
  linspace,
  logspace,
  type MatrixOptions,
  ones,
  onesLike,
  type Place,
  parameter,
  randLike,
  randnLike,
  type TensorOptions,
  tensor,
  tri,
  variable,
  zeros,
  zerosLike,
} from "./create.ts";
export { type DType, dtypes, promote, type TypedArray } from "./dtype.ts";
export * from "./errors.ts";
export {
  type ConvOptions,
  type ConvTransposeOptions,
  conv1d,
  conv2d,
  conv3d,
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
} from "./functional/convolution.ts";
export { einsum } from "./functional/einsum.ts";
export {
  cat,
  concat,
  div,
  hstack,
  keep,
  meshgrid,
  pow,
  softmaxLoss,
  stack,
  sub,
  vstack,
  where,
} from "./functional/index.ts";
export { type InterpolateOptions, interpolate } from "./functional/interpolation.ts";
export {
  type AvgPoolOptions,
  adaptiveAvgPool1d,
  adaptiveAvgPool2d,
  adaptiveAvgPool3d,
  avgPool1d,
  avgPool2d,
  avgPool3d,
  maxPool1d,
  maxPool2d,
  maxPool3d,
  type PoolOptions,
} from "./functional/pooling.ts";
export { fold, unfold, type WindowOptions } from "./functional/windows.ts";
export type { HostArray } from "./host.ts";
export * as init from "./init/index.ts";
export { explain, type NonFinite, traceNonFinite } from "./inspect.ts";
export * as nn from "./nn/index.ts";
export * as optim from "./optim/index.ts";
export {
  bernoulli,
  type ChoiceOptions,
  defaultGenerator,
  Generator,
  manualSeed,
  multinomial,
  type RandomOptions,
  RandomState,
  type RandomStateData,
  rand,
  randint,
  randn,
  randperm,
} from "./random.ts";
export { type Slice, slice } from "./range.ts";
export { setDebug } from "./runtime/debug.ts";
export { type DeviceLike, device, deviceNames, registerDevice, setDefaultDevice } from "./runtime/devices.ts";
export { type Nested, type Shape, Tensor } from "./tensor.ts";
export { fromTransferable, type Transferable, toTransferable } from "./transfer.ts";
export { checkpoint } from "./transforms/checkpoint.ts";
export { compile } from "./transforms/compile.ts";
export { grad, valueAndGrad } from "./transforms/grad.ts";
export { type GradCheck, gradCheck } from "./transforms/grad-check.ts";
export { hessian, jacobian } from "./transforms/jacobian.ts";
export type { ChromeTrace, KernelTime } from "./transforms/kernel-times.ts";
export { live, watch } from "./transforms/live.ts";
export { type Profile, profile } from "./transforms/profile.ts";
export { jvp, vjp } from "./transforms/vjp.ts";
export { Variable } from "./variable.ts";
