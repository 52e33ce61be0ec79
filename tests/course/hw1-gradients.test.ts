// Homework 1: every operation's gradient against central differences in float64, in every form of its shapes; then
// gradients of gradients.
import { describe, expect, test } from "vitest";
import { hw1 } from "../../src/course/index.ts";
import { checkGradient, derivative, randn, type Tensor, worst } from "./hw1-helpers.ts";

describe("element-wise operations", () => {
  const shapes: [string, number[]][] = [
    ["()", []],
    ["(5)", [5]],
    ["(3, 4)", [3, 4]],
  ];
  describe.each(shapes)("%s", (_, shape) => {
    const a = randn(shape, 1);
    const b = randn(shape, 2);
    const positive = randn(shape, 3, true);
    test("add", () => checkGradient(hw1.add, [a, b]));
    test("addScalar", () => checkGradient((x) => hw1.addScalar(x!, 7.5), [a]));
    test("multiply", () => checkGradient(hw1.multiply, [a, b]));
    test("mulScalar", () => checkGradient((x) => hw1.mulScalar(x!, -1.7), [a]));
    test("power", () => checkGradient(hw1.power, [positive, b]));
    test.each([0, 1, 2, 3, -1, 0.5, -2.5])("powerScalar %s", (s) =>
      checkGradient((x) => hw1.powerScalar(x!, s), [positive], 1e-5),
    );
    test("powerScalar of negative numbers", () => checkGradient((x) => hw1.powerScalar(x!, 3), [a]));
    test("divide", () => checkGradient(hw1.divide, [a, positive]));
    test("divideScalar", () => checkGradient((x) => hw1.divideScalar(x!, 0.3), [a]));
    test("negate", () => checkGradient(hw1.negate, [a]));
    test("log", () => checkGradient(hw1.log, [positive]));
    test("exp", () => checkGradient(hw1.exp, [a]));
    test("relu", () => checkGradient(hw1.relu, [a]));
    test("an operand used twice", () => checkGradient((x, y) => x!.mul(y!).add(x!.exp()).sub(y!.mul(y!)), [a, b]));
    test("1 − x and 1 / x", () => checkGradient((x) => x!.rsub(1).mul(x!.rdiv(3)), [positive]));
  });

  test.each([
    [[3, 4], [4]],
    [
      [3, 1],
      [1, 4],
    ],
    [[], [2, 3]],
  ])("broadcast where shapes differ: %j and %j", (p, q) => {
    const [a, b] = [randn(p, 1, true), randn(q, 2, true)];
    for (const f of [hw1.add, hw1.multiply, hw1.divide, hw1.power]) checkGradient(f, [a, b]);
    checkGradient((x, y) => x!.sub(y!), [a, b]);
  });

  test("relu: 1 where x > 0, 0 at 0", () => {
    const x = new hw1.Tensor([-1, 0, 2]);
    hw1.relu(x).backward();
    expect(x.grad!.numpy()).toEqual([0, 0, 1]);
  });
});

describe("movement", () => {
  const axes: ([number, number] | null)[] = [null, [0, 1], [1, 2], [0, -1], [-1, -3], [1, 1]];
  test.each(axes.map((pair) => [pair]))("transpose %j", (pair) => {
    checkGradient((x) => hw1.transpose(x!, pair), [randn([3, 5, 4], 1)]);
  });
  test("reshape, both ways", () => {
    checkGradient((x) => hw1.reshape(x!, [5, 4]), [randn([4, 5], 1)]);
    checkGradient((x) => hw1.reshape(x!, [2, -1, 2]), [randn([12], 1)]);
    checkGradient((x) => hw1.reshape(x!, []), [randn([1, 1], 1)]);
    checkGradient((x) => hw1.reshape(x!, [1, 1]), [randn([], 1)]);
  });
  const broadcasts: [number[], number[]][] = [
    [[3, 1], [3, 3]],
    [[1, 3], [3, 3]],
    [[1], [3, 3, 3]],
    [[], [3, 3, 3]],
    [[5, 4, 1], [5, 4, 3]],
    [[4], [2, 3, 4]],
    [[3, 1, 2], [2, 3, 4, 2]],
    [[1, 1], [1, 1, 1]],
    [[2, 3], [2, 3]],
  ]; // biome-ignore format: a list
  test.each(broadcasts)("broadcastTo: %j to %j", (from, to) => {
    checkGradient((x) => hw1.broadcastTo(x!, to), [randn(from, 1)]);
  });
});

describe("sums", () => {
  const sums: (number | number[] | null)[] = [null, 0, 1, 2, -1, -3, [0, 1], [2, 0], [-1, 0], [-2], [0, 1, 2], []];
  test.each(sums.map((axes) => [axes]))("summation over %j", (axes) => {
    const x = randn([5, 4, 2], 1);
    checkGradient((a) => hw1.summation(a!, axes), [x]);
    const left = [5, 4, 2].filter((_, i) => axes !== null && ![axes].flat().some((axis) => (axis + 3) % 3 === i));
    expect(hw1.summation(x, axes).shape).toEqual(left);
  });
  test("summation of a number", () => checkGradient((a) => hw1.summation(a!), [randn([], 1)]));

  const products: [number[], number[], number[]][] = [
    [[5, 4], [4, 3], [5, 3]],
    [[1, 4], [4, 1], [1, 1]],
    [[2, 5, 4], [2, 4, 3], [2, 5, 3]],
    [[6, 6, 5, 4], [4, 3], [6, 6, 5, 3]],
    [[5, 4], [6, 6, 4, 3], [6, 6, 5, 3]],
    [[3, 5, 4], [2, 3, 4, 2], [2, 3, 5, 2]],
    [[2, 1, 5, 4], [3, 4, 2], [2, 3, 5, 2]],
    [[2, 1, 3, 4], [1, 3, 4, 2], [2, 3, 3, 2]],
    [[1, 3, 4], [4, 2], [1, 3, 2]],
  ]; // biome-ignore format: a list
  test.each(products)("matmul: %j @ %j", (p, q, shape) => {
    const [a, b] = [randn(p, 1), randn(q, 2)];
    expect(a.matmul(b).shape).toEqual(shape);
    checkGradient(hw1.matmul, [a, b]);
  });
});

describe("tuples", () => {
  test("gradients go through makeTuple, tupleGetItem and operations with two results", () => {
    const [a, b] = [randn([3], 1), randn([3], 2)];
    checkGradient((x, y) => hw1.makeTuple(x!, y!).get(0).mul(hw1.makeTuple(x!, y!).get(1)), [a, b]);
    checkGradient((x) => {
      const pair = hw1.fusedAddScalars(x!, 2, -3);
      expect(pair.length).toBe(2);
      return pair.get(0).mul(pair.get(1)).add(pair.get(0).exp());
    }, [a]); // biome-ignore format: one call
    checkGradient((x) => hw1.fusedAddScalars(x!, 2, -3).get(1).exp(), [a]);
  });

  test("hold their tensors, and refuse other indices", () => {
    const [a, b] = [randn([3], 1), randn([2], 2)];
    const pair = hw1.makeTuple(a, b);
    expect([pair.get(0), pair.get(1)]).toEqual([a, b]);
    expect(pair.get(1)).toBe(b);
    expect(pair.detach().get(1).numpy()).toEqual(b.numpy());
    expect(() => pair.get(2)).toThrow("tupleGetItem: there is no index 2 in a tuple of 2");
  });
});

test("softmaxLoss", () => {
  const y = new hw1.Tensor([[0, 1, 0], [1, 0, 0], [0, 0, 1], [0, 1, 0]], { dtype: "float64", requiresGrad: false }); // biome-ignore format: a matrix
  checkGradient((z) => hw1.softmaxLoss(z!, y), [randn([4, 3], 1)]);
  const W = (z: Tensor) => hw1.softmaxLoss(z.mul(z), y);
  checkGradient((z) => derivative(W)(z!), [randn([4, 3], 1)]);
});

describe("higher derivatives", () => {
  test("of x³: 3x², 6x, 6, 0", () => {
    const cube = (x: Tensor) => x.pow(3);
    const of = (f: (x: Tensor) => Tensor) => f(new hw1.Tensor([2, 0, -1], { dtype: "float64" })).numpy();
    expect(of(derivative(cube))).toEqual([12, 0, 3]);
    expect(of(derivative(derivative(cube)))).toEqual([12, 0, -6]);
    expect(of(derivative(derivative(derivative(cube))))).toEqual([6, 6, 6]);
    expect(of(derivative(derivative(derivative(derivative(cube)))))).toEqual([0, 0, 0]);
  });

  test("the course's example: x² + x·y", () => {
    const [x, y] = [new hw1.Tensor([2], { dtype: "float64" }), new hw1.Tensor([3], { dtype: "float64" })];
    x.mul(x).add(x.mul(y)).backward();
    const [dx, dy] = [x.grad!, y.grad!];
    expect([dx.numpy(), dy.numpy()]).toEqual([[7], [2]]);
    dx.backward();
    expect([x.grad!.numpy(), y.grad!.numpy()]).toEqual([[2], [1]]);
  });

  const matrix = randn([4, 3], 5);
  const fixed = new hw1.Tensor(matrix, { requiresGrad: false });
  const functions: [string, (x: Tensor) => Tensor][] = [
    ["exp and log", (x) => x.mul(x).add(1).log().mul(x.exp())],
    ["power", (x) => x.mul(x).add(1).pow(x)],
    ["powerScalar and divide", (x) => x.pow(4).div(x.mul(x).add(2))],
    ["matmul", (x) => x.matmul(fixed).matmul(x).exp()],
    ["relu", (x) => x.relu().pow(3).mul(x)],
    ["sums and broadcasts", (x) => x.sum(-1).pow(2).reshape([3, 1]).broadcastTo([3, 4]).mul(x).transpose().pow(2)],
  ];
  test.each(functions)("%s: the second and third are those of differences", (_, f) => {
    const x = new hw1.Tensor(randn([3, 4], 7).data.mul(0.5));
    checkGradient((z) => derivative(f)(z!), [x], 1e-6);
    checkGradient((z) => derivative(derivative(f))(z!), [x], 2e-6);
  });
});

test("float32 stays float32, in values and gradients", () => {
  const x = new hw1.Tensor([[0.1, 2], [3, 4]]); // biome-ignore format: a matrix
  const y = x.mul(0.1).add(1.5).pow(2).div(3).matmul(x.transpose()).exp().log().relu().sub(0.25).rsub(1).rdiv(2).sum();
  y.backward();
  expect([x.dtype, y.dtype, x.grad!.dtype]).toEqual(["float32", "float32", "float32"]);
  expect(new hw1.Tensor(new Float64Array([1])).add(0.1).dtype).toBe("float64");
  expect(worst(new hw1.Tensor(new Float64Array([1])).add(0.1).toTypedArray(), [1.1])).toBe(0);
});
