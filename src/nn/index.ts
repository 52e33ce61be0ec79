// needle-ts/nn: what networks are made of.
export { LogSoftmax, ReLU, Sigmoid, Softmax, Tanh } from "./activations.ts";
export { BatchNorm1d, BatchNorm2d, type BatchNormOptions } from "./batch-norm.ts";
export { watching } from "./calls.ts";
export { Dropout } from "./dropout.ts";
export { Embedding } from "./embedding.ts";
export { Layer } from "./layer.ts";
export { GroupNorm, LayerNorm, type NormOptions, RMSNorm } from "./layer-norm.ts";
export { Linear, type LinearOptions } from "./linear.ts";
export * from "./loss-modules.ts";
export * from "./losses.ts";
export { isModule } from "./members.ts";
export { Module, type ModuleBase } from "./module.ts";
export { Sequential } from "./sequential.ts";
export { Flatten, Identity, Residual } from "./simple.ts";
export type { LoadOptions, StateDict } from "./state.ts";
