// Homework 2 on the real MNIST: a residual network of fully connected layers, with batch normalisation, dropout and Adam.
//
//   npm run app hw2                 2 epochs
//   npm run app hw2 -- 10           10 epochs, as in the course
//   npm run app hw2 -- --short      2 epochs of 2,000 images
import { hw2 } from "needle-ts/course";
import { findMnist, imageDataset, type LabelledImages } from "needle-ts/data";

const { data, nn, optim } = hw2;
const isShort = process.argv.includes("--short");
const epochs = Number(process.argv[2] ?? 2) || 2;

hw2.random.seed(4); // weights, shuffles and dropout are NumPy's after np.random.seed(4)
const { train, test } = findMnist();
const first = ({ images, labels, shape }: LabelledImages, count: number): LabelledImages => ({
  images: images.subarray(0, count * 784),
  labels: labels.subarray(0, count),
  count,
  shape: [count, ...shape.slice(1)],
});
const batches = new data.DataLoader(imageDataset(isShort ? first(train, 2000) : train), {
  batchSize: 100,
  shuffle: true,
});
const testBatches = new data.DataLoader(imageDataset(isShort ? first(test, 1000) : test), { batchSize: 100 });

// The network, written out: MLPResNet(784) makes the same one.
const block = (dim: number, hidden: number) =>
  new nn.Sequential(
    new nn.Residual(
      new nn.Sequential(
        new nn.Linear(dim, hidden),
        new nn.BatchNorm1d(hidden),
        new nn.ReLU(),
        new nn.Dropout(0.1),
        new nn.Linear(hidden, dim),
        new nn.BatchNorm1d(dim),
      ),
    ),
    new nn.ReLU(),
  );
const model = new nn.Sequential(
  new nn.Flatten(),
  new nn.Linear(784, 100),
  new nn.ReLU(),
  ...[1, 2, 3].map(() => block(100, 50)),
  new nn.Linear(100, 10),
);
const numbers = model.parameters().reduce((sum, p) => sum + p.shape.reduce((n, d) => n * d, 1), 0);
console.log(`${model.parameters().length} parameters with ${numbers} numbers\n`);

const optimizer = new optim.Adam(model.parameters(), { lr: 0.001, weightDecay: 0.001 });
console.log("| Epoch | Train Loss | Train Err | Test Loss | Test Err | Seconds |");
for (let i = 1; i <= epochs; i++) {
  const began = performance.now();
  const [trainError, trainLoss] = hw2.epoch(batches, model, optimizer);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const [testError, testLoss] = hw2.epoch(testBatches, model);
  const cells = [trainLoss, trainError, testLoss, testError].map((x) => x.toFixed(5).padStart(9));
  console.log(`| ${String(i).padStart(5)} | ${cells.join(" | ")} | ${seconds.padStart(7)} |`);
}
