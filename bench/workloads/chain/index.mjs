// Element-wise functions of large arrays, with gradients: tanh(a · b + c).relu().sum().
import { filled } from "../../harness/workloads.mjs";

const size = 10_000_000;

export default [
  {
    id: "g",
    order: 3,
    group: "steps",
    title: "tanh(a·b + c).relu().sum(), 10 M floats, forward and backward",
    flops: 12 * size,
    bytes: 4 * 6 * size, // reads three, writes three gradients
    check: 1,
    tolerance: 2e-3, // some add up ten million numbers one by one in float32
    parameters: { size },
    inputs: (random) => {
      const around = () => 2 * random() - 1;
      return { a: filled(size, around), b: filled(size, around), c: filled(size, around) };
    },
  },
];
