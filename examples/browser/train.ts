// Learns which points of the plane lie outside a circle. Knows nothing of a page, so it runs wherever JavaScript does.
import { manualSeed, nn, optim, randn, softmaxLoss, type Tensor } from "needle-ts";

export interface Progress {
  readonly step: number;
  readonly loss: number;
  readonly accuracy: number;
}

export async function train(steps: number, report: (progress: Progress) => void): Promise<Progress> {
  manualSeed(0);
  const points = randn([200, 2]);
  const labels: Tensor = points.square().sum(1).gt(1.4).to("int32"); // 1: outside
  const model = new nn.Sequential(new nn.Linear(2, 16), new nn.ReLU(), new nn.Linear(16, 2));
  const optimizer = new optim.Adam(model.parameters(), { lr: 0.02 });

  let progress: Progress = { step: 0, loss: Number.NaN, accuracy: Number.NaN };
  for (let step = 1; step <= steps; step++) {
    const logits = model(points);
    const loss = softmaxLoss(logits, labels);
    optimizer.zeroGrad();
    loss.backward();
    optimizer.step();
    if (step % 50 > 0) continue;
    const accuracy = logits.argmax(1).eq(labels).to("float32").mean();
    progress = { step, loss: await loss.item(), accuracy: await accuracy.item() };
    report(progress);
  }
  return progress;
}
