// Homework 2: modules.
export {
  Dropout,
  Flatten,
  Identity,
  type LayerOptions,
  Linear,
  ReLU,
  Residual,
  Sequential,
  Sigmoid,
  Tanh,
} from "./basic.ts";
export { SoftmaxLoss } from "./loss.ts";
export { Layer, Module, type ModuleBase, Parameter } from "./module.ts";
export { BatchNorm1d, BatchNorm2d, type BatchNormOptions, LayerNorm1d, type NormOptions } from "./norm.ts";
