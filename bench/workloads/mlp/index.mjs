// A network of two layers on images of 28 × 28: forward, backward and an update of gradient descent.
import { filled } from "../../harness/workloads.mjs";

const [batch, pixels, hidden, classes] = [100, 784, 100, 10];

export default [
  {
    id: "b",
    order: 2,
    group: "steps",
    title: "MLP 784-100-10, batch 100, SGD",
    flops: 2 * batch * (2 * pixels * hidden + 3 * hidden * classes), // the images have no gradient
    bytes: 4 * (batch * pixels + 2 * (pixels * hidden + hidden * classes)), // reads images and weights, writes weights
    parameters: { batch, pixels, hidden, classes, rate: 0.1 },
    inputs: (random) => ({
      x: filled(batch * pixels, random),
      y: Int32Array.from({ length: batch }, () => Math.floor(random() * classes)),
      w1: filled(pixels * hidden, () => (random() - 0.5) * 0.06),
      w2: filled(hidden * classes, () => (random() - 0.5) * 0.2),
    }),
  },
];
