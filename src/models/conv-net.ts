// A small convolutional network, for small images: the plan of LeNet-5 (LeCun et al. 1998) with what came later, batch
// normalisation, ReLU and dropout.
import { ArgumentError } from "../errors.ts";
import { Dropout, Flatten, Linear, MaxPool2d, Sequential } from "../nn/index.ts";
import { ConvBN } from "./conv-bn.ts";

/** The sizes of a {@link ConvNet}. */
export interface ConvNetOptions {
  /** Channels of the images. Default 1. */
  readonly channels?: number;
  /** Filters of each block; a block halves rows and columns. Default 16, 32, 64. */
  readonly filters?: readonly number[];
  /** Default 10. */
  readonly classes?: number;
  /** How likely a feature is dropped before the last layer. Default 0.1. */
  readonly drop?: number;
}

/**
 * (N, channels, side, side) → (N, classes): blocks of filters of 3 × 3 and a maximum over 2 × 2, then a linear layer.
 *
 * @throws ArgumentError where the images are too small to be halved so often
 * @example
 * const model = new ConvNet(28);
 * model(zeros([2, 1, 28, 28])).shape; // [2, 10]
 * model.parameters().reduce((sum, p) => sum + p.size, 0); // 29290
 */
export class ConvNet extends Sequential {
  constructor(side: number, { channels = 1, filters = [16, 32, 64], classes = 10, drop = 0.1 }: ConvNetOptions = {}) {
    const left = Math.floor(side / 2 ** filters.length); // rows and columns behind the last block
    if (!(left >= 1))
      throw new ArgumentError(`ConvNet: ${filters.length} blocks halve images of ${side} × ${side} away; take fewer`);
    const blocks = filters.flatMap((count, i) => [new ConvBN(filters[i - 1] ?? channels, count, 3), new MaxPool2d(2)]);
    const features = (filters.at(-1) ?? channels) * left ** 2;
    super(...blocks, new Flatten(), new Dropout(drop), new Linear(features, classes));
  }
}
