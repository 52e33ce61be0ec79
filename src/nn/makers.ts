// The layers as functions, for networks written as one expression: nn.sequential(nn.linear(784, 100), nn.relu(), …).
import * as activations from "./activations.ts";
import { BatchNorm1d, BatchNorm2d } from "./batch-norm.ts";
import * as convolutions from "./conv.ts";
import { ChannelDropout, Dropout } from "./dropout.ts";
import { Embedding } from "./embedding.ts";
import { Flatten, Unflatten } from "./flatten.ts";
import { GroupNorm, LayerNorm, RMSNorm } from "./layer-norm.ts";
import { Linear } from "./linear.ts";
import { MultiheadAttention } from "./multihead-attention.ts";
import * as pooling from "./pooling.ts";
import { LearnedPositions, SinusoidalPositions } from "./positions.ts";
import { PReLU } from "./prelu.ts";
import * as recurrent from "./recurrent.ts";
import * as cells from "./recurrent-cells.ts";
import { Identity, Residual } from "./residual.ts";
import { Sequential } from "./sequential.ts";
import { TransformerDecoder, TransformerEncoder } from "./transformer.ts";
import { TransformerDecoderLayer, TransformerEncoderLayer } from "./transformer-layers.ts";

const maker =
  <A extends readonly unknown[], M>(of: new (...given: A) => M) =>
  (...given: A): M =>
    new of(...given);

/**
 * One layer after another; the type checker knows how shapes go through.
 *
 * @example
 * const model = nn.sequential(nn.linear(784, 100), nn.relu(), nn.linear(100, 10));
 * model(zeros([32, 784])).shape; // [32, 10]
 */
export const sequential = maker(Sequential);
export const residual = maker(Residual);
export const identity = maker(Identity);
export const linear = maker(Linear);
export const embedding = maker(Embedding);
export const flatten = maker(Flatten);
export const unflatten = maker(Unflatten);
export const dropout = maker(Dropout);
export const channelDropout = maker(ChannelDropout);
export const batchNorm1d = maker(BatchNorm1d);
export const batchNorm2d = maker(BatchNorm2d);
export const layerNorm = maker(LayerNorm);
export const groupNorm = maker(GroupNorm);
export const rmsNorm = maker(RMSNorm);
export const prelu = maker(PReLU);

export const conv1d = maker(convolutions.Conv1d);
export const conv2d = maker(convolutions.Conv2d);
export const conv3d = maker(convolutions.Conv3d);
export const convTranspose1d = maker(convolutions.ConvTranspose1d);
export const convTranspose2d = maker(convolutions.ConvTranspose2d);
export const convTranspose3d = maker(convolutions.ConvTranspose3d);
export const maxPool1d = maker(pooling.MaxPool1d);
export const maxPool2d = maker(pooling.MaxPool2d);
export const maxPool3d = maker(pooling.MaxPool3d);
export const avgPool1d = maker(pooling.AvgPool1d);
export const avgPool2d = maker(pooling.AvgPool2d);
export const avgPool3d = maker(pooling.AvgPool3d);
export const adaptiveAvgPool1d = maker(pooling.AdaptiveAvgPool1d);
export const adaptiveAvgPool2d = maker(pooling.AdaptiveAvgPool2d);
export const adaptiveAvgPool3d = maker(pooling.AdaptiveAvgPool3d);
export const upsample = maker(pooling.Upsample);

export const rnn = maker(recurrent.RNN);
export const lstm = maker(recurrent.LSTM);
export const gru = maker(recurrent.GRU);
export const rnnCell = maker(cells.RNNCell);
export const lstmCell = maker(cells.LSTMCell);
export const gruCell = maker(cells.GRUCell);

export const multiheadAttention = maker(MultiheadAttention);
export const transformerEncoderLayer = maker(TransformerEncoderLayer);
export const transformerDecoderLayer = maker(TransformerDecoderLayer);
export const transformerEncoder = maker(TransformerEncoder);
export const transformerDecoder = maker(TransformerDecoder);
export const learnedPositions = maker(LearnedPositions);
export const sinusoidalPositions = maker(SinusoidalPositions);

export const relu = maker(activations.ReLU);
export const relu6 = maker(activations.ReLU6);
export const leakyRelu = maker(activations.LeakyReLU);
export const elu = maker(activations.ELU);
export const celu = maker(activations.CELU);
export const selu = maker(activations.SELU);
export const gelu = maker(activations.GELU);
export const geluTanh = maker(activations.GELUTanh);
export const silu = maker(activations.SiLU);
export const mish = maker(activations.Mish);
export const softplus = maker(activations.Softplus);
export const softsign = maker(activations.Softsign);
export const sigmoid = maker(activations.Sigmoid);
export const logSigmoid = maker(activations.LogSigmoid);
export const tanh = maker(activations.Tanh);
export const tanhshrink = maker(activations.Tanhshrink);
export const hardtanh = maker(activations.Hardtanh);
export const hardsigmoid = maker(activations.Hardsigmoid);
export const hardswish = maker(activations.Hardswish);
export const softshrink = maker(activations.Softshrink);
export const hardshrink = maker(activations.Hardshrink);
export const threshold = maker(activations.Threshold);
export const softmax = maker(activations.Softmax);
export const logSoftmax = maker(activations.LogSoftmax);
