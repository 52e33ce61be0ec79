// The residual network of the course's homework 4 for CIFAR-10: nine layers with weights of convolutions and products,
// after He et al. 2016 (https://arxiv.org/abs/1512.03385) and the small networks of the DAWNBench competition.
import { Flatten, Linear, ReLU, Residual, Sequential } from "../nn/index.ts";
import { ConvBN } from "./conv-bn.ts";

/**
 * Images (N, 3, 32, 32) → (N, classes).
 *
 * @example
 * const model = new ResNet9();
 * model(zeros([2, 3, 32, 32])).shape; // [2, 10]
 * model.parameters().reduce((sum, p) => sum + p.size, 0); // 431946
 */
export class ResNet9 extends Sequential {
  constructor({ classes = 10 }: { readonly classes?: number } = {}) {
    const residual = (channels: number) =>
      new Residual(new Sequential(new ConvBN(channels, channels, 3), new ConvBN(channels, channels, 3)));
    super(
      new ConvBN(3, 16, 7, 4), // (N, 16, 8, 8)
      new ConvBN(16, 32, 3, 2), // (N, 32, 4, 4)
      residual(32),
      new ConvBN(32, 64, 3, 2), // (N, 64, 2, 2)
      new ConvBN(64, 128, 3, 2), // (N, 128, 1, 1)
      residual(128),
      new Flatten(),
      new Linear(128, 128),
      new ReLU(),
      new Linear(128, classes),
    );
  }
}
