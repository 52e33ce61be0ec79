// A thousand additions of tiny tensors, one after the other, with gradients: what an operation costs when there is nothing to do.
import { filled } from "../../harness/workloads.mjs";

const [adds, size] = [1000, 8];

export default [
  {
    id: "h",
    order: 4,
    group: "steps",
    title: "1,000 chained adds of 8 × 8 tensors, forward and backward",
    units: adds,
    unit: "add",
    flops: 2 * size * size, // forward; the gradient is handed on
    bytes: 0,
    check: 1,
    parameters: { adds, size },
    inputs: (random) => ({ p: filled(size * size, random), q: filled(size * size, random) }),
  },
];
