// What `needle bench` measures.
import { keep, nn, optim, rand, type Tensor, tensor } from "../index.ts";
import type { Timeline } from "../runtime/timeline.ts";

export interface Workload {
  readonly name: string;
  /** Operations or bytes of one run. */
  readonly amount: number;
  readonly unit: "GFLOP/s" | "GB/s";
  /** Prepares it on a device; what it gives is one run. */
  readonly make: (device: Timeline) => Promise<() => Promise<unknown>>;
}

/** Computes a tensor, and waits by reading its first element. */
function settled(x: Tensor, device: Timeline): Promise<number> {
  device.realize(keep(x).node);
  return x.flatten().slice(0, 1).item();
}

const product = (n: number): Workload => ({
  name: `product ${n} × ${n}`,
  amount: 2 * n ** 3,
  unit: "GFLOP/s",
  make: async (device) => {
    const [a, b] = [keep(rand([n, n], { device })), keep(rand([n, n], { device }))];
    return () => settled(a.matmul(b), device);
  },
});

const elements = 4_000_000;
const elementwise: Workload = {
  name: "relu(2x + y), 4 M elements",
  amount: 3 * 4 * elements,
  unit: "GB/s",
  make: async (device) => {
    const [x, y] = [keep(rand([elements], { device })), keep(rand([elements], { device }))];
    return () => settled(x.mul(2).add(y).relu(), device);
  },
};
const reduction: Workload = {
  name: "sum of tanh, 4 M elements",
  amount: 4 * elements,
  unit: "GB/s",
  make: async (device) => {
    const x = keep(rand([elements], { device }));
    return () => x.tanh().sum().item();
  },
};

const [batch, pixels, hidden, classes] = [100, 784, 100, 10];
const trainingStep: Workload = {
  name: `training step ${pixels}-${hidden}-${classes}, batch ${batch}`,
  amount: 2 * batch * (2 * pixels * hidden + 3 * hidden * classes), // no gradient for the images
  unit: "GFLOP/s",
  make: async (device) => {
    const model = new nn.Sequential(
      new nn.Linear(pixels, hidden, { device }),
      new nn.ReLU(),
      new nn.Linear(hidden, classes, { device }),
    );
    const loss = new nn.SoftmaxLoss();
    const optimizer = new optim.SGD(model.parameters(), { lr: 0.01, momentum: 0.9 });
    const x = keep(rand([batch, pixels], { device }));
    const y = tensor(
      Int32Array.from({ length: batch }, (_, i) => i % classes),
      { device },
    );
    return async () => {
      const value = loss(model(x), y);
      optimizer.zeroGrad();
      value.backward();
      optimizer.step();
      return value.item();
    };
  },
};

export const workloads: readonly Workload[] = [product(128), product(512), elementwise, reduction, trainingStep];
