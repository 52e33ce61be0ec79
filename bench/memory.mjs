// Do many training steps take constant memory? The two-layer network 784-100-10, batch 100, SGD; prints what the process
// holds (RSS) now and then, and fails where it has grown by more than 64 MB since the first tenth.
//   npm run build && node bench/memory.mjs [--steps 100000] [--device cpu] [--sync]
import { parseArgs } from "node:util";
import { parameter, setDefaultDevice, softmaxLoss, tensor } from "../dist/index.js";

const { values } = parseArgs({
  options: {
    steps: { type: "string", default: "100000" },
    device: { type: "string", default: "cpu" },
    sync: { type: "boolean" },
    help: { type: "boolean" },
  },
});
if (values.help) {
  console.log("usage: node bench/memory.mjs [--steps N] [--device NAME] [--sync]: memory of a process that trains");
  process.exit(0);
}
setDefaultDevice(values.device);
const steps = Number(values.steps);
const x = tensor(new Float32Array(100 * 784).fill(0.1), { shape: [100, 784] });
const y = tensor(Int32Array.from({ length: 100 }, (_, i) => i % 10));
const weights = (rows, columns) =>
  parameter(
    tensor(
      Float32Array.from({ length: rows * columns }, (_, i) => Math.sin(i) / 10),
      { shape: [rows, columns] },
    ),
  );
const [w1, w2] = [weights(784, 100), weights(100, 10)];
const tenth = Math.max(1, Math.floor(steps / 10));
let before = 0;
let now = 0;
for (let i = 0; i < steps; i++) {
  const loss = softmaxLoss(x.matmul(w1).relu().matmul(w2), y);
  for (const p of [w1, w2]) p.zeroGrad();
  loss.backward();
  for (const p of [w1, w2]) p.assign(p.sub(p.grad.mul(0.01)));
  if (values.sync) loss.itemSync();
  else await loss.item();
  if (i % tenth !== tenth - 1) continue;
  now = process.memoryUsage().rss;
  before ||= now;
  console.log(`${i + 1} steps: ${(now / 2 ** 20).toFixed(0)} MB`);
}
if (now - before > 64 << 20) process.exit(1);
