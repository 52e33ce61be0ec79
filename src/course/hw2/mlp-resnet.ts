// The course's residual network of fully connected layers.
import { Dropout, Flatten, Linear, ReLU, Residual, Sequential } from "./nn/basic.ts";
import type { Layer } from "./nn/module.ts";
import { BatchNorm1d } from "./nn/norm.ts";

/** Makes a normalisation of `dim` features: a class such as `nn.BatchNorm1d`. */
export type Norm = new (dim: number) => Layer;

/**
 * x + norm(linear(dropout(relu(norm(linear(x)))))), then ReLU.
 *
 * @example
 * ResidualBlock(8, 4)(init.ones([2, 8])).shape; // [2, 8]
 */
export function ResidualBlock(dim: number, hiddenDim: number, norm: Norm = BatchNorm1d, dropProb = 0.1): Sequential {
  const block = new Sequential(
    new Linear(dim, hiddenDim),
    new norm(hiddenDim),
    new ReLU(),
    new Dropout(dropProb),
    new Linear(hiddenDim, dim),
    new norm(dim),
  );
  return new Sequential(new Residual(block), new ReLU());
}

/** The sizes of an {@link MLPResNet}. */
export interface MLPResNetOptions {
  readonly hiddenDim?: number;
  readonly numBlocks?: number;
  readonly numClasses?: number;
  readonly norm?: Norm;
  readonly dropProb?: number;
}

/**
 * Linear, ReLU, `numBlocks` residual blocks of half the width inside, Linear.
 *
 * @example
 * MLPResNet(784)(init.ones([2, 28, 28, 1])).shape; // [2, 10]
 */
export function MLPResNet(
  dim: number,
  { hiddenDim = 100, numBlocks = 3, numClasses = 10, norm = BatchNorm1d, dropProb = 0.1 }: MLPResNetOptions = {},
): Sequential {
  const first = new Linear(dim, hiddenDim);
  const half = Math.floor(hiddenDim / 2);
  const blocks = Array.from({ length: numBlocks }, () => ResidualBlock(hiddenDim, half, norm, dropProb));
  return new Sequential(new Flatten(), first, new ReLU(), ...blocks, new Linear(hiddenDim, numClasses));
}
