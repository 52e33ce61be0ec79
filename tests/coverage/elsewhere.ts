// The public names that have no row in the coverage table, and why not.

const reads = "reads or shows values; tests/interop, tests/runtime";
const history = "acts on the graph, gives no new tensor; tests/runtime";
const variables = "of variables; tests/runtime";
const devices = "about devices and debugging; tests/devices, tests/runtime";
const words = "an error class";

/** Methods of Tensor and Variable. */
export const otherMethods: Readonly<Record<string, string>> = {
  backward: history,
  retainGrad: history,
  registerHook: history,
  data: reads,
  dataSync: reads,
  item: reads,
  itemSync: reads,
  toArray: reads,
  toArraySync: reads,
  toHTML: reads,
  setGradient: variables,
  zeroGrad: variables,
  assign: variables,
  setRequiresGrad: variables,
  move: variables,
};
/** Exported functions and classes. */
export const otherExports: Readonly<Record<string, string>> = {
  Tensor: "its methods are the rows",
  Variable: variables,
  gradientsOf: "gives every gradient of this table",
  gradCheck: "compares every gradient of this table",
  compile: "repeats what a function does; tests/transforms",
  live: "for compiled functions; tests/transforms",
  watch: "for compiled functions; tests/transforms",
  profile: "measures; tests/transforms",
  Generator: "its methods are the random tensors",
  RandomState: "numbers of the host; tests/random",
  manualSeed: "seeds the random tensors",
  promote: "of dtypes; docs/dtypes.md",
  slice: "an index item of `get` and `set`",
  toTransferable: "messages to workers; tests/interop",
  fromTransferable: "messages to workers; tests/interop",
  device: devices,
  deviceNames: devices,
  registerDevice: devices,
  setDefaultDevice: devices,
  setDebug: devices,
  explain: devices,
  traceNonFinite: devices,
  NeedleError: words,
  ShapeError: words,
  AxisError: words,
  DTypeError: words,
  DeviceError: words,
  GradientError: words,
  StaleTensorError: words,
  DataError: words,
  ArgumentError: words,
  FileError: words,
  StateError: words,
};
