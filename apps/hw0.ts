// Homework 0 on the real MNIST: softmax regression, then a network of two layers, both with gradients written by hand.
//
//   npm run app hw0                 5 epochs of each (about a minute)
//   npm run app hw0 -- 10 500       10 epochs, 500 hidden units
import { HostMatrix, softmaxLoss, trainNn, trainSoftmax } from "needle-ts/course";
import { findMnist, type LabelledImages } from "needle-ts/data";

const [epochs = 5, hidden = 100] = process.argv.slice(2).map(Number);

const matrix = ({ images, count }: LabelledImages) => new HostMatrix(images, [count, images.length / count]);
const { train, test } = findMnist();
const X = matrix(train); // (60000, 784)
const Xtest = matrix(test); // (10000, 784)

console.log(
  `Loss before training, all logits 0: ${softmaxLoss(HostMatrix.zeros(test.count, 10), test.labels).toFixed(5)} (ln 10)`,
);

console.log("\nSoftmax regression");
trainSoftmax(X, train.labels, Xtest, test.labels, { epochs, lr: 0.1 });

console.log(`\nTwo layers, ${hidden} hidden units`);
trainNn(X, train.labels, Xtest, test.labels, { epochs, hidden, lr: 0.2 });
