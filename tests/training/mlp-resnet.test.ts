// MLPResNet on the real MNIST follows PyTorch (reference.py): the same weights and batches, loss by loss.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { findMnist } from "../../src/data/index.ts";
import { device, deviceNames, nn, optim, tensor } from "../../src/index.ts";
import { MLPResNet } from "../../src/models/mlp-resnet.ts";
import { wave } from "../runtime/standins.ts";

const recorded: { batch: number; float64: number[]; float32: number[] } = JSON.parse(
  readFileSync(new URL("reference.json", import.meta.url), "utf8"),
);
const { images, labels } = findMnist().train;

describe.each(deviceNames().filter((name) => name !== "null"))("on %s", (name) => {
  test.each([
    ["float64", 1e-8],
    ["float32", 1e-4],
  ] as const)("%s, losses within %f", { timeout: 60_000 }, async (dtype, tolerance) => {
    const place = { device: device(name), dtype };
    const net = new MLPResNet(784, { drop: 0 }).to(place);
    net.parameters().forEach((p, i) => void p.assign(wave(p.shape, i, 0.1).to(place)));
    const opt = new optim.SGD(net.parameters(), { lr: 0.02, momentum: 0.9 });
    const { batch } = recorded;
    for (const [step, wanted] of recorded[dtype].entries()) {
      const pixels = images.subarray(step * batch * 784, (step + 1) * batch * 784);
      const x = tensor(pixels, { shape: [batch, 784] }).to(place);
      const y = tensor(labels.subarray(step * batch, (step + 1) * batch), { device: name });
      const loss = nn.crossEntropy(net(x), y);
      opt.zeroGrad();
      loss.backward();
      opt.step();
      expect(Math.abs((await loss.item()) / wanted - 1), `step ${step}`).toBeLessThan(tolerance);
    }
  });
});
