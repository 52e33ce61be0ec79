// Products of matrices in float32, each operand as it is or transposed. Small ones are many to a step, each of operands of its own, so
// that what is measured is products and not calls.
import { filled } from "../../harness/workloads.mjs";

const shapes = [
  ...[8, 16, 32, 64, 128, 256, 512, 1024, 2048].map((n) => [n, n, n]),
  ...[64, 256, 1024].flatMap((n) => [[n, n, n, "NT"], [n, n, n, "TN"]]), // biome-ignore format: one line
  [100, 784, 10],
  [784, 100, 10, "TN"],
  [100, 784, 100],
  [784, 100, 100, "TN"],
  [128, 256, 784, "NT"],
  [640, 100, 10000],
  [4, 1024, 1024],
  [1024, 1024, 4],
  [1, 4096, 4096],
  [1, 4096, 4096, "NT"],
  [4096, 4096, 1],
];
/** Elements of the operands and results of one step, at most, where more than one product is in it: they stay in the cache. */
const together = 3 << 14;

export default shapes.map(([rows, inner, columns, order = "NN"], i) => {
  const [left, right, result] = [rows * inner, inner * columns, rows * columns];
  const copies = Math.max(1, Math.floor(together / (left + right + result)));
  const transposed = { transposeLeft: order[0] === "T" ? 1 : 0, transposeRight: order[1] === "T" ? 1 : 0 };
  const name = `${rows}x${inner}x${columns}${order === "NN" ? "" : ` ${order}`}`;
  return {
    id: `product ${name}`,
    order: 10 + i,
    group: "products",
    title: name,
    units: copies,
    unit: "product",
    flops: 2 * rows * inner * columns,
    bytes: 4 * (left + right + result),
    check: 1,
    parameters: { rows, inner, columns, copies, ...transposed },
    inputs: (random) => ({ a: filled(copies * left, random), b: filled(copies * right, random) }),
  };
});
