// Homework 3: what an array library does behind its operators: strides, views, and products by tiles.
//
//   npm run app hw3                 products of matrices of 256
//   npm run app hw3 -- 512          of another size
import { hw3 } from "needle-ts/course";

const size = Number(process.argv[2] ?? 256);
const { array, cpu, cpuNumpy, cuda } = hw3;

console.log("Devices:", hw3.allDevices().map((d) => `${d.name} ${d.enabled() ? "is there" : "is not there"}`).join(", ")); // biome-ignore format: one line
console.log(`cuda().enabled() is ${cuda().enabled()}\n`);

/** How a view lies in its memory. */
function show(what: string, a: hw3.NDArray): void {
  const layout = `shape [${a.shape}]  strides [${a.strides}]  offset ${a.offset}  compact ${a.isCompact()}`;
  console.log(`${what.padEnd(26)} ${layout}`);
}
const a = array([
  [0, 1, 2, 3],
  [4, 5, 6, 7],
  [8, 9, 10, 11],
]);
show("a", a);
show("a.permute([1, 0])", a.permute([1, 0]));
show('a.get("1:", "::2")', a.get("1:", "::2"));
show("a.flip(1)", a.flip(1));
show("…broadcastTo([2, 3, 4])", a.broadcastTo([2, 3, 4]));
show("a.flip(1).compact()", a.flip(1).compact());

a.get(":", 1).set([], -1); // a view: its memory is that of a
console.log("\nAfter a.get(':', 1).set([], -1) a is", JSON.stringify(a.numpy()));
console.log("a.sum(-1) is", JSON.stringify(a.sum(-1).numpy()), "and a.max(0) is", JSON.stringify(a.max(0).numpy()));
try {
  a.get("0:100");
} catch (error) {
  console.log(`a.get("0:100"): ${(error as Error).message}`);
}

/** The largest difference between two arrays. */
const difference = (x: hw3.NDArray, y: hw3.NDArray): number => {
  const d = x.sub(y.to(x.device));
  return d.maximum(d.neg()).max().numpy() as number;
};
const [p, q] = [cpu().randn([size, size]), cpu().randn([size, size])];
const tiles = cpu().mod.tileSize!;
let began = performance.now();
const product = p.matmul(q);
console.log(`\n${size} × ${size} on cpu, tiles of ${tiles}: ${(performance.now() - began).toFixed(0)} ms`);
began = performance.now();
const reference = p.to(cpuNumpy()).matmul(q.to(cpuNumpy()));
console.log(`${size} × ${size} on cpuNumpy: ${(performance.now() - began).toFixed(0)} ms`);
console.log(`The largest difference is ${difference(product, reference).toExponential(1)}`);
