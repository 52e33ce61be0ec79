// Products against PyTorch and NumPy (products.py), what they refuse, and in which order einsum multiplies.
import { describe, expect, test } from "vitest";
import { bestOrder } from "../../src/graph/compose/contraction-order.ts";
import * as needle from "../../src/index.ts";
import { explain, grad, gradCheck, type Tensor, tensor, zeros } from "../../src/index.ts";
import { testRecorded } from "./recorded.ts";

testRecorded("./products.json");

const einsum = needle.einsum as (equation: string, ...tensors: Tensor[]) => Tensor;
const shaped = (...shapes: number[][]): Tensor[] => shapes.map((shape) => zeros(shape));

describe("an equation that is none, or does not fit", () => {
  test.each<[string, number[][], string]>([
    [
      "ij,jk->ik",
      [
        [2, 3],
        [4, 5],
      ],
      "label 'j' is both 3 and 4, in [2, 3] and [4, 5]",
    ],
    ["ij,jk->ik", [[2, 3]], "it names 2 operands, and there are 1"],
    ["ij->i", [[2]], "'ij' names 2 axes, operand 0 has the shape [2]"],
    ["...ijk->i", [[2, 3]], "'...ijk' names 3 axes, operand 0 has the shape [2, 3]"],
    ["ij->k", [[2, 3]], "label 'k' of the result is in no operand"],
    ["ij->ii", [[2, 3]], "label 'i' is twice in the result"],
    ["i1->i", [[2, 3]], "'1' is no label; labels are letters"],
    ["i->i->i", [[2]], "there is more than one '->'"],
    ["...i...->i", [[2, 3]], "'...i...' has more than one '...'"],
    ["...i->i", [[2, 3]], "the result must have the '...' of the operands"],
    ["ii->i", [[2, 3]], "label 'i' is both 2 and 3"],
    [
      "...i,...i->...",
      [
        [2, 4],
        [3, 4],
      ],
      "an axis under '...' is both 2 and 3",
    ],
  ])("%s of %j", (equation, shapes, message) => {
    expect(() => einsum(equation, ...shaped(...shapes))).toThrow(message);
  });
  test("no operands, too many, and what is no tensor", () => {
    expect(() => einsum("->")).toThrow("einsum: there are no operands");
    const many = new Array<Tensor>(11).fill(tensor([1]));
    expect(() => einsum(many.map(() => "i").join(), ...many)).toThrow("einsum: 11 operands are too many");
    expect(() => einsum("i", [1, 2] as never)).toThrow("einsum: a tensor is needed");
  });
});

describe("the order of einsum", () => {
  const sizes = new Map([
    ["a", 1000],
    ["b", 2],
    ["c", 1000],
    ["d", 3],
    ["e", 50],
  ]);
  test.each<[string[], string, unknown]>([
    [["ab", "bc", "cd"], "ad", [0, [1, 2]]],
    [["ab", "bc", "a"], "c", [1, [0, 2]]],
    [["ab", "cd", "be"], "acde", [1, [0, 2]]],
    [["abe"], "e", 0],
  ])("%j to %s", (inputs, output, wanted) => {
    const sorted = (order: unknown): unknown =>
      Array.isArray(order)
        ? order.map(sorted).sort((a, b) => String(a).length - String(b).length || Number(a) - Number(b))
        : order;
    const found = bestOrder(
      inputs.map((term) => [...term]),
      [...output],
      sizes,
    );
    expect(sorted(found)).toEqual(sorted(wanted));
  });
  test("every product is one kernel, and nothing is copied for it", () => {
    const [a, b, c] = [zeros([6, 5]), zeros([5, 4]), zeros([4, 3])].map((t) =>
      tensor(t.dataSync(), { shape: t.shape }),
    );
    expect(explain(einsum("ij,jk->ki", a!, b!)).match(/product/g)?.length).toBe(1);
    expect(explain(einsum("ij,jk,kl->li", a!, b!, c!)).split("kernels")[0]).toContain("2 ");
  });
});

test("second derivatives", async () => {
  const wave = (...shape: number[]): Tensor =>
    tensor(
      Float64Array.from({ length: shape.reduce((n, d) => n * d, 1) }, (_, i) => ((i * 37) % 17) / 9 - 0.8),
      { shape },
    );
  const functions: ((x: Tensor) => Tensor)[] = [
    (x) => einsum("ij,jk,ik->k", x, wave(3, 4), wave(2, 4)).square(),
    (x) => einsum("ij,kj->", x, x),
    (x) => x.var(1, { correction: 0 }),
    (x) => x.std(),
    (x) => x.norm(3, 1),
    (x) => x.cdist(wave(2, 3).add(0.1)),
    (x) => x.cosineSimilarity(wave(2, 3)),
    (x) => x.interp(tensor([-2, 0.1, 3], { dtype: "float64" }), tensor([1, 4, 9], { dtype: "float64" })),
    (x) => x.kron(x),
    (x) => x.cross(wave(1, 3)),
  ];
  for (const f of functions) {
    await gradCheck(f, [wave(2, 3)], { tolerance: 1e-6 });
    await gradCheck((x) => grad((y: Tensor) => f(y).square().sum())(x).mul(x.cos()), [wave(2, 3)], { tolerance: 1e-5 });
  }
});

test("what does not fit is refused in words", () => {
  const loose = (x: Tensor) => x as unknown as Record<string, (...args: unknown[]) => Tensor>;
  const [v, m] = [zeros([3]), zeros([2, 3])];
  for (const [f, message] of [
    [() => loose(v)["dot"]!(m), "dot: two vectors are needed, not [3] and [2, 3]"],
    [() => loose(v)["dot"]!(zeros([4])), "matmul: inner sizes differ, [3] @ [4]"],
    [() => loose(zeros([2, 3, 4]))["bmm"]!(zeros([1, 4, 5])), "bmm: batches differ, [2, 3, 4] @ [1, 4, 5]"],
    [() => m.tensordot(m, 3), "tensordot: [2, 3] and [2, 3] do not have 3 axes to sum over"],
    [() => m.tensordot(m, [[0], [1]]), "tensordot: axis 0 of [2, 3] and axis 1 of [2, 3] have different sizes"],
    [
      () =>
        m.tensordot(m, [
          [0, 0],
          [0, 0],
        ]),
      "tensordot: an axis is named twice",
    ],
    [() => m.tensordot(m, [[0, 1], [0]]), "tensordot: 2 axes of the first operand are paired with 1 of the second"],
    [() => m.cross(zeros([2, 3]), 0), "cross: vectors of 3 are needed along axis 0"],
    [() => v.trace(), "trace: [3] is no matrix"],
    [() => m.cdist(zeros([2, 4])), "cdist: two lists of points of the same dimension are needed"],
    [() => m.interp(v, zeros([4])), "interp: points and values must be two vectors of the same size"],
    [() => m.interp(zeros([1]), zeros([1])), "interp: 1 points make no line; two are needed"],
  ] as const)
    expect(f).toThrow(message);
});
