// Homework 0 on the real MNIST: softmax regression, in TypeScript and in C++, then a network of two layers, all with
// gradients written by hand.
//
//   npm run app hw0                 5 epochs of each (about a minute)
//   npm run app hw0 -- 10 500       10 epochs, 500 hidden units
import { deviceNames } from "needle-ts";
import { HostMatrix, softmaxLoss, trainNn, trainSoftmax } from "needle-ts/course";
import { findMnist, type LabelledImages } from "needle-ts/data";

const [epochs = 5, hidden = 100] = process.argv.slice(2).map(Number);

const matrix = ({ images, count }: LabelledImages) => new HostMatrix(images, [count, images.length / count]);
const { train, test } = findMnist();
const X = matrix(train); // (60000, 784)
const Xtest = matrix(test); // (10000, 784)

function timed(title: string, work: () => void): void {
  console.log(`\n${title}`);
  const began = performance.now();
  work();
  console.log(`${((performance.now() - began) / 1000).toFixed(1)} s, with the losses after each epoch`);
}

console.log(
  `Loss before training, all logits 0: ${softmaxLoss(HostMatrix.zeros(test.count, 10), test.labels).toFixed(5)} (ln 10)`,
);
timed("Softmax regression", () => {
  trainSoftmax(X, train.labels, Xtest, test.labels, { epochs, lr: 0.1 });
});
if (deviceNames().includes("cpu"))
  timed("Softmax regression, epochs in C++", () => {
    trainSoftmax(X, train.labels, Xtest, test.labels, { epochs, lr: 0.1, cpp: true });
  });
else console.log("\nSoftmax regression in C++: left out, since the native part is not built");
timed(`Two layers, ${hidden} hidden units`, () => {
  trainNn(X, train.labels, Xtest, test.labels, { epochs, hidden, lr: 0.2 });
});
