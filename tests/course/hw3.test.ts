// Homework 3: every operation of the course's arrays, on views too, on each of its devices, against plain nested lists.
import { describe, expect, test } from "vitest";
import { hw2, hw3 } from "../../src/course/index.ts";

const { array, cpu, cpuNumpy, cuda, full, NDArray, slice } = hw3;
type NDArray = hw3.NDArray;
const flat = (a: NDArray) => [...a.compact().handle];
const iota = (shape: number[], device = cpu()): NDArray => {
  const count = shape.reduce((n, d) => n * d, 1);
  return array(Array.from({ length: count }, (_, i) => i), device).reshape(shape); // biome-ignore format: one line
};
const near = (a: NDArray, wanted: readonly number[]) => {
  expect(a.size).toBe(wanted.length);
  flat(a).forEach((x, i) => {
    expect(x).toBeCloseTo(wanted[i]!, 4);
  });
};

describe.each(hw3.allDevices().filter((d) => d.enabled()))("on %s", (device) => {
  const A = iota([2, 3, 4], device);
  const M = array([[3, -1, 4], [1, -5, 9]], device); // biome-ignore format: a matrix
  const N = array([[2, -1, 0.5], [6, 5, 3]], device); // biome-ignore format: a matrix
  /** The same numbers as `a`, but not compact: every second column of a wider array. */
  const spread = (a: NDArray): NDArray => {
    const wide = full([a.shape[0]!, 2 * a.shape[1]! + 1], 7, device);
    const view = wide.get(":", "1::2");
    view.set([], a);
    return view;
  };

  const movements: [string, (a: NDArray) => NDArray, shape: number[], numbers: number[]][] = [
    ["permute", (a) => a.permute([2, 0, 1]).get(":2"), [2, 2, 3], [0, 4, 8, 12, 16, 20, 1, 5, 9, 13, 17, 21]],
    ["permute by negative axes", (a) => a.get(0).permute([0, -1, -2]), [1, 4, 3], [0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11]],
    ["reshape", (a) => a.reshape([4, -1]).get(3), [1, 6], [18, 19, 20, 21, 22, 23]],
    ["broadcastTo", (a) => a.get(1, 2, ":2").broadcastTo([2, 1, 3, 2]), [2, 1, 3, 2], Array.from({ length: 12 }, (_, i) => 20 + (i % 2))],
    ["numbers keep their axis", (a) => a.get(1, 2, 3), [1, 1, 1], [23]],
    ["negative numbers", (a) => a.get(-1, -1, -1), [1, 1, 1], [23]],
    ["ranges", (a) => a.get(1, "1:", "::3"), [1, 2, 2], [16, 19, 20, 23]],
    ["ranges with slice()", (a) => a.get(1, slice(1, null), slice(null, -1, 2)), [1, 2, 2], [16, 18, 20, 22]],
    ["a view of a view", (a) => a.get(":", "1:").permute([1, 0, 2]).get(1, ":", "2:"), [1, 2, 2], [10, 11, 22, 23]],
    ["flip", (a) => a.flip([0, -1]).get(0, 0), [1, 1, 4], [15, 14, 13, 12]],
    ["flip twice", (a) => a.flip(2).flip(2).get(0, 0), [1, 1, 4], [0, 1, 2, 3]],
    ["a part of a flip", (a) => a.get(0, 0).flip(2).get(":", ":", "1:3"), [1, 1, 2], [2, 1]],
    ["asStrided", (a) => a.asStrided([2, 2], [12, 1]), [2, 2], [0, 1, 12, 13]],
    ["pad", (a) => a.get(0, "1:", ":1").pad([[0, 0], [1, 0], [0, 2]]), [1, 3, 3], [0, 0, 0, 4, 0, 0, 8, 0, 0]],
  ]; // biome-ignore format: a table
  test.each(movements)("%s", (_, f, shape, numbers) => {
    const result = f(A);
    expect([result.shape, flat(result)]).toEqual([shape, numbers]);
  });
  test("views share the memory, compact arrays own theirs", () => {
    const a = iota([3, 4], device);
    const view = a.permute([1, 0]).get("1:3");
    expect([view.handle === a.handle, view.isCompact(), a.isCompact(), a.compact() === a]).toEqual([true, false, true, true]); // biome-ignore format: one line
    const copy = view.compact();
    view.set([0], -1);
    view.set([1, "::2"], array([-5, -6], device));
    expect(a.numpy()).toEqual([[0, -1, -5, 3], [4, -1, 6, 7], [8, -1, -6, 11]]); // biome-ignore format: a matrix
    expect(copy.numpy()).toEqual([[1, 5, 9], [2, 6, 10]]); // biome-ignore format: a matrix
    a.get(0).fill(2);
    expect(a.get(0).numpy()).toEqual([[2, 2, 2, 2]]);
    const square = iota([2, 2], device);
    square.permute([1, 0]).set([], square); // reads what it writes
    expect(flat(square)).toEqual([0, 2, 1, 3]);
    expect(view.reshape.bind(view, [6])).toThrow("reshape: the array is not compact; call compact() first");
  });

  const binaries: [string, (a: NDArray, b: NDArray | number) => NDArray, (x: number, y: number) => number][] = [
    ["add", (a, b) => a.add(b), (x, y) => x + y],
    ["sub", (a, b) => a.sub(b), (x, y) => x - y],
    ["mul", (a, b) => a.mul(b), (x, y) => x * y],
    ["div", (a, b) => a.div(b), (x, y) => x / y],
    ["maximum", (a, b) => a.maximum(b), Math.max],
    ["eq", (a, b) => a.eq(b), (x, y) => +(x === y)],
    ["ne", (a, b) => a.ne(b), (x, y) => +(x !== y)],
    ["ge", (a, b) => a.ge(b), (x, y) => +(x >= y)],
    ["gt", (a, b) => a.gt(b), (x, y) => +(x > y)],
    ["lt", (a, b) => a.lt(b), (x, y) => +(x < y)],
    ["le", (a, b) => a.le(b), (x, y) => +(x <= y)],
  ];
  test.each(binaries)("%s, of arrays, views and numbers", (_, f, meaning) => {
    const pairs = flat(M).map((x, i) => meaning(x, flat(N)[i]!));
    near(f(M, N), pairs);
    near(f(spread(M), spread(N)), pairs);
    near(f(spread(M), -1), flat(M).map((x) => meaning(x, -1))); // biome-ignore format: one line
  });
  const unaries: [string, (a: NDArray) => NDArray, (x: number) => number][] = [
    ["neg", (a) => a.neg(), (x) => -x],
    ["rsub", (a) => a.rsub(1), (x) => 1 - x],
    ["pow", (a) => a.pow(3), (x) => x ** 3],
    ["exp", (a) => a.mul(0.5).exp(), (x) => Math.exp(x / 2)],
    ["log", (a) => a.mul(a).log(), (x) => Math.log(x * x)],
    ["tanh", (a) => a.tanh(), Math.tanh],
  ];
  test.each(unaries)("%s", (_, f, meaning) => {
    for (const a of [M, spread(M)]) near(f(a), flat(M).map(meaning));
  });

  const reductions: [axes: number | number[] | null, shape: number[], sums: number[], largest: number[]][] = [
    [null, [], [276], [23]],
    [0, [3, 4], [12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32, 34], [12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23]],
    [1, [2, 4], [12, 15, 18, 21, 48, 51, 54, 57], [8, 9, 10, 11, 20, 21, 22, 23]],
    [-1, [2, 3], [6, 22, 38, 54, 70, 86], [3, 7, 11, 15, 19, 23]],
    [[0, -1], [3], [60, 92, 124], [15, 19, 23]],
  ]; // biome-ignore format: a table
  test.each(reductions)("sum and max over %j", (axes, shape, sums, largest) => {
    for (const [result, numbers] of [[A.sum(axes), sums], [A.max(axes), largest]] as const)
      expect([result.shape, flat(result)]).toEqual([shape, numbers]); // biome-ignore format: pairs
    const kept = A.shape.map((d, i) => (axes === null || [axes].flat().some((x) => (x + 3) % 3 === i) ? 1 : d));
    expect([A.sum(axes, { keepdims: true }).shape, A.max(axes, { keepdims: true }).shape]).toEqual([kept, kept]);
    expect(flat(A.neg().flip(1).max(axes))).toHaveLength(sums.length);
  });

  test.each([
    [8, 8, 8],
    [16, 8, 24],
    [24, 32, 16],
    [8, 8, 9],
    [5, 7, 3],
    [1, 4, 1],
    [17, 16, 8],
  ])("matmul %i × %i × %i", (m, n, p) => {
    // biome-ignore format: a table
    const [a, b] = [iota([n, m], device).permute([1, 0]).mul(0.01), iota([n, p], device).flip(0).sub(3)];
    const [x, y] = [flat(a), flat(b)];
    const at = (i: number): number => {
      const [row, column] = [Math.floor(i / p), i % p];
      return Array.from({ length: n }, (_, k) => x[row * n + k]! * y[k * p + column]!).reduce((s, v) => s + v, 0);
    };
    const product = a.matmul(b);
    expect([product.shape, product.isCompact()]).toEqual([[m, p], true]);
    flat(product).forEach((v, i) => {
      expect(Math.abs(v / at(i) - 1)).toBeLessThan(1e-5);
    });
  });

  test("makes arrays", () => {
    expect([flat(device.full([2], 3)), device.empty([2, 3]).shape]).toEqual([[3, 3], [2, 3]]); // biome-ignore format: one line
    expect(device.oneHot(3, [2, 0]).numpy()).toEqual([[0, 0, 1], [1, 0, 0]]); // biome-ignore format: a matrix
    hw2.random.seed(0);
    near(device.rand([2]), [0.5488135, 0.71518937]);
    hw2.random.seed(0);
    near(device.randn([1, 2]), [1.76405235, 0.40015721]);
    expect([array(M, device).handle === M.handle, M.to(device) === M]).toEqual([false, true]);
  });
});

test("tiles give what plain loops give, in the course's layout", () => {
  const [m, n, p, t] = [16, 24, 8, cpu().mod.tileSize!];
  const [a, b] = [cpu().randn([m, n]), cpu().randn([n, p])];
  const tile = (x: NDArray, rows: number, columns: number) =>
    x.asStrided([rows / t, columns / t, t, t], [columns * t, t, columns, 1]);
  expect(flat(tile(a, m, n).get(1, 2, 3, 4))).toEqual(flat(a.get(8 + 3, 16 + 4)));
  const [plain, tiles] = [new Float32Array(m * p), new Float32Array(m * p)];
  cpu().mod.matmul(a.handle, b.handle, plain, m, n, p);
  cpu().mod.matmulTiled(tile(a, m, n).compact().handle, tile(b, n, p).compact().handle, tiles, m, n, p);
  const back = NDArray.make([m / t, p / t, t, t], cpu(), { handle: tiles })
    .permute([0, 2, 1, 3])
    .compact();
  expect(back.handle).toEqual(plain);
  expect(() => cpuNumpy().mod.matmulTiled(plain, plain, tiles, 8, 8, 8)).toThrow("cpuNumpy has no tiles");
});

test("make: shape, strides, device, handle, offset", () => {
  const handle = Float32Array.of(0, 1, 2, 3, 4, 5);
  const view = NDArray.make([2, 2], cpu(), { handle, strides: [-2, 1], offset: 3 });
  expect(view.numpy()).toEqual([[3, 4], [1, 2]]); // biome-ignore format: a matrix
  expect(view.isCompact()).toBe(false);
  expect(NDArray.make([2, 3], cpu(), { handle }).isCompact()).toBe(true);
  expect(NDArray.make([2, 2], cpu(), { handle }).isCompact()).toBe(false); // the memory is larger
  expect(String(view)).toBe("NDArray([[3,4],[1,2]], device=cpu)");
});

const a = iota([3, 4]);
const refused: [string, () => unknown, string][] = [
  ["a range beyond the axis", () => a.get("0:100"), "get: 100 is outside axis 0 of shape [3, 4]"],
  ["a number beyond the axis", () => a.get(0, 4), "get: 4 is outside axis 1 of shape [3, 4]"],
  ["a negative number beyond", () => a.get(-4), "get: -4 is outside axis 0"],
  ["half a number", () => a.get(0.5), "get: 0.5 is outside axis 0"],
  ["writing beyond", () => a.set(["2:4"], 0), "set: 4 is outside axis 0"],
  ["negative steps", () => a.get("::-1"), "get: the step is -1; steps are whole numbers from 1; flip() turns an axis round"], // biome-ignore format: a row
  ["empty ranges", () => a.get("2:2"), "get: 2:2 of axis 0 of shape [3, 4] is empty"],
  ["too many indices", () => a.get(0, 0, 0), "get: 3 indices for the 2 axes of shape [3, 4]"],
  ["what is no index", () => a.get("x"), 'get: "x" is no index'],
  ["other counts", () => a.set([0], array([1, 2])), "set: [2] does not fill [1, 4]"],
  ["strides that leave the memory", () => a.asStrided([3, 5], [4, 1]), "takes places 0 … 12, the memory has 12"],
  ["offsets before it", () => NDArray.make([1], cpu(), { handle: a.handle, offset: -1 }), "takes places -1 … -1"],
  ["too few strides", () => a.asStrided([3, 4], [4]), "strides [4] do not fit shape [3, 4]"],
  ["reshape", () => a.reshape([5, -1]), "reshape: [3, 4] does not fill [5, -1]"],
  ["permute", () => a.permute([0]), "permute: 1 axes for shape [3, 4]"],
  ["permute twice", () => a.permute([0, 0]), "permute: axis 0 is named twice"],
  ["broadcastTo", () => a.broadcastTo([2, 4]), "broadcastTo: [3, 4] does not broadcast to [2, 4]"],
  ["pad", () => a.pad([[1, 1]]), "pad: shape [3, 4] needs 2 pairs of whole numbers from 0"],
  ["sums of no axis", () => a.sum(2), "sum: axis 2 is out of range for shape [3, 4]"],
  ["shapes", () => a.add(array([1, 2])), "add: shapes differ, [3, 4] and [2]; call broadcastTo() first"],
  ["matmul", () => a.matmul(a), "matmul: inner sizes of two matrices differ, [3, 4] @ [3, 4]"],
  ["devices", () => a.add(a.to(cpuNumpy())), "add: arrays on cpu and cpuNumpy; move one with to(device)"],
  ["a device that is not there", () => a.to(cuda()), "the device cuda is not there: enabled() is false"],
  ["labels", () => cpu().oneHot(3, [3]), "oneHot: label 3 at 0 is outside the 3 classes 0 … 2"],
];
test.each(refused)("refuses %s", (_, f, message) => {
  expect(f).toThrow(message);
});
