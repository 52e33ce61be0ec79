// needle-ts/nn: what networks are made of.

export type { OutputOf, Rule, SameRule } from "../types/layers.ts";
export type { ShapeError as Mismatch } from "../types/shape.ts";
export * from "./activations.ts";
export { type AttentionOptions, scaledDotProductAttention } from "./attention.ts";
export { BatchNorm1d, BatchNorm2d, type BatchNormOptions } from "./batch-norm.ts";
export { type Onlooker, watching } from "./calls.ts";
export * from "./class-losses.ts";
export {
  Conv1d,
  Conv2d,
  Conv3d,
  type ConvLayerOptions,
  ConvTranspose1d,
  ConvTranspose2d,
  ConvTranspose3d,
  type ConvTransposeLayerOptions,
} from "./conv.ts";
export { ChannelDropout, Dropout } from "./dropout.ts";
export { Embedding, type EmbeddingOptions } from "./embedding.ts";
export { Flatten, Unflatten } from "./flatten.ts";
export { KeyValueCache } from "./key-value-cache.ts";
export { Layer } from "./layer.ts";
export { GroupNorm, LayerNorm, type NormOptions, RMSNorm } from "./layer-norm.ts";
export { Linear, type LinearOptions } from "./linear.ts";
export * from "./loss-modules.ts";
export * from "./losses.ts";
export * from "./makers.ts";
export { isModule } from "./members.ts";
export { Module, type ModuleBase } from "./module.ts";
export { type AttendOptions, MultiheadAttention, type MultiheadAttentionOptions } from "./multihead-attention.ts";
export * from "./pooling.ts";
export { LearnedPositions, SinusoidalPositions } from "./positions.ts";
export { PReLU, type PReLUOptions } from "./prelu.ts";
export { GRU, LSTM, type RecurrentOptions, RNN, type SequenceOptions } from "./recurrent.ts";
export { type CellOptions, GRUCell, LSTMCell, RNNCell, type RNNCellOptions } from "./recurrent-cells.ts";
export type { LossOptions } from "./reduction.ts";
export { Identity, Residual } from "./residual.ts";
export { Sequential } from "./sequential.ts";
export type { LoadOptions, StateDict } from "./state.ts";
export { Summary, type SummaryRow, summary } from "./summary.ts";
export { TransformerDecoder, TransformerEncoder, type TransformerOptions } from "./transformer.ts";
export {
  type DecodeOptions,
  TransformerDecoderLayer,
  TransformerEncoderLayer,
  type TransformerLayerOptions,
} from "./transformer-layers.ts";
