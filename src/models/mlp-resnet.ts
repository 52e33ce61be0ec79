// Fully connected residual networks: homework 2 of the course, after He et al. 2016.
import { BatchNorm1d, Dropout, Linear, type ModuleBase, ReLU, Residual, Sequential } from "../nn/index.ts";

/** The sizes of an {@link MLPResNet}. */
export interface MLPResNetOptions {
  /** Features between the blocks. Default 100. */
  readonly hidden?: number;
  /** Residual blocks; within each there are half as many features. Default 3. */
  readonly blocks?: number;
  /** Default 10. */
  readonly classes?: number;
  /** Makes the normalisation of so many features. Default: batch normalisation. */
  readonly norm?: (features: number) => ModuleBase;
  /** How likely a feature is dropped. Default 0.1. */
  readonly drop?: number;
}

/**
 * relu(x + f(x)) with f = linear, norm, relu, dropout, linear, norm: (N, features) → (N, features).
 *
 * @param inner features within f
 */
export class ResidualBlock extends Sequential {
  constructor(
    features: number,
    inner: number,
    { norm = (n) => new BatchNorm1d(n), drop = 0.1 }: MLPResNetOptions = {},
  ) {
    const path = new Sequential(
      new Linear(features, inner),
      norm(inner),
      new ReLU(),
      new Dropout(drop),
      new Linear(inner, features),
      norm(features),
    );
    super(new Residual(path), new ReLU());
  }
}

/**
 * (N, features) → (N, classes): a linear layer, residual blocks, a linear layer.
 *
 * @example
 * const model = new MLPResNet(784);
 * model(zeros([2, 784])).shape; // [2, 10]
 */
export class MLPResNet extends Sequential {
  constructor(features: number, { hidden = 100, blocks = 3, classes = 10, ...options }: MLPResNetOptions = {}) {
    const middle = Array.from({ length: blocks }, () => new ResidualBlock(hidden, Math.floor(hidden / 2), options));
    super(new Linear(features, hidden), new ReLU(), ...middle, new Linear(hidden, classes));
  }
}
