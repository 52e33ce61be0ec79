// Wrong uses of convolutions, recurrent networks and attention are answered with the layer's name, the shapes and what is needed.
import { expect, test } from "vitest";
import { ArgumentError, DTypeError, nn, ShapeError, type Tensor, zeros } from "../../src/index.ts";

const x = (...shape: number[]): Tensor => zeros(shape);
const bools = (...shape: number[]): Tensor => zeros(shape, { dtype: "bool" });
const uses: [name: string, use: () => unknown, error: Error][] = [
  [
    "channels",
    () => nn.conv2d(3, 8, 3)(x(1, 4, 8, 8) as never),
    new ShapeError(
      "conv2d: weights [8, 3, 3, 3] do not fit the channels of [1, 4, 8, 8]: 3 are needed, there are 4\n  in Conv2d(3, 8, kernel=3)",
    ),
  ],
  [
    "groups",
    () => nn.conv1d(4, 6, 3, { groups: 4 }),
    new ArgumentError("Conv1d: 4 groups do not divide 4 and 6 channels"),
  ],
  [
    "a kernel for two axes",
    () => nn.conv1d(4, 6, [3, 3]),
    new ArgumentError("Conv1d: kernel [3, 3] must be a whole number from 1, or 1 of them"),
  ],
  [
    "a window that is too large",
    () => nn.maxPool2d(9)(x(1, 1, 8, 8)),
    new ShapeError(
      "maxPool2d: windows of [9, 9] do not fit into [8, 8] with padding 0, 0 along axis -2\n  in MaxPool2d(size=9)",
    ),
  ],
  [
    "features of a sequence",
    () => nn.lstm(3, 4)(x(5, 2, 4)),
    new ShapeError("LSTM: needs an input [T, N, 3], not [5, 2, 4]\n  in LSTM(3, 4)"),
  ],
  [
    "a sequence of no steps",
    () => nn.lstm(3, 4)(x(0, 2, 3)),
    new ShapeError("LSTM: needs an input [T, N, 3], not [0, 2, 3]\n  in LSTM(3, 4)"),
  ],
  [
    "the batch first",
    () => nn.gru(3, 4, { batchFirst: true })(x(5, 3)),
    new ShapeError("GRU: needs an input [N, T, 3], not [5, 3]\n  in GRU(3, 4, batchFirst=true)"),
  ],
  [
    "a state for fewer layers",
    () => nn.rnn(3, 4, { layers: 2 })(x(5, 2, 3), x(1, 2, 4)),
    new ShapeError("RNN: needs a state of one tensor [2, 2, 4], not [1, 2, 4]\n  in RNN(3, 4, layers=2)"),
  ],
  [
    "half a state",
    () => nn.lstmCell(3, 4)(x(2, 3), [x(2, 4)] as never),
    new ShapeError("LSTMCell: needs a state of 2 tensors [2, 4], not [2, 4]\n  in LSTMCell(3, 4)"),
  ],
  [
    "lengths beyond the sequence",
    () => nn.lstm(3, 4)(x(5, 2, 3), null, { lengths: [5, 6] }),
    new ArgumentError("LSTM: a length of 6 is not within a sequence of 5 steps\n  in LSTM(3, 4)"),
  ],
  [
    "lengths of another batch",
    () => nn.lstm(3, 4)(x(5, 2, 3), null, { lengths: [5] }),
    new ShapeError("LSTM: a batch of 2 needs lengths [2], not [1]\n  in LSTM(3, 4)"),
  ],
  ["no layers", () => nn.lstm(3, 4, { layers: 0 }), new ArgumentError("LSTM: 0 layers are not possible")],
  [
    "heads",
    () => nn.multiheadAttention(8, 3),
    new ArgumentError("MultiheadAttention: 3 heads do not divide 8 features"),
  ],
  [
    "features",
    () => nn.multiheadAttention(8, 2)(x(1, 5, 6)),
    new ShapeError("MultiheadAttention: needs an input [N, T, 8], not [1, 5, 6]\n  in MultiheadAttention(8, 2)"),
  ],
  [
    "a mask of another shape",
    () => nn.multiheadAttention(8, 2)(x(1, 5, 8), { mask: bools(5, 4) }),
    new ShapeError(
      "MultiheadAttention: a mask is [5, 5] or [1, 5, 5] or [1, 2, 5, 5], not [5, 4]\n  in MultiheadAttention(8, 2)",
    ),
  ],
  [
    "keys of another batch",
    () => nn.multiheadAttention(8, 2)(x(3, 5, 8), { keyMask: bools(2, 5) }),
    new ShapeError("MultiheadAttention: a keyMask is [3, 5], not [2, 5]\n  in MultiheadAttention(8, 2)"),
  ],
  [
    "numbers as a mask",
    () => nn.scaledDotProductAttention(x(5, 4), x(5, 4), x(5, 4), { mask: x(5, 5) }),
    new DTypeError(
      "scaledDotProductAttention: a mask is bool, not float32; numbers that are added to the scores are a bias",
    ),
  ],
  [
    "a bias that does not broadcast",
    () => nn.scaledDotProductAttention(x(5, 4), x(5, 4), x(5, 4), { bias: x(4, 5) }),
    new ShapeError("scaledDotProductAttention: a bias [4, 5] does not broadcast to the scores [5, 5]"),
  ],
  [
    "keys without values",
    () => nn.scaledDotProductAttention(x(5, 4), x(6, 4), x(5, 4)),
    new ShapeError(
      "scaledDotProductAttention: queries [5, 4], keys [6, 4] and values [5, 4] do not fit: (…, T, D), (…, S, D), (…, S, E)",
    ),
  ],
  [
    "too many places",
    () => nn.learnedPositions(4, 8)(x(1, 5, 8)),
    new ShapeError("LearnedPositions: needs [N, T, 8] with T up to 4, not [1, 5, 8]\n  in LearnedPositions(4, 8)"),
  ],
  [
    "a cache of another batch",
    () => {
      const attention = nn.multiheadAttention(8, 2);
      return attention(x(2, 1, 8), { cache: attention.cache(1, 4) });
    },
    new ShapeError("KeyValueCache: room for [1, 2, 4, 4] cannot take keys [2, 2, 1, 4]\n  in MultiheadAttention(8, 2)"),
  ],
];
test.each(uses)("%s", (_name, use, error) => {
  expect(use).toThrow(error);
});
