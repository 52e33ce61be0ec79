// The public face of needle-ts.
export { customGradient, type GradCheck, grad, gradCheck, gradientsOf, noGrad, valueAndGrad } from "./autograd.ts";
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
export { Variable } from "./variable.ts";
