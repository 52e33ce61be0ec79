// What convolutional classifiers are made of: filters, batch normalisation, ReLU (Ioffe & Szegedy 2015, section 3.2).
import { BatchNorm2d, Conv2d, ReLU, Sequential } from "../nn/index.ts";

/**
 * (N, in, H, W) → (N, out, ⌈H / stride⌉, ⌈W / stride⌉), for kernels of odd size.
 *
 * @example
 * new ConvBN(3, 16, 7, 4)(zeros([2, 3, 32, 32])).shape; // [2, 16, 8, 8]
 */
export class ConvBN extends Sequential {
  constructor(inChannels: number, outChannels: number, kernel: number, stride = 1) {
    const padding = Math.floor(kernel / 2);
    super(
      new Conv2d<number, number, number, number, number>(inChannels, outChannels, kernel, { stride, padding }),
      new BatchNorm2d(outChannels),
      new ReLU(),
    );
  }
}
