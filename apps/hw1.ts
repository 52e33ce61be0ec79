// Homework 1 on the real MNIST: homework 0's network, and no gradient written by hand.
//
//   npm run app hw1                 5 epochs, 100 hidden units
//   npm run app hw1 -- 10 500       10 epochs, 500 hidden units
import { HostMatrix, hw1, RandomState } from "needle-ts/course";
import { findMnist, type LabelledImages } from "needle-ts/data";

const [epochs = 5, hidden = 100] = process.argv.slice(2).map(Number);

const matrix = ({ images, count }: LabelledImages) => new HostMatrix(images, [count, images.length / count]);
const { train, test } = findMnist();
const X = matrix(train); // (60000, 784)
const Xtest = matrix(test); // (10000, 784)

const random = new RandomState(0);
let W1 = new hw1.Tensor(random.normalMatrix(X.columns, hidden, Math.sqrt(hidden))); // (784, hidden)
let W2 = new hw1.Tensor(random.normalMatrix(hidden, 10, Math.sqrt(10))); // (hidden, 10)

function evaluate(images: HostMatrix, labels: hw1.Labels): [loss: number, error: number] {
  const x = new hw1.Tensor(images, { requiresGrad: false });
  return hw1.lossErr(x.matmul(W1.detach()).relu().matmul(W2.detach()), labels);
}

// One step by hand, to look at the graph that it makes.
const x = new hw1.Tensor(X.slice(0, 4), { requiresGrad: false });
const first = hw1.relu(x.matmul(W1)).matmul(W2);
console.log("ReLU(x · W1) · W2 in the order of its computation:");
for (const node of hw1.findTopoSort([first]))
  console.log(`  ${(node.op?.constructor.name ?? "leaf").padEnd(7)} [${(node as hw1.Tensor).shape}]`);

console.log(`\nTwo layers, ${hidden} hidden units`);
hw1.printTable({ epochs }, () => {
  [W1, W2] = hw1.nnEpoch(X, train.labels, W1, W2, 0.2, 100);
  return [...evaluate(X, train.labels), ...evaluate(Xtest, test.labels)];
});
