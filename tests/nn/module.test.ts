// Modules: called like functions, found through fields, printed, saved and loaded.
import { expect, test } from "vitest";
import { parameter, StateError, type Tensor, tensor, variable, zeros } from "../../src/index.ts";
import { Linear } from "../../src/nn/linear.ts";
import { Module } from "../../src/nn/module.ts";
import { Sequential } from "../../src/nn/sequential.ts";

class Net extends Module {
  first = new Linear(4, 8);
  blocks = [new Linear(8, 8), new Linear(8, 8, { bias: false })];
  byName = new Map([["head", new Sequential(new Linear(8, 2))]]);
  scale = parameter(tensor([2]));
  seen = variable(zeros([]));
  again = this.first; // shared
  override name = "a name of its own";
  width = 8;
  forward(x: Tensor<[number, 4]>): Tensor<[number, 2]> {
    let h: Tensor<[number, 8]> = this.first(x);
    for (const block of this.blocks) h = block(h).relu();
    return this.byName.get("head")!(h).mul(this.scale) as Tensor as Tensor<[number, 2]>;
  }
}

test("a module is called like a function and its class is its own", () => {
  const net = new Net();
  expect(net(zeros([3, 4])).shape).toEqual([3, 2]);
  expect(typeof net).toBe("function");
  expect(net).toBeInstanceOf(Net);
  expect(net).toBeInstanceOf(Module);
  expect(net.first).toBeInstanceOf(Module);
  expect(net.first).not.toBeInstanceOf(Net);
  expect(net.name).toBe("a name of its own");
});

test("parameters, buffers and modules in the order of the fields, shared ones once", () => {
  const net = new Net();
  expect(net.namedParameters().map(([name, p]) => `${name} ${p.shape}`)).toEqual([
    "first.weight 4,8",
    "first.bias 8",
    "blocks.0.weight 8,8",
    "blocks.0.bias 8",
    "blocks.1.weight 8,8",
    "byName.head.0.weight 8,2",
    "byName.head.0.bias 2",
    "scale 1",
  ]);
  expect(net.namedBuffers().map(([name]) => name)).toEqual(["seen"]);
  expect(net.namedModules().map(([name]) => name)).toEqual([
    "",
    "first",
    "blocks.0",
    "blocks.1",
    "byName.head",
    "byName.head.0",
  ]);
  expect(net.children()).toHaveLength(4);
});

test("train and eval reach every module", () => {
  const net = new Net();
  expect(
    net
      .eval()
      .modules()
      .map((m) => m.training),
  ).toEqual(Array(6).fill(false));
  expect(
    net
      .train()
      .modules()
      .map((m) => m.training),
  ).toEqual(Array(6).fill(true));
});

test("prints as PyTorch does", () => {
  expect(String(new Sequential(new Linear(4, 8), new Sequential(new Linear(8, 2, { bias: false }))))).toBe(
    `Sequential(
  (0): Linear(4, 8)
  (1): Sequential(
    (0): Linear(8, 2, bias=false)
  )
)`,
  );
});

test("a state goes into another module of the same class", async () => {
  const [a, b] = [new Net(), new Net()];
  const x = tensor([1, 2, 3, 4], { shape: [1, 4] });
  expect(await a(x).data()).not.toEqual(await b(x).data());
  expect(b.loadStateDict(a.stateDict())).toEqual({ missing: [], unexpected: [] });
  expect(await b(x).data()).toEqual(await a(x).data());
});

test("a state is a snapshot", async () => {
  const net = new Linear(2, 2);
  const state = net.stateDict();
  const before = await net.weight.data();
  net.weight.assign(zeros([2, 2]));
  expect(await state["weight"]!.data()).toEqual(before);
});

test("a state that does not fit changes nothing and is told in full", async () => {
  const net = new Linear(2, 3);
  const before = await net.weight.data();
  const wrong = { weight: zeros([2, 4]), extra: zeros([1]) };
  expect(() => net.loadStateDict(wrong)).toThrow(StateError);
  expect(() => net.loadStateDict(wrong)).toThrow(
    `loadStateDict: the state does not fit Linear; nothing was changed
  missing: bias [3]
  unexpected: extra [1]
  another shape: weight is [2, 3], the state has [2, 4]`,
  );
  expect(await net.weight.data()).toEqual(before);
  expect(net.loadStateDict({ weight: zeros([2, 3]), extra: zeros([1]) }, { strict: false })).toEqual({
    missing: ["bias"],
    unexpected: ["extra"],
  });
  expect(await net.weight.data()).toEqual(new Float32Array(6));
});

test("frozen parameters get no gradient and are parameters all the same", () => {
  const net = new Net();
  net.first.requiresGrad(false);
  net(zeros([3, 4]))
    .sum()
    .backward();
  expect(net.first.weight.grad).toBeNull();
  expect(net.scale.grad).not.toBeNull();
  expect(net.parameters()).toHaveLength(8);
  net.first.requiresGrad();
  net(zeros([3, 4]))
    .sum()
    .backward();
  expect(net.first.weight.grad?.shape).toEqual([4, 8]);
});

test("to float64, under handles that stay the same", async () => {
  const net = new Linear(2, 2);
  const { weight } = net;
  net.to("float64");
  expect(net.weight).toBe(weight);
  expect(weight.dtype).toBe("float64");
  expect(net(zeros([1, 2]).to("float64")).dtype).toBe("float64");
  net(zeros([1, 2]).to("float64"))
    .sum()
    .backward();
  expect(weight.grad?.dtype).toBe("float64");
});

test("the outermost result is kept: reading it after an update computes nothing again", async () => {
  const net = new Net();
  const output = net(tensor([1, 2, 3, 4], { shape: [1, 4] }));
  output.square().sum().backward();
  for (const p of net.parameters()) p.assign(p.sub(p.gradient!.mul(0.1)));
  expect(await output.data()).toHaveLength(2); // would be a StaleTensorError
});
