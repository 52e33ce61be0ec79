// Wrong uses of layers and losses are answered with the name, the shapes and what to do.
import { expect, test } from "vitest";
import { ArgumentError, DataError, deviceNames, nn, ShapeError, type Tensor, tensor, zeros } from "../../src/index.ts";

const ids = (values: number[]): Tensor => tensor(values, { dtype: "int32" });
const x = zeros([2, 3]) as Tensor;
const uses: [name: string, use: () => unknown, error: Error][] = [
  [
    "labels of another shape",
    () => nn.crossEntropy(x, ids([1, 2, 0])),
    new ShapeError("crossEntropy: [2, 3] (classes last) needs labels [2], not [3]"),
  ],
  [
    "labels that are fractions",
    () => nn.nllLoss(x, zeros([2])),
    new ArgumentError('nllLoss: labels are whole numbers, not float32; convert them with to("int32")'),
  ],
  [
    "weights for other classes",
    () => nn.crossEntropy(x, ids([1, 2]), { weight: zeros([2]) }),
    new ShapeError("crossEntropy: 3 classes need weights [3], not [2]"),
  ],
  [
    "targets of another shape",
    () => nn.mseLoss(x, zeros([3])),
    new ShapeError("mseLoss: predictions [2, 3] and targets [3] must have one shape"),
  ],
  [
    "one value a channel",
    () => new nn.BatchNorm1d(3)(zeros([1, 3])),
    new ShapeError(
      "BatchNorm1d: one value a channel has no variance; train with more than [1, 3], or call eval()\n  in BatchNorm1d(3, eps=0.00001, momentum=0.1)",
    ),
  ],
  [
    "too many axes",
    () => new nn.BatchNorm2d(3)(zeros([2, 3])),
    new ShapeError(
      "BatchNorm2d: needs 4 axes and 3 channels in the second, not [2, 3]\n  in BatchNorm2d(3, eps=0.00001, momentum=0.1)",
    ),
  ],
  [
    "another last axis",
    () => new nn.LayerNorm([4])(x),
    new ShapeError("LayerNorm: the last axes of [2, 3] are not [4]\n  in LayerNorm(4, eps=0.00001)"),
  ],
  ["groups", () => new nn.GroupNorm(2, 3), new ArgumentError("GroupNorm: 2 groups do not divide 3 channels")],
  ["a probability", () => nn.dropout(1.5), new ArgumentError("Dropout: p is a probability, from 0 to 1, not 1.5")],
  ["a number", () => new nn.ELU("1" as unknown as number), new ArgumentError("ELU: alpha is a number, not a string")],
];
test.each(uses)("%s", (_name, use, error) => {
  expect(use).toThrow(error);
});

test.each(deviceNames().filter((name) => name !== "null"))("data that does not fit, on %s", async (device) => {
  const place = { device } as const;
  const logits = tensor([[0, 0, 0]], place);
  const at = (label: number) => tensor([label], { device, dtype: "int32" });
  const embedding = new nn.Embedding(3, 2, place);
  for (const [use, message] of [
    [nn.crossEntropy(logits, at(3)), "crossEntropy: label 3 is outside 0 … 2"],
    [nn.crossEntropy(logits, at(-100)), "crossEntropy: label -100 is outside 0 … 2"],
    [nn.nllLoss(logits, at(5), { ignoreIndex: 4 }), "nllLoss: label 5 is outside 0 … 2"],
    [embedding(at(3)), "index 3 is outside 0 … 2"],
  ] as [Tensor, string][]) {
    await expect(use.data()).rejects.toThrow(DataError);
    await expect(use.data()).rejects.toThrow(message);
  }
});
