// What JavaScript costs per step of the two-layer network 784-100-10, batch 100, SGD: graph, gradients, updates, look-up
// and binding. Runs on the counting device, so that nothing is computed. Updates are one formula with a bound rate, as an
// optimizer makes them; with --plain they are written with tensor methods, p.sub(g.mul(rate)).
//   npm run build && node bench/overhead.mjs [--steps 3000] [--plain] [--json]

import { parseArgs } from "node:util";
import { untracked } from "../dist/graph/node.js";
import { map } from "../dist/graph/ops/map.js";
import { uniform } from "../dist/graph/ops/source.js";
import { device, parameter, setDefaultDevice, softmaxLoss, tensor, zeros } from "../dist/index.js";
import { call, formula } from "../dist/ir/formula.js";

const { values } = parseArgs({
  options: {
    steps: { type: "string", default: "3000" },
    json: { type: "boolean" },
    plain: { type: "boolean" },
    help: { type: "boolean" },
  },
});
if (values.help) {
  console.log(
    "usage: node bench/overhead.mjs [--steps N] [--plain] [--json]: microseconds of JavaScript per training step",
  );
  process.exit(0);
}
setDefaultDevice("null");
const parameters = [[784, 100], [100], [100, 10], [10]].map((shape) => parameter(zeros(shape)));
const [w1, b1, w2, b2] = parameters;
const images = new Float32Array(100 * 784);
const labels = new Int32Array(100);
const x = tensor(images, { shape: [100, 784] });
const y = tensor(labels);

const descend = formula((p, g, rate) => call("sub", p, call("mul", g, rate)));
function update(rate) {
  for (const { variable } of parameters)
    variable.assign(untracked(() => map(descend, variable.node, variable.gradient, rate)));
}

function step(rate) {
  const loss = softmaxLoss(x.matmul(w1).add(b1).relu().matmul(w2).add(b2), y);
  for (const p of parameters) p.zeroGrad();
  loss.backward();
  if (values.plain) for (const p of parameters) p.assign(p.sub(p.gradient.mul(rate)));
  else update(uniform(rate, "float32", parameters[0].node.type.place));
  loss.itemSync();
}

const times = [];
for (let i = 0; i < 600 + Number(values.steps); i++) {
  const start = performance.now();
  step(0.1 / (1 + i));
  times.push((performance.now() - start) * 1000);
}
const median = (from, to) => times.slice(from, to).sort((a, b) => a - b)[(to - from) >> 1];
const result = {
  first: times[0],
  steps2to10: median(1, 10),
  steps10to100: median(10, 100),
  steps100to500: median(100, 500),
  warm: median(500, times.length),
  plans: device("null").plans.made,
};
if (values.json) console.log(JSON.stringify(result));
else
  for (const [name, value] of Object.entries(result))
    console.log(name.padEnd(14), name === "plans" ? value : `${value.toFixed(1)} µs`);
