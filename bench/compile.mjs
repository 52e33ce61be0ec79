// What JavaScript costs per training step with and without compile, interleaved: the two-layer network 784-100-10, batch
// 100, SGD, on the counting device, so that nothing is computed. With --device the device computes as well.
//   npm run build && node bench/compile.mjs [--steps 20000] [--device null] [--json]
import { parseArgs } from "node:util";
import { untracked } from "../dist/graph/node.js";
import { map } from "../dist/graph/ops/map.js";
import { compile, live, parameter, setDefaultDevice, softmaxLoss, tensor, zeros } from "../dist/index.js";
import { call, formula } from "../dist/ir/formula.js";

const { values } = parseArgs({
  options: {
    steps: { type: "string", default: "20000" },
    device: { type: "string", default: "null" },
    json: { type: "boolean" },
    help: { type: "boolean" },
  },
});
if (values.help) {
  console.log(
    "usage: node bench/compile.mjs [--steps N] [--device NAME] [--json]: microseconds per training step, plain and compiled",
  );
  process.exit(0);
}
setDefaultDevice(values.device);
const rows = 100;
const images = tensor(new Float32Array(20 * rows * 784), { shape: [20 * rows, 784] });
const labels = tensor(new Int32Array(20 * rows));
const descend = formula((p, g, rate) => call("sub", p, call("mul", g, rate)));

/** A step as a model and an optimizer make it. */
function makeStep() {
  const parameters = [[784, 100], [100], [100, 10], [10]].map((shape) => parameter(zeros(shape)));
  const [w1, b1, w2, b2] = parameters;
  return (x, y) => {
    const loss = softmaxLoss(x.matmul(w1).add(b1).relu().matmul(w2).add(b2), y);
    for (const p of parameters) p.zeroGrad();
    loss.backward();
    const rate = live(() => 0.1);
    for (const p of parameters) p.variable.assign(untracked(() => map(descend, p.node, p.gradient.node, rate.node)));
    return loss;
  };
}
const batch = (i) => {
  const from = (i % 20) * rows;
  return [images.slice(from, from + rows), labels.slice(from, from + rows)];
};
const [x, y] = [tensor(new Float32Array(rows * 784), { shape: [rows, 784] }), tensor(new Int32Array(rows))];
const plain = makeStep();
const compiled = compile(makeStep());
const variants = {
  "plain, slices": (i) => plain(...batch(i)).node,
  "plain, one batch": () => plain(x, y).node,
  "compiled, slices": (i) => compiled(...batch(i)).node,
  "compiled, one batch": () => compiled(x, y).node,
};

/** Blocks of steps of each variant in turn; a block ends with a run of what it left. */
const block = 100;
const times = Object.fromEntries(Object.keys(variants).map((name) => [name, []]));
for (let done = 0; done < Number(values.steps); done += block)
  for (const [name, step] of Object.entries(variants)) {
    const start = performance.now();
    for (let i = 0; i < block; i++) step(i);
    times[name].push(((performance.now() - start) * 1000) / block);
    await null;
  }
const quantile = (list, q) => list.toSorted((a, b) => a - b)[Math.floor(q * (list.length - 1))];
const result = Object.fromEntries(
  Object.entries(times).map(([name, list]) => {
    const warm = list.slice(list.length >> 1);
    return [name, { median: quantile(warm, 0.5), low: quantile(warm, 0.1), high: quantile(warm, 0.9) }];
  }),
);
if (values.json) console.log(JSON.stringify(result));
else
  for (const [name, { median, low, high }] of Object.entries(result))
    console.log(`${name.padEnd(20)} ${median.toFixed(2)} µs (${low.toFixed(2)} … ${high.toFixed(2)})`);
