// Examples for `needle explain`: each makes tensors whose plans are worth a look.
import type * as needleTs from "../index.ts";
import { sizeOf } from "../shape.ts";

type Library = typeof needleTs;

export const explained: Readonly<Record<string, (needle: Library) => unknown>> = {
  /** A step of a network 784-100-10 with a batch of 100. */
  "training-step": async ({ optim, softmaxLoss, tensor }) => {
    const weights = (...shape: number[]) => tensor(new Float32Array(sizeOf(shape)), { shape, requiresGrad: true });
    const [w1, b1, w2, b2] = [weights(784, 100), weights(100), weights(100, 10), weights(10)];
    const x = tensor(new Float32Array(100 * 784), { shape: [100, 784] });
    const y = tensor(new Int32Array(100));
    const optimizer = new optim.SGD([w1, b1, w2, b2], { lr: 0.1 });
    const loss = softmaxLoss(x.matmul(w1).add(b1).relu().matmul(w2).add(b2), y);
    loss.backward();
    optimizer.step();
    await loss.item();
  },
  softmax: ({ tensor }) => tensor(new Float32Array(64 * 1000), { shape: [64, 1000] }).softmax(1),
  /** Scores, softmax and the weighted sum of one head: 128 queries, 64 channels. */
  attention: ({ tensor }) => {
    const [q, k, v] = [0, 1, 2].map(() => tensor(new Float32Array(128 * 64), { shape: [128, 64] }));
    return q!
      .matmul(k!.transpose())
      .mul(1 / 8)
      .softmax(1)
      .matmul(v!);
  },
};
