// Homework 0 on the real MNIST: softmax regression, in TypeScript and in C++, then a network of two layers, all with
// gradients written by hand.
//
//   npm run app hw0                 5 epochs of each (about a minute)
//   npm run app hw0 -- 10 500       10 epochs, 500 hidden units
import { deviceNames } from "needle-ts";
import {
  HostMatrix,
  softmaxLoss,
  softmaxRegressionEpoch,
  softmaxRegressionEpochCpp,
  trainNn,
  trainSoftmax,
} from "needle-ts/course";
import { findMnist, type LabelledImages } from "needle-ts/data";

const [epochs = 5, hidden = 100] = process.argv.slice(2).map(Number);

const matrix = ({ images, count }: LabelledImages) => new HostMatrix(images, [count, images.length / count]);
const { train, test } = findMnist();
const X = matrix(train); // (60000, 784)
const Xtest = matrix(test); // (10000, 784)
const isNative = deviceNames().includes("cpu");

console.log(
  `Loss before training, all logits 0: ${softmaxLoss(HostMatrix.zeros(test.count, 10), test.labels).toFixed(5)} (ln 10)`,
);
for (const cpp of isNative ? [false, true] : [false]) {
  console.log(`\nSoftmax regression${cpp ? ", epochs in C++" : ""}`);
  trainSoftmax(X, train.labels, Xtest, test.labels, { epochs, lr: 0.1, cpp });
}

/** Milliseconds that one epoch takes, without the evaluation after it. */
function timeOf(epoch: (theta: HostMatrix) => void): string {
  const theta = HostMatrix.zeros(784, 10);
  const began = performance.now();
  epoch(theta);
  return `${(performance.now() - began).toFixed(0)} ms`;
}
const inTypeScript = timeOf((theta) => softmaxRegressionEpoch(X, train.labels, theta, 0.1, 100));
const inCpp = isNative
  ? timeOf((t) =>
      softmaxRegressionEpochCpp(train.images, train.labels, t.data as Float32Array, X.rows, 784, 10, 0.1, 100),
    )
  : "not possible, since the native part is missing";
console.log(`\nOne epoch of softmax regression: in TypeScript ${inTypeScript}; in C++ ${inCpp}`);

console.log(`\nTwo layers, ${hidden} hidden units`);
trainNn(X, train.labels, Xtest, test.labels, { epochs, hidden, lr: 0.2 });
