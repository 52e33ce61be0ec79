// Softmax regression on images of 28 × 28: forward, backward and an update of gradient descent.
import { filled } from "../../harness/workloads.mjs";

const [batch, pixels, classes] = [100, 784, 10];

export default [
  {
    id: "a",
    order: 1,
    group: "steps",
    title: "softmax regression 784-10, batch 100, SGD",
    flops: 2 * 2 * batch * pixels * classes, // the images have no gradient
    bytes: 4 * (batch * pixels + 2 * pixels * classes), // reads images and weights, writes weights
    parameters: { batch, pixels, classes, rate: 0.1 },
    inputs: (random) => ({
      x: filled(batch * pixels, random),
      y: Int32Array.from({ length: batch }, () => Math.floor(random() * classes)),
      w: filled(pixels * classes, () => (random() - 0.5) * 0.06),
    }),
  },
];
