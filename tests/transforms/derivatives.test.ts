// Derivatives as functions of functions, against PyTorch (reference.py) and on every device.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  compile,
  customGradient,
  deviceNames,
  explain,
  GradientError,
  grad,
  gradCheck,
  hessian,
  jacobian,
  jvp,
  noGrad,
  parameter,
  ShapeError,
  setDefaultDevice,
  type Tensor,
  tensor,
  valueAndGrad,
  vjp,
} from "../../src/index.ts";
import recorded from "./reference.json" with { type: "json" };

const standard = tensor(0).device;

type Function = (...x: Tensor[]) => Tensor;
const wave = (shape: readonly number[], seed: number): Tensor => {
  const size = shape.reduce((n, d) => n * d, 1);
  return tensor(
    Float64Array.from({ length: size }, (_, i) => (((i * 37 + seed * 11) % 101) - 50.3) / 50),
    { shape },
  );
};
const list = async (t: Tensor): Promise<number[]> => Array.from(await t.data());

const functions: Record<string, Function> = {
  elementwise: (x) => x!.sin().mul(x!),
  "matrix to vector": (x) =>
    x!
      .matmul(wave([3, 2], 5))
      .tanh()
      .sum(0),
  "vector to matrix": (x) => x!.unsqueeze(1).mul(x!.exp()),
  "scalar to matrix": (x) => wave([2, 2], 3).mul(x!.pow(3)),
  softmax: (x) => x!.softmax(1),
  "largest, and an index": (x) => x!.max(1).mul(x!.at(1).at(0)),
  "two inputs": (x, y) => x!.matmul(y!).mul(x!.sum()),
  "an input that does not matter": (x) => x!.square(),
  linear: (x) => x!.permute(1, 0).at(1).mul(3),
  "log sum exp of products": (x, y) => x!.mul(y!).logSumExp(0),
};

interface Flat {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}
async function same(found: Tensor, { shape, data }: Flat): Promise<void> {
  expect(found.shape).toEqual(shape);
  const got = await list(found);
  got.forEach((x, i) => {
    expect(x).toBeCloseTo(data[i]!, 10);
  });
}
/** For lists of any length; the types are for literal ones. */
type Listed = (f: Function) => (...x: Tensor[]) => Tensor | Tensor[];
const jacobians = jacobian as unknown as Listed;
const hessians = hessian as unknown as (f: Function) => (...x: Tensor[]) => Tensor | Tensor[][];
const each = (t: Tensor | readonly Tensor[]): readonly Tensor[] => (Array.isArray(t) ? t : [t as Tensor]);

describe.each(deviceNames().filter((name) => name !== "null"))("%s", (name) => {
  beforeAll(() => setDefaultDevice(name));
  afterAll(() => setDefaultDevice(standard));

  test.each(recorded.map((r) => [r.name, r] as const))("%s", async (what, wanted) => {
    const f = functions[what]!;
    const inputs = wanted.shapes.map((s, i) => wave(s, i + 1));
    const tangents = wanted.shapes.map((s, i) => wave(s, i + 7));
    const [value, pullback] = vjp(f, ...inputs);
    await same(value, wanted.value);
    const pulled = pullback(wave(wanted.value.shape, 9));
    for (const [i, g] of pulled.entries()) await same(g, wanted.vjp[i]!);
    const [again, pushed] = jvp(f, inputs, tangents);
    await same(again, wanted.value);
    await same(pushed, wanted.jvp);
    for (const [i, j] of each(jacobians(f)(...inputs)).entries()) await same(j, wanted.jacobian[i]!);
    const second = hessians((...x) =>
      f(...x)
        .square()
        .sum(),
    )(...inputs);
    const rows = Array.isArray(second) ? second : [[second]];
    for (const [i, row] of rows.entries()) for (const [j, h] of row.entries()) await same(h, wanted.hessian[i]![j]!);
    for (const derived of [jacobians(f), (...x: Tensor[]) => vjp(f, ...x)[1](value)]) {
      const scalar = (...x: Tensor[]): Tensor =>
        each(derived(...x))[0]!
          .square()
          .sum();
      await gradCheck(scalar, inputs);
    }
    await gradCheck((...x) => jvp(f, x, tangents)[1].square().sum(), inputs);
  });
});

const x = tensor([0.5, -1.5], { dtype: "float64" });

test("nested arguments and results", async () => {
  const loss = ({ w, b }: { w: Tensor; b: readonly [Tensor] }, factor: number): Tensor => w.mul(factor).mul(b[0]).sum();
  const given = { w: x, b: [x.mul(2)] } as const;
  const [value, g] = valueAndGrad(loss, 0)(given, 3);
  expect(await value.item()).toBeCloseTo(15, 12);
  expect([await list(g.w), await list(g.b[0])]).toEqual([
    [3, -9],
    [1.5, -4.5],
  ]);
  expect(grad(loss)(given, 3)[1]).toBeNull();
  const [both, pullback] = vjp(({ a }: { a: Tensor }) => ({ first: a.exp(), rest: [a.square(), 7] as const }), {
    a: x,
  });
  expect(both.rest[1]).toBe(7);
  const [{ a }] = pullback({ first: x.mul(0), rest: [x, null] });
  expect(await list(a)).toEqual([0.5, 4.5]);
  const [, tangent] = jvp((p: { a: Tensor }) => [p.a.square(), p.a.detach()] as const, [{ a: x }], [{ a: x }]);
  expect([await list(tangent[0]), await list(tangent[1])]).toEqual([
    [0.5, 4.5],
    [0, 0],
  ]);
});

test("by some of the arguments", async () => {
  const f = (a: Tensor, labels: Tensor, b: Tensor): Tensor => a.mul(b).take(labels).sum();
  const ids = tensor([1, 1], { dtype: "int32" });
  expect(await list(grad(f, 2)(x, ids, x))).toEqual([0, -3]);
  const [db, da] = grad(f, [2, 0])(x, ids, x.mul(2));
  expect([await list(db), await list(da)]).toEqual([
    [0, -3],
    [0, -6],
  ]);
  expect(() => grad(f)(x, ids, x)).toThrow(/grad: argument 1 is int32, which has no gradient; say with argnums/);
});

test("derivatives go through: of outer transforms, and to variables inside", async () => {
  const w = parameter(tensor([2, 3], { dtype: "float64" }));
  const f = (t: Tensor): Tensor => t.square().mul(w);
  const sums = [
    (t: Tensor) => grad((u: Tensor) => f(u).sum())(t).sum(),
    (t: Tensor) => jvp(f, [t], [t.mul(0).add(1)])[1].sum(),
    (t: Tensor) => vjp(f, t)[1](t.mul(0).add(1))[0].sum(),
    (t: Tensor) => jacobian(f)(t).sum(),
    (t: Tensor) =>
      hessian((u: Tensor) => f(u).sum())(t)
        .mul(t)
        .sum(),
  ];
  for (const sum of sums) {
    w.zeroGrad();
    sum(x).backward();
    expect(await list(w.grad!)).toEqual([1, -3]);
    expect(await list(grad(sum)(x))).toEqual([4, 6]);
    expect(await list(noGrad(() => grad(sum)(x)))).toEqual([4, 6]);
    expect(await list(compile(grad(sum))(x))).toEqual([4, 6]);
  }
});

test("what nobody can differentiate has no graph", async () => {
  const f = (t: Tensor): Tensor => t.exp().sum();
  const [value, [g]] = valueAndGrad(f)(x);
  const [y, dy] = jvp((t: Tensor) => t.exp(), [x], [x]);
  expect([value, g, y, dy, jacobian(f)(x), hessian(f)(x)].map((t) => t.requiresGrad)).toEqual(Array(6).fill(false));
  const [, pullback] = vjp(f, x);
  const one = tensor(1, { dtype: "float64" });
  const [first, again] = [pullback(one), pullback(one)];
  expect(first[0].requiresGrad).toBe(false);
  expect(await list(again[0])).toEqual(await list(first[0]));
});

test("jvp where only the second input matters; jacobian in the direction that is cheaper", async () => {
  const [, dy] = jvp((_a: Tensor, b: Tensor) => b.square(), [x, x], [x, x.mul(10)]);
  expect(await list(dy)).toEqual([5, 45]);
  const rowsOf = (f: (t: Tensor) => Tensor, t: Tensor): number =>
    explain(jacobian(f)(t))
      .split("\n")
      .filter((line) => line.includes("matmul")).length;
  const [wide, tall] = [wave([2, 30], 1), wave([30, 2], 2)];
  const product = (w: Tensor) => (t: Tensor) => t.unsqueeze(0).matmul(w).tanh().matmul(w.transpose()).flatten();
  expect(rowsOf((t) => product(wide)(t), wave([2], 1))).toBeLessThan(10);
  expect(rowsOf((t) => t.unsqueeze(0).matmul(wide).tanh().flatten(), wave([2], 1))).toBeLessThan(10);
  expect(rowsOf((t) => t.unsqueeze(0).matmul(tall).tanh().flatten(), wave([30], 1))).toBeLessThan(10);
});

test("functions that do not depend, return an argument, or nothing at all", async () => {
  const constant = (): Tensor => tensor([1, 2], { dtype: "float64" });
  const zeros = [
    [0, 0],
    [0, 0],
  ];
  expect(await jacobian((_: Tensor) => constant())(x).toArray()).toEqual(zeros);
  expect(await jvp((_: Tensor) => constant(), [x], [x])[1].toArray()).toEqual([0, 0]);
  expect(await hessian((t: Tensor) => t.sum())(x).toArray()).toEqual(zeros);
  expect(await jacobian((t: Tensor) => t)(x).toArray()).toEqual([
    [1, 0],
    [0, 1],
  ]);
  const empty = tensor(new Float64Array(0), { shape: [0] });
  expect(jacobian((t: Tensor) => t.exp())(empty).shape).toEqual([0, 0]);
  expect(jacobian((t: Tensor) => t.sum())(empty).shape).toEqual([0]);
  expect(hessian((t: Tensor) => t.sum())(empty).shape).toEqual([0, 0]);
});

test("mistakes are named", () => {
  const square = (t: Tensor): Tensor => t.square();
  expect(() => grad(square)(x)).toThrow(GradientError);
  expect(() => grad(square)(x)).toThrow("grad: the function must return one element, not [2]; take its sum()");
  expect(() => hessian(square)(x)).toThrow("hessian: the function must return one element");
  expect(() => grad(square, 1 as 0)(x)).toThrow("grad: there is no argument 1, only 1 are given");
  expect(() => grad((() => 3) as never)(x)).toThrow("grad: the function must return a tensor");
  expect(() => jacobian((async (t: Tensor) => t) as unknown as typeof square)(x)).toThrow(/jacobian\(async …\)/);
  expect(() => jvp(square, [x], [tensor([1, 2, 3])])).toThrow(ShapeError);
  expect(() => jvp(square, [x], [tensor([1, 2, 3])])).toThrow("jvp: of the tangents, number 0 is [3], the tensor [2]");
  expect(() => jvp(square, [x], [] as never)).toThrow("jvp: 0 tangents were given for 1 tensors");
  expect(() => vjp(square, x)[1](tensor([1]))).toThrow("vjp: of the cotangents, number 0 is [1], the tensor [2]");
});

describe("customGradient", () => {
  test("is differentiated again through the inputs and the value", async () => {
    const exp = customGradient(
      (t) => t.exp(),
      (g, y) => [g.mul(y)],
    );
    const third = grad((t: Tensor) => grad((u: Tensor) => grad((v: Tensor) => exp(v).sum())(u).sum())(t).sum());
    const wanted = await list(x.exp());
    (await list(third(x))).forEach((g, i) => {
      expect(g).toBeCloseTo(wanted[i]!, 12);
    });
    await gradCheck((t) => exp(t).sum(), [x]);
    await gradCheck((t) => grad((u: Tensor) => exp(u).sum())(t).sum(), [x]);
    expect(await jacobian(exp)(x).toArray()).toEqual([
      [wanted[0], 0],
      [0, wanted[1]],
    ]);
    expect(await list(jvp(exp, [x], [tensor([1, 0], { dtype: "float64" })])[1])).toEqual([wanted[0], 0]);
  });
  test("asks the rule once in a backward pass, and takes null for no gradient", async () => {
    let asked = 0;
    const product = customGradient(
      (a: Tensor, b: Tensor, _unused: Tensor) => a.mul(b),
      (g, _y, a, b) => {
        asked++;
        return [g.mul(b), g.mul(a), null];
      },
    );
    const [w, v, u] = [1, 2, 3].map((n) => tensor([n], { requiresGrad: true })) as unknown as [Tensor, Tensor, Tensor];
    product(w, v, u).sum().backward();
    expect([await list(w.grad!), await list(v.grad!), u.grad, asked]).toEqual([[2], [1], null, 1]);
  });
  test("names what a rule gets wrong", () => {
    const few = customGradient((a: Tensor, b: Tensor) => a.mul(b), ((g: Tensor) => [g]) as never);
    expect(() => grad((t: Tensor) => few(t, t).sum())(x)).toThrow("customGradient: 1 gradients were returned for 2");
    const wide = customGradient(
      (t) => t.sum(),
      (g) => [g],
    );
    expect(() => grad((t: Tensor) => wide(t))(x)).toThrow("customGradient: gradient 0 is [], the input [2]");
    expect(() => wide(tensor([1], { requiresGrad: true }).mul(2)).backward()).toThrow(ShapeError);
  });
});
