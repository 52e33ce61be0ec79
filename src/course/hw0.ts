// Homework 0: before there is a framework. Each function is the course's, in camelCase, on plain matrices.
import { readLabelledImages } from "../data/mnist.ts";
import { ShapeError } from "../errors.ts";
import { sameShape, show } from "../shape.ts";
import { HostMatrix } from "./matrix.ts";

export { type Labels, softmaxLoss, softmaxRegressionEpoch } from "./hw0/softmax.ts";
export { softmaxRegressionEpochCpp } from "./hw0/softmax-cpp.ts";
export { lossErr, nnLogits, printTable, type TrainOptions, trainNn, trainSoftmax } from "./hw0/training.ts";
export { nnEpoch } from "./hw0/two-layer.ts";

/**
 * x + y, for two numbers or element by element for two matrices of one shape.
 *
 * @throws ShapeError where the shapes differ
 * @example
 * add(3, 4); // 7
 */
export function add(x: number, y: number): number;
export function add(x: HostMatrix, y: HostMatrix): HostMatrix;
export function add(x: number | HostMatrix, y: number | HostMatrix): number | HostMatrix {
  if (typeof x === "number" || typeof y === "number") return (x as number) + (y as number);
  if (!sameShape(x.shape, y.shape)) throw new ShapeError(`add: shapes differ, ${show(x.shape)} and ${show(y.shape)}`);
  const sum = x.dtype === "float64" ? x.clone() : HostMatrix.zeros(x.rows, x.columns, y.dtype);
  for (let i = 0; i < sum.data.length; i++) sum.data[i] = x.data[i]! + y.data[i]!;
  return sum;
}

/**
 * Reads a pair of IDX files, gzipped or plain.
 *
 * @param imagesPath images of any number of dimensions
 * @param labelsPath their labels
 * @returns X float32 (n, everything else) in [0, 1], and y uint8 (n)
 * @throws FileError on a damaged file, with the byte; DataError where the two files do not belong together
 * @example
 * const [X, y] = parseMnist("data/train-images-idx3-ubyte.gz", "data/train-labels-idx1-ubyte.gz"); // X (60000, 784)
 */
export function parseMnist(imagesPath: string, labelsPath: string): [X: HostMatrix, y: Uint8Array] {
  const { images, labels, count, shape } = readLabelledImages(imagesPath, labelsPath);
  const features = shape.slice(1).reduce((product, d) => product * d, 1);
  return [new HostMatrix(images, [count, features]), labels];
}
