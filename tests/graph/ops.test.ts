// The table of ops: whatever has a gradient is differentiated twice and compared with differences. An op without an
// example here fails.
import { beforeAll, describe, expect, test } from "vitest";
import type { Node } from "../../src/graph/node.ts";
import { ops } from "../../src/graph/op.ts";
import { contract } from "../../src/graph/ops/contract.ts";
import { indexLabel, scatterAdd, take } from "../../src/graph/ops/gather.ts";
import { fold } from "../../src/graph/ops/reduce.ts";
import { scan } from "../../src/graph/ops/scan.ts";
import { alias } from "../../src/graph/ops/source.ts";
import { customGradient, grad, gradCheck, setDefaultDevice, Tensor, tensor } from "../../src/index.ts";

beforeAll(() => setDefaultDevice("js"));

type Function = (x: Tensor) => Tensor;
const label = indexLabel("take", "index");
const ids = (data: number[], shape: number[]): Node => tensor(data, { shape, dtype: "int32" }).node;
const other = tensor([0.3, -0.7, 1.1, 0.9, -0.2, 0.4], { shape: [3, 2], dtype: "float64" });

/** Functions of a (2, 3) tensor whose graph has the op, by the name of the op. */
const examples: Record<string, readonly Function[]> = {
  map: [(x) => x.mul(x).sin(), (x) => x.add(x.slice(0, 1, 0)), (x) => x.mul(x.slice(0, 1, 1)).tanh()],
  reduce: [
    (x) => x.square().sum(1),
    (x) => x.max(0),
    (x) => x.min(),
    (x) => x.prod(1),
    (x) => x.mean(0).mul(x),
    (x) => new Tensor(fold("sum", x.node, 3)),
  ],
  contract: [
    (x) => x.matmul(other),
    (x) => x.matmul(x.transpose()),
    (x) => new Tensor(contract([0, 1], [1, 0], [0], x.node, other.node)),
    (x) => new Tensor(contract([0, 1], [2, 3], [3, 0, 2, 1], x.node, x.node)),
    (x) => new Tensor(contract([0, 1], [0, 1], [1, 0], x.node, x.node)),
  ],
  expand: [(x) => x.expand([4, 2, 3]), (x) => x.slice(0, 1, 1).expand([2, 5])],
  reshape: [(x) => x.reshape([3, 2]).square(), (x) => x.flatten().exp()],
  permute: [(x) => x.permute(1, 0).square(), (x) => x.reshape([1, 2, 3]).permute(2, 0, 1).exp()],
  pad: [
    (x) =>
      x.square().pad([
        [1, 2],
        [0, 1],
      ]),
  ],
  shrink: [(x) => x.square().slice(1, 3, 1)],
  flip: [(x) => x.flip().mul(x), (x) => x.square().flip(1)],
  take: [
    (x) => new Tensor(take(x.square().node, ids([1, 0, 1, 1], [2, 2]), 0, label)),
    (x) => new Tensor(take(x.square().node, ids([2, 0], [2]), 1, label)),
  ],
  scatterAdd: [
    (x) => new Tensor(scatterAdd(ids([3, 3], [2]), x.square().node, 4, 0, label)),
    (x) => new Tensor(scatterAdd(ids([1, 0, 1, 1, 1, 0], [2, 3]), x.square().node, 2, 1, label)),
    (x) => new Tensor(scatterAdd(ids([1, 0], [2]), x.square().node, 2, 1, label)),
  ],
  scan: [
    (x) => new Tensor(scan("sum", x.square().node, 1)),
    (x) => new Tensor(scan("prod", x.node, 1)),
    (x) => new Tensor(scan("max", x.square().node, 0)),
    (x) => new Tensor(scan("min", x.square().node, 1)),
  ],
  alias: [(x) => new Tensor(alias(x.node, false)).square()],
  "custom gradient": [
    (x) =>
      customGradient(
        (y) => y.square(),
        (g, _value, y) => [g.mul(y).mul(2)],
      )(x),
  ],
};

const isUpstream = (n: Node, name: string): boolean => n.op.name === name || n.src.some((s) => isUpstream(s, name));
const start = (): Tensor => tensor([0.5, -1.2, 0.8, 1.5, -0.4, 2.1], { shape: [2, 3], dtype: "float64" });

describe.each(ops.filter((op) => op.gradient !== null).map((op) => op.name))("%s", (name) => {
  test("has examples", () => {
    expect(examples[name]?.length ?? 0, `add examples of '${name}' to this file`).toBeGreaterThan(0);
    for (const f of examples[name] ?? []) expect(isUpstream(f(start()).node, name), String(f)).toBe(true);
  });
  test.each((examples[name] ?? []).map((f) => [String(f).replace(/\s+/g, " "), f] as const))("%s", async (_text, f) => {
    await gradCheck(f, [start()], { tolerance: 1e-7 });
    const loss: Function = (x) => f(x).sin().sum();
    await gradCheck((x) => grad(loss)(x).mul(x.cos()).sum(), [start()], { tolerance: 1e-6 });
  });
});

describe("what once was wrong", () => {
  test("the gradient of a product with a factor 0 is the product of the others", () => {
    const x = tensor([2, 0, 3], { requiresGrad: true });
    x.prod().backward();
    expect([...x.grad!.dataSync()]).toEqual([0, 6, 0]);
  });

  test("a view of a variable that changes nothing is a snapshot", () => {
    const v = tensor([1, 2], { shape: [2], requiresGrad: true });
    const view = v.reshape([2]);
    v.assign(v.mul(2));
    v.dataSync();
    expect([...view.dataSync()]).toEqual([1, 2]);
  });

  test("a number beside bytes has 8 bits, fused or not", () => {
    const bytes = tensor([1, 2], { shape: [2], dtype: "uint8" });
    expect([...bytes.lt(5).where(-1, bytes).to("int32").dataSync()]).toEqual([255, 255]);
  });

  test("a float32 tensor is equal to the number it was made of", () => {
    expect([...tensor([0.1]).eq(0.1).dataSync()]).toEqual([1]);
  });
});
