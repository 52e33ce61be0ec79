// Cumulative functions, sorting and gathering against recorded values of PyTorch (ordering.py), and their corners.
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { setRows } from "../../src/graph/compose/gathering.ts";
import { indexLabel } from "../../src/graph/ops/gather.ts";
import {
  DataError,
  deviceNames,
  grad,
  gradCheck,
  gradientsOf,
  onesLike,
  setDefaultDevice,
  Tensor,
  tensor,
} from "../../src/index.ts";

type Recorded = readonly [shape: number[], elements: (number | string)[]];
type Case = readonly [method: string, args: unknown[], input: Recorded, results: Recorded[], gradient: Recorded | null];
const cases = JSON.parse(readFileSync(new URL("ordering.json", import.meta.url), "utf8")) as Case[];

const wave = (shape: readonly number[]): Tensor =>
  tensor(
    Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => (((i * 37 + 11) % 101) - 50.3) / 50),
    { shape },
  );
const made = ([shape, elements]: Recorded): Tensor =>
  tensor(Float64Array.from(elements.map(Number)), { shape, requiresGrad: true });
async function expectSame(t: Tensor, [shape, elements]: Recorded): Promise<void> {
  expect(t.shape).toEqual(shape);
  const data = await t.data();
  elements.map(Number).forEach((x, i) => {
    if (Math.abs(data[i]! - x) > 1e-12) expect(data[i]).toBe(x);
    else if (Number.isNaN(x)) expect(data[i]).toBeNaN();
  });
}

setDefaultDevice("js"); // of tensors that several tests share
afterAll(() => setDefaultDevice("js"));
describe.each(deviceNames().filter((name) => name !== "null"))("%s", (device) => {
  beforeAll(() => setDefaultDevice(device));

  test.each([...new Set(cases.map(([method]) => method))])("%s as in PyTorch", async (name) => {
    for (const [method, args, input, results, gradient] of cases) {
      if (method !== name) continue;
      const x = made(input);
      const found = (x as unknown as Record<string, (...args: unknown[]) => Tensor | Record<string, Tensor>>)[name]!(
        ...args,
      );
      const all = found instanceof Tensor ? [found] : Object.values(found);
      for (const [i, t] of all.entries()) await expectSame(t, results[i]!);
      if (gradient === null) continue;
      const [g] = gradientsOf(all[0]!.mul(wave(all[0]!.shape)).sum(), [x]);
      await expectSame(g!, gradient);
    }
  });
});

const ints = (data: number[], shape = [data.length]): Tensor => tensor(data, { shape, dtype: "int32" });
const f64 = (data: number[], shape = [data.length]): Tensor => tensor(data, { shape, dtype: "float64" });

describe("cumulative functions", () => {
  test("sums of bools and bytes count in int32, others keep their dtype", () => {
    expect(tensor([1, 0, 1], { dtype: "bool" }).cumsum(0).dtype).toBe("int32");
    expect([...tensor([200, 100], { dtype: "uint8" }).cumsum(0).dataSync()]).toEqual([200, 300]);
    expect(f64([1]).cumprod(0).dtype).toBe("float64");
    expect(tensor([3, 1], { dtype: "uint8" }).cummax(0).values.dtype).toBe("uint8");
  });

  test("gradients of products with zeros are slopes", async () => {
    for (const data of [
      [2, 0, 3, 0, 4],
      [0, 2, 3, 4, 5],
      [1, 2, 3, 4, 0],
    ])
      await gradCheck(
        (x) =>
          x
            .cumprod(0)
            .mul(f64([1, -2, 3, 0.5, 2]))
            .sum(),
        [f64(data)],
        { tolerance: 1e-7 },
      );
  });

  test.each([[[2, 0, 3, 0.5]], [[0, 2, 0, 3]], [[0, 0, 0, 2]], [[3, 1.5, 2, 0]], [[2]], [[]]])(
    "second and third derivatives of products of %j",
    async (data) => {
      const weights = f64([1, -2, 3, 0.5].slice(0, data.length));
      const functions: ((x: Tensor) => Tensor)[] = [
        (x) => x.prod(),
        (x) => x.reshape([2, 1, -1]).prod([0, 2]).sum(),
        (x) => x.cumprod(0).mul(weights).sum(),
      ];
      for (const f of data.length % 2 === 0 ? functions : [functions[0]!, functions[2]!]) {
        const slope = (x: Tensor): Tensor => grad(f)(x).square().add(grad(f)(x)).sum();
        await gradCheck(slope, [f64(data)], { tolerance: 1e-6 });
        await gradCheck((x) => grad(slope)(x).sum(), [f64(data)], { tolerance: 1e-6 });
      }
    },
  );

  test("long lines are cut into blocks that run in parallel: the same values and gradients", () => {
    const size = 70_001;
    const data = Array.from({ length: 2 * size }, (_, i) => 1 + ((i % 7) - 3) / 1e6);
    const x = f64(data, [size, 2]);
    const sum = x.cumsum(0).dataSync();
    const product = x.cumprod(0).dataSync();
    let [s, p] = [0, 1];
    for (let i = 0; i < size; i++) {
      s += data[2 * i]!;
      p *= data[2 * i]!;
      if (i % 997 !== 0 && i < size - 3) continue;
      expect(sum[2 * i]! / s).toBeCloseTo(1, 9);
      expect(product[2 * i]! / p).toBeCloseTo(1, 9);
    }
    const y = tensor(new Float32Array(size).fill(1), { requiresGrad: true });
    const [g] = gradientsOf(y.cumsum(0).sum(), [y]);
    expect(g!.dataSync()[0]).toBe(size);
    expect(g!.dataSync()[size - 1]).toBe(1);
  });
});

describe("gathering", () => {
  const x = f64([1, 2, 3, 4, 5, 6], [2, 3]);
  test("along axes, also with fewer indices than there are elements", () => {
    expect(x.takeAlong(ints([2, 0, 1, 1], [2, 2]), 1).toArraySync()).toEqual([
      [3, 1],
      [5, 5],
    ]);
    expect(x.gather(0, ints([1, 0], [1, 2])).toArraySync()).toEqual([[4, 2]]);
    expect(x.gather(-1, ints([2, 2, 0, 1], [1, 4])).toArraySync()).toEqual([[3, 3, 1, 2]]);
    expect(x.take(ints([2, 0]), 1).toArraySync()).toEqual([
      [3, 1],
      [6, 4],
    ]);
    expect(x.take(ints([1, 1, 0, 2], [2, 2]), 1).shape).toEqual([2, 2, 2]);
  });

  test("of several values for one place the last one stays, others nowhere", async () => {
    const ids = ints([1, 1, 1, 0, 2, 0], [2, 3]);
    const values = f64([7, NaN, 9, 1, 0, 8], [2, 3]);
    expect(x.scatter(1, ids, values).toArraySync()).toEqual([
      [1, 9, 3],
      [8, 5, 0],
    ]);
    expect(x.scatter(0, ints([1, 1], [1, 2]), -1).toArraySync()).toEqual([
      [1, 2, 3],
      [-1, -1, 6],
    ]);
    expect(x.scatterAdd(1, ids, 10).toArraySync()).toEqual([
      [1, 32, 3],
      [24, 5, 16],
    ]);
    await gradCheck((a, b) => a!.scatter(1, ids, b!).square().sum(), [x, f64([1, 2, 3, 4, 5, 6], [2, 3])]);
    await gradCheck((a, b) => a!.scatterAdd(1, ids, b!).square().sum(), [x, f64([1, 2, 3, 4, 5, 6], [2, 3])]);
  });

  test("rows are set within each point of a batch: repeated ones keep the last, gradients follow", () => {
    const counting = (n: number, sign: number): number[] => Array.from({ length: n }, (_, i) => sign * (i + 1));
    const x = tensor(counting(12, 1), { shape: [2, 3, 2], requiresGrad: true });
    const values = tensor(counting(8, -1), { shape: [2, 2, 2], requiresGrad: true });
    const y = new Tensor(setRows(x.node, ints([2, 0, 1, 1], [2, 2]).node, values.node, 1, indexLabel("set", "index")));
    expect(y.toArraySync()).toEqual([
      [
        [-3, -4],
        [3, 4],
        [-1, -2],
      ],
      [
        [7, 8],
        [-7, -8],
        [11, 12],
      ],
    ]);
    const [dx, dv] = gradientsOf(y, [x, values], { gradient: onesLike(y) });
    expect([...dx!.dataSync()]).toEqual([0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1]);
    expect([...dv!.dataSync()]).toEqual([1, 1, 1, 1, 0, 0, 1, 1]);
  });

  test("of nothing, behind loops that never turn", () => {
    const sorted = tensor([], { shape: [1, 5, 0] }).sort(0).values;
    expect([...sorted.matmul(tensor([], { shape: [0, 2] })).dataSync()]).toEqual(new Array(10).fill(0));
  });

  test("bools and bytes", () => {
    const bits = tensor([1, 1, 0], { dtype: "bool" }).scatter(0, ints([0, 2]), tensor([0, 1], { dtype: "bool" }));
    expect([...bits.dataSync()]).toEqual([0, 1, 1]);
  });

  test("what does not fit", () => {
    expect(() => x.gather(0, ints([0]))).toThrow("gather: indices [1] do not fit [2, 3]: they need as many axes");
    expect(() => x.scatter(0, ints([0, 0], [1, 2]), f64([1]))).toThrow("scatter: values [1] must have the shape");
    expect(() => x.takeAlong(ints([3, 0], [2, 1]), 1).dataSync()).toThrow(DataError);
    expect(() => x.takeAlong(f64([0, 0], [2, 1]), 1)).toThrow("takeAlong: indices must be integers");
  });
});

describe("searching and counting", () => {
  const line = f64([1, 3, 3, 5, NaN]);
  test("where values belong, as in NumPy", () => {
    const values = f64([0, 1, 3, 4, 9, NaN, Infinity], [7]);
    expect([...line.searchsorted(values).dataSync()]).toEqual([0, 0, 1, 3, 4, 4, 4]);
    expect([...line.searchsorted(values, { right: true }).dataSync()]).toEqual([0, 1, 3, 3, 4, 5, 4]);
    expect([
      ...f64([])
        .searchsorted(f64([1, 2]))
        .dataSync(),
    ]).toEqual([0, 0]);
    const lines = f64([1, 2, 3, 2, 4, 6], [2, 3]);
    expect(lines.searchsorted(f64([2.5, 2.5, 9, 0], [2, 2])).toArraySync()).toEqual([
      [2, 2],
      [3, 0],
    ]);
  });

  test("all sizes", () => {
    for (let n = 0; n < 40; n++) {
      const sorted = f64(Array.from({ length: n }, (_, i) => 2 * i));
      const found = sorted.searchsorted(f64(Array.from({ length: 2 * n + 3 }, (_, i) => i - 1))).dataSync();
      expect([...found]).toEqual(
        Array.from({ length: 2 * n + 3 }, (_, i) => Math.min(n, Math.max(0, Math.ceil((i - 1) / 2)))),
      );
    }
  });

  test("counts and weights", () => {
    const ids = ints([1, 1, 3]);
    expect([...ids.bincount(5).dataSync()]).toEqual([0, 2, 0, 1, 0]);
    expect([...ids.bincount(4, f64([0.5, 1, 2])).dataSync()]).toEqual([0, 1.5, 0, 2]);
    expect(() => ids.bincount(3).dataSync()).toThrow("bincount");
  });

  test("histograms as in NumPy", () => {
    const x = f64([1, 2, 5, 5.1, 0, NaN]);
    expect([...x.histogram(4, [1, 5]).dataSync()]).toEqual([1, 1, 0, 1]);
    expect([...f64([0, 1, 2, 4]).histogram(2).dataSync()]).toEqual([2, 2]);
    expect([...f64([3, 3]).histogram(2).dataSync()]).toEqual([0, 2]);
    expect(() => x.histogram(0)).toThrow("histogram: 0 is not a number of bins");
    expect(() => x.histogram(2, [5, 1])).toThrow("histogram: [5,1] is no range");
  });
});
