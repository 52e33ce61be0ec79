// Modules: called like functions, found through fields, printed, saved and loaded.
import { expect, test } from "vitest";
import {
  ArgumentError,
  device,
  nn,
  optim,
  parameter,
  ShapeError,
  StateError,
  type Tensor,
  tensor,
  variable,
  zeros,
} from "../../src/index.ts";
import { Linear } from "../../src/nn/linear.ts";
import { Module } from "../../src/nn/module.ts";
import { Sequential } from "../../src/nn/sequential.ts";
import { freshDevice, tested } from "../support/fresh.ts";

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

test("results of outermost calls are kept, up to 8 MB", async () => {
  freshDevice();
  const { pending } = device(tested);
  const scale = new (class extends nn.Module {
    forward(x: Tensor): Tensor {
      return x.mul(2);
    }
  })();
  const twice = new nn.Sequential(scale, scale);
  const sizes = (run: () => void) => {
    const before = pending.kept.length;
    run();
    return pending.kept.slice(before).map((n) => n.type.size);
  };
  expect(sizes(() => twice(zeros([1 << 21])))).toEqual([1 << 21]);
  expect(sizes(() => twice(zeros([(1 << 21) + 1])))).toEqual([]);
  expect(sizes(() => void scale(zeros([3]).to("float64")).add(1))).toEqual([3]);
});

test("an output over 8 MB is not kept: reading it after an update is an error and never a wrong value", async () => {
  freshDevice();
  const net = nn.linear(1, 1 << 11, { bias: false });
  const read = async (rows: number) => {
    const output = net(zeros([rows, 1]).add(1));
    output.sum().backward();
    net.weight.assign(net.weight.sub(net.weight.gradient!).detach());
    await net.weight.data();
    return output.data();
  };
  expect(await read(1 << 10)).toHaveLength(1 << 21);
  await expect(read((1 << 10) + 1)).rejects.toThrow("reading a tensor that was not kept");
});

test("a network trains in two plans, the first step's and that of all others, and one run a step", async () => {
  freshDevice();
  const { plans, counts } = device(tested);
  const norm = () => nn.batchNorm1d(8);
  const block = () =>
    nn.residual(nn.sequential(nn.linear(8, 4), nn.batchNorm1d(4), nn.relu(), nn.dropout(0.1), nn.linear(4, 8), norm()));
  const net = nn.sequential(nn.linear(6, 8), nn.relu(), block(), nn.relu(), block(), nn.relu(), nn.linear(8, 3));
  const opt = new optim.Adam(net.parameters(), { lr: 0.01, weightDecay: 0.001 });
  const schedule = new optim.Schedule(opt, optim.cosineRate(20));
  const made: { readonly plans: number; readonly runs: number }[] = [];
  for (let i = 0; i < 20; i++) {
    const x = tensor(
      Float32Array.from({ length: 24 }, (_, j) => Math.sin(i + j)),
      { shape: [4, 6] },
    );
    const logits = net(x);
    const y = tensor([0, 1, 2, i % 3], { dtype: "int32" });
    const loss = nn.crossEntropy(logits, y);
    opt.zeroGrad();
    loss.backward();
    opt.step();
    schedule.step();
    await logits.argmax(1).eq(y).sum().item();
    await loss.item();
    made.push({ plans: plans.made, runs: counts.runs - i });
  }
  expect(made.slice(2)).toEqual(Array(18).fill(made[1]));
});

test("errors say where in the network they come from", () => {
  const net = new Net();
  const wrong = zeros([3, 5]) as Tensor as Tensor<[number, 4]>;
  expect(() => net(wrong)).toThrow(
    new ShapeError("matmul: inner sizes differ, [3, 5] @ [4, 8]\n  in Linear(4, 8), which is first of Net"),
  );
  expect(() => net.first(wrong)).toThrow("[3, 5] @ [4, 8]\n  in Linear(4, 8)");
  const deep = nn.sequential(nn.relu(), nn.residual(nn.sequential(nn.batchNorm1d(2))));
  expect(() => deep(zeros([3, 4]) as Tensor)).toThrow(
    "not [3, 4]\n  in BatchNorm1d(2, eps=0.00001, momentum=0.1), which is 1.inner.0 of Sequential",
  );
});

test("what is no layer is refused", () => {
  const relu = ((x: Tensor) => x.relu()) as unknown as nn.ReLU;
  expect(() => nn.sequential(nn.linear(2, 2), relu)).toThrow(
    new ArgumentError("Sequential: layer 1 is no module but a value of type function; nn.relu() makes one"),
  );
  class Two extends nn.Module {
    forward(x: Tensor): Tensor[] {
      return [x, x];
    }
  }
  expect(() => nn.sequential(new Two(), nn.relu())(zeros([2]))).toThrow(
    "Sequential: layer 0, Two, made no tensor but an array",
  );
  expect(() => nn.embedding(3, 2, { paddingIndex: 3 })).toThrow("Embedding: paddingIndex 3 is not one of 3 ids");
  expect(() => nn.prelu({ count: 3 })(zeros([2, 4]))).toThrow("PReLU: needs 3 channels in the second axis, not [2, 4]");
});
