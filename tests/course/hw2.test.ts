// Homework 2 against recorded values of the course's formulas (hw2.py), and its gradients against differences.
import { readFileSync } from "node:fs";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { hw2 } from "../../src/course/index.ts";
import { deviceNames, setDefaultDevice } from "../../src/index.ts";
import { checkGradient, derivative, randn, worst } from "./hw1-helpers.ts";

const recorded = JSON.parse(readFileSync(new URL("hw2.json", import.meta.url), "utf8"));
const { Tensor, data, init, nn, optim, random } = hw2;
type Tensor = hw2.Tensor;
const float64 = { dtype: "float64" } as const;
const close = (x: Tensor, wanted: readonly number[], tolerance = 1e-8) =>
  expect(worst(x.toTypedArray(), wanted)).toBeLessThan(tolerance);

describe("init", () => {
  test("draws NumPy's numbers in the course's order", () => {
    random.seed(4);
    const draws: Record<string, Tensor> = {
      rand: init.rand([2, 3], { low: -1, high: 2.5 }),
      randn: init.randn([2, 3], { mean: 3, std: 0.5 }),
      randb: init.randb([2, 5], { p: 0.3 }),
      xavierUniform: init.xavierUniform(3, 5, { gain: 1.5 }),
      xavierNormal: init.xavierNormal(3, 5, { gain: 0.33 }),
      kaimingUniform: init.kaimingUniform(3, 5),
      kaimingNormal: init.kaimingNormal(3, 5),
    };
    for (const [name, x] of Object.entries(draws)) {
      close(x, recorded.init[name], 1e-7);
      expect([x.dtype, x.requiresGrad], name).toEqual(["float32", false]);
    }
  });
  test("constants, and labels as rows", () => {
    expect(init.constant([2], 3).numpy()).toEqual([3, 3]);
    expect(init.zerosLike(init.ones([1, 2], float64)).numpy()).toEqual([[0, 0]]);
    expect(init.onesLike(init.zeros([2], float64)).dtype).toBe("float64");
    expect(init.oneHot(3, new Tensor([2, 0])).numpy()).toEqual([
      [0, 0, 1],
      [1, 0, 0],
    ]);
    expect(() => init.oneHot(3, [0, 3])).toThrow("oneHot: label 3 at 1 is outside the 3 classes 0 … 2");
    expect(() => init.kaimingUniform(2, 2, { nonlinearity: "tanh" })).toThrow("there is only 'relu'");
    expect(() => init.randb([2], { p: 2 })).toThrow("p is a probability");
  });
});

describe("operations", () => {
  const axes: (number | number[] | null)[] = [null, 0, -1, [0, 2], [1, -1]];
  test.each(axes.map((a) => [a]))("logsumexp over %j", (a) => {
    checkGradient((x) => hw2.logsumexp(x!, a), [randn([3, 4, 2], 1)]);
  });
  test("logsoftmax and tanh, first and second derivatives", () => {
    for (const f of [hw2.logsoftmax, hw2.tanh, (x: Tensor) => hw2.logsumexp(x.mul(x), 1)]) {
      checkGradient((x) => f(x!), [randn([3, 4], 1)]);
      checkGradient((x) => derivative((z) => f(z).pow(2))(x!), [randn([3, 4], 2)], 1e-5);
    }
  });
  test("are stable at 1e10", () => {
    const x = new Tensor([[1e10, 1e9, -1e10]], float64);
    expect(hw2.logsumexp(x, 1).numpy()).toEqual([1e10]);
    expect(hw2.logsoftmax(x).numpy()).toEqual([[0, -9e9, -2e10]]);
    hw2.logsumexp(x).backward();
    expect(x.grad!.numpy()).toEqual([[1, 0, 0]]);
  });
});

describe("modules", () => {
  class Net extends nn.Module {
    override name = "net";
    b = new nn.Parameter([1]);
    list = [new nn.Linear(2, 2, { bias: false }), { inner: new nn.Linear(2, 1) }];
    map = new Map([["norm", new nn.BatchNorm1d(2)]]);
    shared = this.b;
    plain = new Tensor([5]);
    override forward(x: Tensor) {
      return x.mul(this.b);
    }
  }
  test("find parameters and children in order, each once, and are called", () => {
    const net = new Net();
    const [b, w, v, c, gamma, beta] = net.parameters();
    expect(net.parameters().length).toBe(6);
    expect([b, w, c!.shape, gamma!.numpy(), beta!.numpy()]).toEqual([net.b, (net.list[0] as hw2.nn.Linear).weight, [1, 1], [1, 1], [0, 0]]); // biome-ignore format: one line
    expect(v!.shape).toEqual([2, 1]);
    expect(net.children().map((m) => m.constructor.name)).toEqual(["Linear", "Linear", "BatchNorm1d"]);
    expect(net(new Tensor([3])).numpy()).toEqual([3]);
    expect(net.name).toBe("net");
    net.eval();
    expect(net.children().some((m) => m.training)).toBe(false);
    net.train();
    expect(net.children().every((m) => m.training)).toBe(true);
  });

  test("Linear draws its weight first, then its bias", () => {
    random.seed(7);
    const { weight, bias } = new nn.Linear(3, 4);
    [weight, bias!].forEach((p, i) => {
      close(p, recorded.linear[i], 1e-7);
    });
    expect([bias!.shape, weight.requiresGrad]).toEqual([[1, 4], true]);
    expect(new nn.Linear(3, 4, { bias: false }).parameters().length).toBe(1);
  });

  const layers = {
    BatchNorm1d: () => new nn.BatchNorm1d(4, float64),
    LayerNorm1d: () => new nn.LayerNorm1d(4, float64),
    Sigmoid: () => new nn.Sigmoid(),
    Tanh: () => new nn.Tanh(),
    ReLU: () => new nn.ReLU(),
  };
  test.each(Object.entries(layers))("%s: values and gradients", (name, make) => {
    const x = randn([5, 4], 1);
    const y = make()(x);
    y.backward(randn([5, 4], 2));
    close(y, recorded.layers[name].y);
    close(x.grad!, recorded.layers[name].dx, 1e-7);
    checkGradient((z) => make()(z!), [randn([3, 4], 3)], 1e-5);
  });

  test("gradients of parameters", () => {
    for (const layer of [new nn.Linear(4, 3, float64), layers.BatchNorm1d(), layers.LayerNorm1d()]) {
      const given = [randn([5, 4], 3), ...layer.parameters().map((p, i) => randn(p.shape, i))];
      checkGradient((x, ...parameters) => {
        const [weight, bias] = parameters as hw2.nn.Parameter[];
        return Object.assign(layer, { weight, bias })(x!);
      }, given, 1e-5); // biome-ignore format: a call
    }
  });

  test("BatchNorm: running statistics are used after eval() and hold no graph", () => {
    const norm = layers.BatchNorm1d();
    norm(randn([5, 4], 1));
    expect([norm.runningMean.isLeaf(), norm.runningVar.requiresGrad]).toEqual([true, false]);
    close(norm.runningMean, recorded.running.mean);
    const x = randn([2, 4], 6);
    const wanted = x.sub(norm.runningMean).div(norm.runningVar.add(1e-5).pow(0.5));
    close(norm.eval()(x), [...(wanted.toTypedArray() as Float64Array)]);
    close(norm.runningMean, recorded.running.mean);
  });
  test("BatchNorm2d is BatchNorm1d of the pixels", () => {
    const x = randn([3, 2, 2, 2], 1);
    const y = new nn.BatchNorm2d(2, float64)(x);
    const pixels = (t: Tensor) => t.transpose([1, 2]).transpose([2, 3]).reshape([12, 2]);
    close(pixels(y), [...(new nn.BatchNorm1d(2, float64)(pixels(x)).toTypedArray() as Float64Array)]);
    expect(y.shape).toEqual(x.shape);
    checkGradient((z) => new nn.BatchNorm2d(2, float64)(z!), [x], 1e-5);
    expect(() => new nn.BatchNorm2d(2)(randn([3, 2]))).toThrow("BatchNorm2d: images are (N, C, H, W), not [3, 2]");
    expect(() => new nn.BatchNorm1d(2)(randn([3, 3]))).toThrow("BatchNorm1d: needs (N, 2), not [3, 3]");
  });

  test("Flatten, Identity, Residual, Sequential", () => {
    const x = randn([2, 3, 2], 1);
    expect(new nn.Flatten()(x).shape).toEqual([2, 6]);
    expect(new nn.Identity()(x)).toBe(x);
    const twice = new nn.Sequential(new nn.Residual(new nn.Identity()), new nn.Flatten());
    close(twice(x), [...(x.mul(2).toTypedArray() as Float64Array)]);
  });

  test("Dropout keeps NumPy's choice, scaled; in eval() nothing is dropped", () => {
    random.seed(0);
    const kept = [0.5488135, 0.71518937, 0.60276338, 0.54488318].map((u) => (u <= 0.6 ? 1 / 0.6 : 0));
    const x = new Tensor(new Float64Array(4).fill(1));
    const dropout = new nn.Dropout(0.4);
    const y = dropout(x);
    close(y, kept);
    y.backward();
    close(x.grad!, kept);
    expect(dropout.eval()(x)).toBe(x);
    expect(() => new nn.Dropout(1)).toThrow("Dropout: p is from 0 to below 1, not 1");
  });

  test("SoftmaxLoss is homework 1's, takes labels, and refuses others", () => {
    const [z, y] = [randn([4, 3], 1), [0, 2, 1, 1]];
    const loss = new nn.SoftmaxLoss();
    close(loss(z, y), [hw2.softmaxLoss(z, init.oneHot(3, y, float64)).numpy() as number], 1e-12);
    checkGradient((x) => loss(x!, y), [z]);
    expect(() => loss(z, [0, 1])).toThrow("SoftmaxLoss: logits [4, 3] and labels [2] differ");
    expect(() => loss(z, [0, 1, 2, 3])).toThrow("oneHot: label 3 at 3 is outside the 3 classes");
  });
});

describe("optimizers", () => {
  const makers: Record<string, (p: hw2.nn.Parameter[]) => hw2.optim.Optimizer> = {
    plain: (p) => new optim.SGD(p, { lr: 0.1 }),
    decay: (p) => new optim.SGD(p, { lr: 0.1, weightDecay: 0.02 }),
    momentum: (p) => new optim.SGD(p, { lr: 0.1, momentum: 0.9 }),
    both: (p) => new optim.SGD(p, { lr: 0.1, momentum: 0.9, weightDecay: 0.02 }),
    adam: (p) => new optim.Adam(p),
    adamDecay: (p) => new optim.Adam(p, { lr: 0.05, beta1: 0.8, beta2: 0.99, eps: 1e-3, weightDecay: 0.1 }),
  };
  test.each(Object.entries(makers))("%s: six steps", (name, make) => {
    const w = new nn.Parameter(Float64Array.of(1, -2, 3));
    const frozen = new nn.Parameter([1]);
    const opt = make([w, frozen]);
    for (let i = 0; i < 6; i++) {
      opt.resetGrad();
      const sines = new Tensor((w.toTypedArray() as Float64Array).map(Math.sin), { requiresGrad: false });
      w.mul(sines).sum().backward();
      const before = w.grad!.toTypedArray();
      opt.step();
      expect(w.grad!.toTypedArray()).toEqual(before); // a gradient is never mutated
    }
    close(w, recorded.optim[name]);
    expect([w.isLeaf(), w.dtype, frozen.numpy()]).toEqual([true, "float64", [1]]);
  });
  test("clipGradNorm scales all gradients together, only downwards", () => {
    const [a, b] = [new nn.Parameter([1]), new nn.Parameter([1])];
    a.mul(3).add(b.mul(4)).sum().backward();
    const opt = new optim.SGD([a, b]);
    opt.clipGradNorm(10);
    expect([a.grad!.numpy(), b.grad!.numpy()]).toEqual([[3], [4]]);
    opt.clipGradNorm();
    close(a.grad!, [0.15], 1e-6);
    close(b.grad!, [0.2], 1e-6);
  });
});

describe("data", () => {
  const rows = () => new data.NDArrayDataset(Float32Array.from({ length: 10 }, (_, i) => i), new Uint8Array(10)); // biome-ignore format: one line
  const valuesOf = (loader: hw2.data.DataLoader) => [...loader].map(([x]) => [...x!.toTypedArray()]);

  test("DataLoader: in order, with a short last batch; reshuffled in every pass", () => {
    expect(valuesOf(new data.DataLoader(rows(), { batchSize: 4 }))).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6, 7],
      [8, 9],
    ]);
    random.seed(0);
    const loader = new data.DataLoader(rows(), { batchSize: 3, shuffle: true });
    expect([loader.length, valuesOf(loader).flat(), valuesOf(loader).flat()]).toEqual([4, ...recorded.orders]);
    const [[, y] = []] = loader;
    expect([y!.dtype, y!.requiresGrad]).toEqual(["uint8", false]);
  });
  test("transforms draw as NumPy does, one after the other", () => {
    class Images extends data.Dataset {
      override readonly length = 6;
      override at() {
        const image = { dtype: "float32", shape: [4, 4, 1], data: Float32Array.from({ length: 16 }, (_, i) => i) } as const; // biome-ignore format: one line
        return [this.applyTransforms(image)];
      }
    }
    random.seed(3);
    const images = new Images([new data.RandomFlipHorizontal(), new data.RandomCrop(2)]);
    const [[batch] = []] = new data.DataLoader(images, { batchSize: 6 });
    expect(batch!.shape).toEqual([6, 4, 4, 1]);
    expect([...batch!.toTypedArray()]).toEqual(recorded.images.flat());
  });
});

describe.each(deviceNames().filter((name) => name !== "null"))("MLPResNet on %s", (device) => {
  const before = deviceNames()[0]!;
  beforeEach(() => setDefaultDevice(device));
  afterAll(() => setDefaultDevice(before));

  test("trains as in PyTorch from the course's weights and masks", () => {
    random.seed(4);
    const model = hw2.MLPResNet(8, { hiddenDim: 6, numBlocks: 2, numClasses: 3, dropProb: 0.25 });
    const parameters = model.parameters();
    const opt = new optim.Adam(parameters, { lr: 0.01, weightDecay: 0.001 });
    const x = new Tensor(randn([10, 8], 5), { dtype: "float32", requiresGrad: false });
    const y = new Tensor(Uint8Array.from({ length: 10 }, (_, i) => i % 3), { requiresGrad: false }); // biome-ignore format: one line
    const losses = recorded.resnet.losses.map(() => hw2.epoch([[x, y]], model, opt)[1]);
    expect(parameters.length).toBe(recorded.resnet.count);
    expect(worst(losses, recorded.resnet.losses)).toBeLessThan(1e-5);
    close(parameters.at(-2)!, recorded.resnet.last, 1e-4);
    const [error, loss] = hw2.epoch([[x, y]], model);
    expect(hw2.epoch([[x, y]], model)).toEqual([error, loss]); // evaluation changes nothing
    expect(error).toBe(hw2.lossErr(model(x), [...y.toTypedArray()])[1]);
  });
});
