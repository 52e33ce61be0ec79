// Homework 1: the graph itself. Its order, its gradients, when it computes, and what it costs.
import { describe, expect, test, vi } from "vitest";
import { hw1 } from "../../src/course/index.ts";
import { tensor } from "../../src/index.ts";
import { randn } from "./hw1-helpers.ts";

const { Tensor } = hw1;
type Tensor = hw1.Tensor;

/** Runs in lazy mode, and turns it off whatever happens. */
function lazily(body: () => void): void {
  const before = hw1.setLazyMode(true);
  try {
    body();
  } finally {
    hw1.setLazyMode(before);
  }
}

describe("findTopoSort", () => {
  const names = (nodes: readonly hw1.Value[], known: Map<hw1.Value, string>): string[] =>
    nodes.map((node) => known.get(node) ?? node.op!.constructor.name);

  test("lists inputs in order, each once, the node last", () => {
    const [a, b] = [new Tensor([0.4]), new Tensor([0.5])];
    const known = new Map<hw1.Value, string>([[a, "a"], [b, "b"]]); // biome-ignore format: pairs
    expect(names(hw1.findTopoSort([a.mul(b).add(a.mul(b).log())]), known)).toEqual(
      ["a", "b", "EWiseMul", "EWiseMul", "Log", "EWiseAdd"], // biome-ignore format: an order
    );
    const shared = a.mul(b);
    expect(names(hw1.findTopoSort([shared.add(b.sub(shared)).mul(a)]), known)).toEqual(
      ["a", "b", "EWiseMul", "Negate", "EWiseAdd", "EWiseAdd", "EWiseMul"], // biome-ignore format: an order
    );
    expect(names(hw1.findTopoSort([b.div(a)]), known)).toEqual(["b", "a", "EWiseDiv"]);
    expect(names(hw1.findTopoSort([a]), known)).toEqual(["a"]);
  });

  test("the course's example: (a + (b + c) · d) with matrices", () => {
    const [a, b, c, d] = [1, 2, 3, 4].map((seed) => randn([2, 2], seed)) as [Tensor, Tensor, Tensor, Tensor];
    const sum = b.add(c);
    const product = sum.matmul(d);
    const e = a.add(product);
    const f = e.exp().mul(product);
    expect(hw1.findTopoSort([f])).toEqual([a, b, c, sum, d, product, e, f.inputs[0], f]);
    const order = hw1.findTopoSort([f]);
    [a, b, c, sum, d, product, e, f.inputs[0], f].forEach((node, i) => {
      expect(order[i]).toBe(node);
    });
  });

  test("several nodes: one after the other, without repeats", () => {
    const [a, b] = [new Tensor([1]), new Tensor([2])];
    const [sum, product] = [a.add(b), b.mul(a)];
    const order = hw1.findTopoSort([product, sum, b]);
    expect(order.map((node) => [a, b, sum, product].indexOf(node as Tensor))).toEqual([1, 0, 3, 2]);
  });
});

describe("a chain of 100,000 operations", () => {
  const length = 100_000;
  test("is ordered, differentiated and computed", { timeout: 60_000 }, () => {
    const x = new Tensor([1, 2], { dtype: "float64" });
    let y: Tensor = x;
    for (let i = 0; i < length; i++) y = i % 2 === 0 ? y.mul(1.00001) : y.sub(0.5);
    expect(hw1.findTopoSort([y])).toHaveLength(length + 1);
    y.backward();
    const [first, second] = x.grad!.toTypedArray();
    expect(first).toBeCloseTo(1.00001 ** (length / 2), 9);
    expect(second).toBe(first);
  });
  test("in lazy mode as well", { timeout: 60_000 }, () => {
    lazily(() => {
      const x = new Tensor([1], { dtype: "float64" });
      let y: Tensor = x;
      for (let i = 0; i < length; i++) y = y.add(1);
      expect(y.cachedData).toBeNull();
      y.backward();
      expect(y.numpy()).toEqual([length + 1]);
      expect(x.grad!.numpy()).toEqual([1]);
    });
  });
  test("a value that 1,000 operations use", () => {
    const x = new Tensor([3], { dtype: "float64" });
    let y: Tensor = x.mul(0);
    for (let i = 0; i < 1000; i++) y = y.add(x);
    y.backward();
    expect(x.grad!.numpy()).toEqual([1000]);
  });
});

describe("gradients", () => {
  test(".grad is overwritten on every node; the library itself accumulates", () => {
    const x = new Tensor([1, 2]);
    const square = x.mul(x);
    for (let i = 0; i < 3; i++) square.sum().backward();
    expect(x.grad!.numpy()).toEqual([2, 4]);
    expect(square.grad!.numpy()).toEqual([1, 1]);
    x.mul(5).backward();
    expect(x.grad!.numpy()).toEqual([5, 5]);

    const v = tensor([1, 2], { requiresGrad: true });
    for (let i = 0; i < 3; i++) v.mul(v).sum().backward();
    expect(v.grad!.toArraySync()).toEqual([6, 12]);
  });

  test("backward takes a gradient of the output's shape", () => {
    const x = new Tensor([1, 2]);
    x.mul(3).backward(new Tensor([1, -1]));
    expect(x.grad!.numpy()).toEqual([3, -3]);
    expect(() => x.mul(3).backward(new Tensor([1]))).toThrow("backward: the gradient is [1], the tensor [2]");
    expect(() => x.detach().backward()).toThrow("nothing upstream of this tensor requires a gradient");
  });

  test("sumNodeList", () => {
    const [a, b, c] = [new Tensor([1]), new Tensor([2]), new Tensor([4])];
    expect(hw1.sumNodeList([a, b, c]).numpy()).toEqual([7]);
    expect(hw1.sumNodeList([a])).toBe(a);
    expect(() => hw1.sumNodeList([])).toThrow("nothing to sum");
  });

  test("nothing goes to what requires none", () => {
    const [x, w] = [new Tensor([[1, 2]], { requiresGrad: false }), new Tensor([[3], [4]])]; // biome-ignore format: matrices
    x.matmul(w).backward();
    expect([x.grad, w.grad!.numpy()]).toEqual([null, [[1], [2]]]);
    const constant = x.add(1);
    expect([constant.requiresGrad, constant.isLeaf(), constant.inputs.length]).toEqual([false, true, 0]);
  });

  test("an operation of one's own", () => {
    class Square extends hw1.TensorOp {
      override compute(a: hw1.NDArray) {
        return a.mul(a);
      }
      override gradient(outGrad: Tensor, node: Tensor) {
        return outGrad.mul(hw1.inputOf(node)).mul(2);
      }
    }
    const x = new Tensor([3]);
    const y = new Square().call(x);
    y.backward();
    expect([y.numpy(), x.grad!.numpy()]).toEqual([[9], [6]]);
    expect(new Square().gradientAsTuple(new Tensor([1]), y)).toHaveLength(1);
    class Wrong extends Square {
      override gradient(outGrad: Tensor): never {
        return [outGrad, outGrad] as never;
      }
    }
    expect(() => new Wrong().call(x).backward()).toThrow("Wrong: gradient gave 2 gradients for 1 inputs");
  });
});

describe("lazy mode", () => {
  test("computes nothing until something is read, then everything once", () => {
    const [compute, other] = [vi.spyOn(hw1.EWiseMul.prototype, "compute"), vi.spyOn(hw1.Exp.prototype, "compute")];
    lazily(() => {
      const x = new Tensor([1, 2]);
      const y = x.mul(x);
      const z = y.exp().add(y);
      expect([y.cachedData, z.cachedData]).toEqual([null, null]);
      expect([compute.mock.calls.length, other.mock.calls.length]).toEqual([0, 0]);
      expect(z.numpy()).toEqual([1, 4].map((v) => expect.closeTo(Math.exp(v) + v, 4)));
      expect([compute.mock.calls.length, other.mock.calls.length]).toEqual([1, 1]);
      expect(y.cachedData).not.toBeNull();
      z.numpy();
      expect(compute.mock.calls.length).toBe(1);
    });
    const eager = new Tensor([1, 2]).mul(new Tensor([3, 4]));
    expect(eager.cachedData).not.toBeNull();
    expect(compute.mock.calls.length).toBe(2);
    vi.restoreAllMocks();
  });

  test("keeps the graph of what requires no gradient, gives the same gradients, and is off by default", () => {
    expect(hw1.LAZY_MODE).toBe(false);
    lazily(() => {
      expect(hw1.LAZY_MODE).toBe(true);
      const constant = new Tensor([1], { requiresGrad: false }).add(1);
      expect([constant.isLeaf(), constant.requiresGrad]).toEqual([false, false]);
      const x = new Tensor([-1, 3]);
      x.relu().mul(x).sum().backward();
      expect(x.grad!.numpy()).toEqual([0, 6]);
    });
  });
});

describe("tensors", () => {
  test("come from numbers, typed arrays, matrices, tensors of needle-ts and of the course; data are copied", () => {
    const data = new Float32Array([1, 2, 3, 4]);
    const x = new Tensor(data, { shape: [2, 2] });
    data[0] = 9;
    expect(x.numpy()).toEqual([[1, 2], [3, 4]]); // biome-ignore format: a matrix
    expect(new Tensor([[1], [2]]).shape).toEqual([2, 1]); // biome-ignore format: a matrix
    expect(new Tensor(5).numpy()).toBe(5);
    expect(new Tensor(tensor([1, 2]).mul(2)).numpy()).toEqual([2, 4]);
    expect(new Tensor(x, { dtype: "float64", shape: [4] }).toTypedArray()).toEqual(new Float64Array([1, 2, 3, 4]));
    expect([x.dtype, x.requiresGrad, x.isLeaf(), x.op, x.device]).toEqual([
      "float32",
      true,
      true,
      null,
      tensor(0).device,
    ]);
    expect(String(new Tensor([1, 2]))).toBe("needle.Tensor([1,2])");
    const parameter = tensor([1], { requiresGrad: true });
    const held = new Tensor(parameter);
    parameter.assign(tensor([2]));
    expect(held.numpy()).toEqual([1]);
  });

  test("know what they were made of", () => {
    const [a, b] = [new Tensor([1]), new Tensor([2])];
    const sum = a.add(b);
    expect([sum.isLeaf(), sum.inputs[0] === a, sum.inputs[1] === b]).toEqual([false, true, true]);
    expect(sum.op).toBeInstanceOf(hw1.EWiseAdd);
    expect((a.add(3).op as hw1.AddScalar).scalar).toBe(3);
    const detached = sum.detach();
    expect([detached.isLeaf(), detached.requiresGrad, detached.numpy()]).toEqual([true, false, [3]]);
  });

  test("operators take tensors and numbers", () => {
    const [a, b] = [new Tensor([6, 8]), new Tensor([2, 4])];
    expect([a.add(b), a.sub(b), a.mul(b), a.div(b), b.pow(b)].map((t) => t.numpy())).toEqual(
      [[8, 12], [4, 4], [12, 32], [3, 2], [4, 256]], // biome-ignore format: results
    );
    expect(
      [a.add(1), a.sub(1), a.mul(2), a.div(2), b.pow(3), a.neg(), a.rsub(1), a.rdiv(24)].map((t) => t.numpy()),
    ).toEqual(
      [[7, 9], [5, 7], [12, 16], [3, 4], [8, 64], [-6, -8], [-5, -7], [4, 3]], // biome-ignore format: results
    );
  });

  test("transpose swaps two axes; it is no permutation", () => {
    const x = randn([2, 3, 4], 1);
    expect(x.transpose().shape).toEqual([2, 4, 3]);
    expect(x.transpose([0, 2]).shape).toEqual([4, 3, 2]);
    expect(x.transpose([1, 0]).shape).toEqual([3, 2, 4]);
    expect(new Tensor([[1, 2], [3, 4]]).transpose().numpy()).toEqual([[1, 3], [2, 4]]); // biome-ignore format: matrices
    expect(() => x.transpose([0, 3])).toThrow("transpose: axis 3 is out of range for shape [2, 3, 4]");
  });

  test("summation keeps no axes of size 1, and takes no wrong axes", () => {
    expect(randn([2, 3], 1).sum(-1).shape).toEqual([2]);
    expect(() => randn([2, 3], 1).sum(2)).toThrow("summation: axis 2 is out of range for shape [2, 3]");
    expect(() => randn([2, 3], 1).sum([0, -2])).toThrow("summation: axis -2 is named twice");
    expect(() => randn([2, 3], 1).matmul(randn([4, 2], 1))).toThrow("matmul: inner sizes differ, [2, 3] @ [4, 2]");
    expect(() => randn([3], 1).matmul(randn([3, 2], 1))).toThrow("matmul: matrices have two axes or more");
  });

  test("data can be replaced, outside the graph", () => {
    const w = new Tensor([1, 2]);
    const y = w.mul(w);
    y.backward();
    w.data = w.data.sub(w.grad!.data.mul(0.25));
    expect([w.numpy(), w.isLeaf(), w.requiresGrad, y.numpy()]).toEqual([[0.5, 1], true, true, [1, 4]]);
    expect(w.data.requiresGrad).toBe(false);
    expect(() => void (w.data = new Tensor(new Float64Array(2)))).toThrow(
      "data: float64 does not fit a float32 tensor",
    );
    expect(() => void (w.data = new Tensor([1]))).toThrow("data: [1] does not fit a tensor of shape [2]");
  });

  test("updates in any order use the old values", () => {
    const [a, b] = [new Tensor([2]), new Tensor([5])];
    a.mul(b).backward();
    b.data = new Tensor([100]);
    a.data = new Tensor([100]);
    expect([a.grad!.numpy(), b.grad!.numpy()]).toEqual([[5], [2]]);
  });
});

test("tensorCounter counts what is made", () => {
  const { made, alive } = hw1.tensorCounter();
  new Tensor([1]).add(1).mul(2);
  expect(hw1.tensorCounter().made - made).toBe(3);
  expect(hw1.tensorCounter().alive).toBeLessThanOrEqual(alive + 3);
});
