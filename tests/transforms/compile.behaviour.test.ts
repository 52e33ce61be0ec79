// What a compiled function accepts, returns and refuses, and what it sees of the world around it.
import { afterEach, describe, expect, test, vi } from "vitest";
import { JsDevice } from "../../src/devices/js/device.ts";
import {
  ArgumentError,
  compile,
  customGradient,
  DataError,
  device,
  Generator,
  GradientError,
  grad,
  live,
  manualSeed,
  noGrad,
  parameter,
  rand,
  registerDevice,
  StaleTensorError,
  setDebug,
  softmaxLoss,
  type Tensor,
  tensor,
  Variable,
  variable,
  watch,
} from "../../src/index.ts";
import { debug } from "../../src/runtime/debug.ts";

const list = async (t: unknown): Promise<number[]> => [...(await (t as Tensor).data())];
/** A compiled function that counts how often it has been traced. */
function counted<F extends (...args: never[]) => unknown>(fn: F): { call: F; traces: () => number } {
  let traces = 0;
  const call = compile(((...args: never[]) => {
    traces++;
    return fn(...args);
  }) as F);
  return { call, traces: () => traces };
}
afterEach(() => vi.restoreAllMocks());

describe("signatures", () => {
  const calls: [what: string, again: boolean, a: () => unknown[], b: () => unknown[]][] = [
    ["other values", false, () => [tensor([1, 2])], () => [tensor([3, 4])]],
    ["another shape", true, () => [tensor([1, 2])], () => [tensor([1, 2, 3])]],
    ["another dtype", true, () => [tensor([1, 2])], () => [tensor([1, 2], { dtype: "float64" })]],
    ["nested as before", false, () => [{ a: [tensor(1)] }], () => [{ a: [tensor(2)] }]],
    ["nested otherwise", true, () => [{ a: [tensor(1)] }], () => [{ b: [tensor(2)] }]],
    ["the same number", false, () => [1, Number.NaN], () => [1, Number.NaN]],
    ["another number", true, () => [1], () => [2]],
    ["minus zero", true, () => [0], () => [-0]],
    ["another function", true, () => [one], () => [two]],
    ["another variable", true, () => [v], () => [w]],
    ["a slice elsewhere", false, () => [rows.slice(0, 2)], () => [rows.slice(2, 4)]],
    ["a lazy tensor with another number in it", false, () => [rows.mul(2)], () => [rows.mul(3)]],
    ["a lazy tensor of another kind", true, () => [rows.mul(2)], () => [rows.add(2)]],
    ["one tensor twice", false, () => [rows, rows], () => [rows, rows]],
  ];
  const rows = tensor([[1], [2], [3], [4]]);
  const [one, two] = [() => 1, () => 1];
  const [v, w] = [variable(tensor(1)), variable(tensor(1))];
  test.each(calls)("%s: traced again %s", async (_what, again, a, b) => {
    const { call, traces } = counted((...args: unknown[]) => args);
    const read = (x: unknown): unknown =>
      Array.isArray(x) ? Promise.all(x.map(read)) : x instanceof Variable || typeof x !== "object" ? x : values(x!);
    const values = async (x: object): Promise<unknown> =>
      "data" in x ? [...(await (x as Tensor).data())] : Promise.all(Object.values(x).map(read));
    for (const make of [a, b, b, a]) {
      const args = make();
      expect(await read(call(...(args as never[])))).toEqual(await read(args));
    }
    expect(traces()).toBe(again ? 2 : 1);
  });

  test("inside of noGrad is another trace", async () => {
    const w = parameter(tensor([2]));
    const { call, traces } = counted(() => w.square());
    noGrad(() => call());
    call();
    noGrad(() => call());
    expect(traces()).toBe(2);
  });
  test("a choice that is watched", async () => {
    const mode = { training: true };
    const { call, traces } = counted((x: Tensor) => (watch(() => mode.training) ? x.mul(2) : x));
    const seen: number[] = [];
    for (const training of [true, false, true, false]) {
      mode.training = training;
      seen.push(await call(tensor(1)).item());
    }
    expect(seen).toEqual([2, 1, 2, 1]);
    expect(traces()).toBe(2);
  });
  test("a hook on a variable is noticed", async () => {
    const w = parameter(tensor([2]));
    const step = compile(() => {
      w.zeroGrad();
      w.square().sum().backward();
    });
    const seen: number[] = [];
    step();
    step();
    seen.push(await w.grad!.item());
    const remove = w.registerHook((g) => g.mul(10));
    step();
    step();
    seen.push(await w.grad!.item());
    remove();
    step();
    seen.push(await w.grad!.item());
    expect(seen).toEqual([4, 40, 4]);
  });
  test("too many traces warn and say why; NEEDLE_DEBUG shows each", async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    const log = vi.spyOn(debug, "log").mockImplementation(() => {});
    const double = compile((x: Tensor, n: number) => x.mul(n));
    for (let i = 0; i < 20; i++) double(tensor(1), i);
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn.mock.calls[0]![0]).toContain("an argument that is no tensor is 15, not 14");
    setDebug(1);
    double(tensor([1]), 0);
    setDebug(0);
    expect(log.mock.calls.flat().join("\n")).toMatch(/compile: trace 21: .*argument/);
  });
});

describe("results", () => {
  test("each call gives new tensors, and earlier ones stay", async () => {
    const double = compile((x: Tensor) => x.mul(2));
    const all = [1, 2, 3, 4].map((n) => double(tensor([n, n])));
    expect(await Promise.all(all.map(list))).toEqual([2, 4, 6, 8].map((n) => [n, n]));
    const { size } = new Set(all);
    expect(size).toBe(4);
  });
  test("nested, with what is no tensor; arguments, constants, variables and gradients among them", async () => {
    const w = parameter(tensor([3]));
    const constant = tensor([7]);
    const fn = compile((x: Tensor) => {
      w.zeroGrad();
      w.mul(x).sum().backward();
      return { list: [x, x.mul(2)], text: "a", w, constant, gradient: w.grad!, nothing: null };
    });
    const all = [fn(tensor([1])), fn(tensor([5])), fn(tensor([9]))];
    for (const [i, { list: pair, text, w: same, constant: seven, gradient, nothing }] of all.entries()) {
      const n = [1, 5, 9][i]!;
      expect([await list(pair[0]), await list(pair[1]), await list(gradient)]).toEqual([[n], [2 * n], [n]]);
      expect([text, same === w, await list(seven), nothing]).toEqual(["a", true, [7], null]);
    }
  });
  test("are values without a history", async () => {
    const w = parameter(tensor([1, 2]));
    const forward = compile((x: Tensor) => w.mul(x).sum());
    for (let i = 0; i < 2; i++) {
      const y = forward(tensor([3, 4]));
      expect(y.requiresGrad).toBe(false);
      expect(await y.item()).toBe(11);
    }
    expect(() => forward(tensor([3, 4])).backward()).toThrow(GradientError);
  });
  test("a gradient with a graph of its own, and a snapshot of what is updated", async () => {
    const w = parameter(tensor([2]));
    const { call, traces } = counted(() => {
      w.zeroGrad();
      w.pow(3).sum().backward(null, { createGraph: true });
      const before = w.detach();
      noGrad(() => w.assign(w.add(1)));
      return [w.gradient!.reshape([1, 1]), before.mul(1)] as const;
    });
    const all = [2, 3, 4, 5, 6].map(() => call());
    expect(await Promise.all(all.map(([g]) => list(g)))).toEqual([[12], [27], [48], [75], [108]]);
    expect(await Promise.all(all.map(([, before]) => list(before)))).toEqual([[2], [3], [4], [5], [6]]);
    expect(await list(w.grad)).toEqual([108]);
    expect(traces()).toBe(1);
  });
  test("a gradient that was there before", async () => {
    const w = parameter(tensor([2]));
    const read = compile(() => w.gradient!);
    const seen: Tensor[] = [];
    for (let i = 1; i < 5; i++) {
      w.zeroGrad();
      w.mul(i).sum().backward();
      seen.push(read());
    }
    expect(await Promise.all(seen.map(list))).toEqual([[1], [2], [3], [4]]);
  });
  test("can go on lazily, and into another compiled function", async () => {
    const double = compile((x: Tensor) => x.mul(2));
    const add = compile((x: Tensor, y: Tensor) => double(x).add(y));
    for (const n of [1, 2, 3]) expect(await add(double(tensor(n)).sub(1), double(tensor(n))).item()).toBe(6 * n - 2);
  });
});

describe("what is refused", () => {
  test.each<[string, (x: Tensor) => unknown, RegExp]>([
    ["itemSync", (x) => x.sum().itemSync(), /a value was read inside .* return the tensor/],
    ["to another device", (x) => x.to({ device: "null" }), /a value was read inside/],
    ["a permutation", () => new Generator(1).randperm(3), /a permutation was drawn inside .* give it as an argument/],
    ["a promise", (x) => Promise.resolve(x), /compile\(async …\)/],
  ])("%s", (_what, fn, message) => {
    const call = compile(fn);
    expect(() => call(tensor([1]))).toThrow(ArgumentError);
    expect(() => call(tensor([1]))).toThrow(message);
    expect(tensor([1]).add(1).itemSync()).toBe(2);
  });
  test("await inside: the function itself is refused", async () => {
    expect(() => compile(async (x: Tensor) => x)).toThrow(/compile\(async …\)/);
    const item = compile((x: Tensor) => [x.item()]);
    await expect(item(tensor([1]))[0]).rejects.toThrow(/a value was read inside/);
  });
  test("typed arrays as arguments; no function", () => {
    expect(() => compile((x: Float32Array) => tensor(x))(new Float32Array(2))).toThrow(/typed array/);
    expect(() => compile(3 as never)).toThrow(ArgumentError);
  });
  test("a graph from outside that can be differentiated only once", () => {
    const w = parameter(tensor([1, 2]));
    const h = w.mul(2);
    const step = compile(() => h.square().sum().backward());
    expect(() => step()).toThrow(/differentiates through a tensor of shape \[2\] that was made outside/);
  });
  test("a gradient from outside", async () => {
    const w = parameter(tensor([1, 2]));
    w.square().sum().backward();
    const g = w.grad!;
    expect(() => compile(() => w.assign(w.sub(g)))()).toThrow(/gradient that was taken outside/);
    const both = compile(() => {
      w.square().sum().backward();
      return w.grad!.sub(g);
    });
    expect(() => both()).toThrow(/gradient that was taken outside/);
    const step = compile((gradient: Tensor) => void w.assign(w.sub(gradient)));
    for (let i = 0; i < 3; i++) step(g);
    expect(await list(w)).toEqual([-5, -10]);
  });
});

test("state that is made at the first call; state that is made at every call", async () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  let total: Variable | null = null;
  const once = counted((x: Tensor) => (total ??= variable(x.mul(0))).assign(total.add(x)).mul(1));
  const outside = parameter(tensor([1]));
  outside.sum().backward();
  const one = outside.grad!;
  const always = counted((x: Tensor) => {
    const own = tensor([2], { requiresGrad: true });
    own.mul(x).mul(one).sum().backward();
    return own.grad!;
  });
  for (let i = 1; i <= 20; i++) {
    expect(await list(once.call(tensor([i])))).toEqual([(i * (i + 1)) / 2]);
    expect(await list(always.call(tensor([i])))).toEqual([i]);
  }
  expect([once.traces(), always.traces()]).toEqual([2, 20]);
  expect(warn.mock.calls.flat().join()).toContain("The last time: a variable was made");
});

describe("frozen: what JavaScript does happens once", () => {
  test("numbers, and how to have one that is not", async () => {
    let rate = 1;
    const frozen = compile((x: Tensor) => x.mul(rate));
    const alive = compile((x: Tensor) => x.mul(live(() => rate)));
    const seen: number[] = [];
    for (rate of [1, 2, 3]) seen.push(await frozen(tensor(1)).item(), await alive(tensor(1)).item());
    expect(seen).toEqual([1, 1, 1, 2, 1, 3]);
  });
  test("branches and loops", async () => {
    let deep = true;
    const fn = compile((x: Tensor) => (deep ? x.mul(2).mul(2) : x));
    await fn(tensor(1)).item();
    deep = false;
    expect(await fn(tensor(1)).item()).toBe(4);
  });
  test("side effects", async () => {
    const seen: Tensor[] = [];
    const fn = compile((x: Tensor) => void seen.push(x.mul(2)));
    for (let i = 1; i < 4; i++) fn(tensor(i));
    expect(seen).toHaveLength(1);
    expect(await seen[0]!.item()).toBe(2);
  });
  test("random numbers of JavaScript; not those of generators", async () => {
    const frozen = compile((x: Tensor) => x.mul(Math.random()));
    const drawn = compile((x: Tensor) => x.mul(rand([1])));
    const distinct = async (fn: (x: Tensor) => Tensor): Promise<number> =>
      new Set((await Promise.all([1, 2, 3].map(() => fn(tensor([1])).data()))).map((d) => d[0])).size;
    expect([await distinct(frozen), await distinct(drawn)]).toEqual([1, 3]);
    manualSeed(4);
    const first = await drawn(tensor([1])).item();
    manualSeed(4);
    expect(await drawn(tensor([1])).item()).toBe(first);
    manualSeed(4);
    expect(await rand([1]).item()).toBe(first);
  });
  test("tensors from outside: their values of the first call", async () => {
    const w = variable(tensor([1]));
    const lazy = w.mul(10);
    void lazy.add(1); // something is made of it, so no run computes it by itself
    const mask = rand([1]);
    const captured = compile((x: Tensor) => [x.add(lazy), x.mul(mask), lazy]);
    const seen: unknown[] = [];
    for (let i = 0; i < 3; i++) {
      seen.push(await Promise.all(captured(tensor([2])).map(list)));
      w.assign(w.add(1));
    }
    const m = await mask.item();
    expect(seen).toEqual([0, 1, 2].map(() => [[12], [Math.fround(2 * m)], [10]]));
  });
  test("offsets in data are frozen where JavaScript makes them, and not in arguments", async () => {
    const data = tensor([10, 20, 30, 40]);
    let i = 0;
    const inside = compile(() => data.slice(i, i + 2).sum());
    const given = compile((x: Tensor) => x.sum());
    const seen: number[] = [];
    for (i of [0, 1, 2]) seen.push(await inside().item(), await given(data.slice(i, i + 2)).item());
    expect(seen).toEqual([30, 30, 30, 50, 30, 70]);
    expect(await list(data)).toEqual([10, 20, 30, 40]);
  });
  test("a tensor is one thing as an argument and another as a constant", async () => {
    const x = tensor([1, 2]);
    const fn = compile((y: Tensor) => y.sub(x));
    expect(await list(fn(x))).toEqual([0, 0]);
    expect(await list(fn(tensor([5, 5])))).toEqual([4, 3]);
  });
});

describe("with code around it", () => {
  test("arguments that are made of what the call changes, and arguments that are not used", async () => {
    const w = variable(tensor([1, 2]));
    const step = compile((x: Tensor, _unused: Tensor) => {
      w.assign(w.sub(x.flip().mul(3)));
      return w.add(0);
    });
    const unused = tensor(new Float32Array(1000));
    for (const values of [
      [-11, -4],
      [13, 62],
    ]) {
      const { flops } = device(w.device).counts;
      expect(await list(step(w.mul(2), unused.exp()))).toEqual(values);
      expect(device(w.device).counts.flops - flops).toBeLessThan(1000);
    }
  });
  test("inside of grad, of a hook and of a gradient rule it is the plain function", async () => {
    const cube = compile((x: Tensor) => x.pow(3).sum());
    for (let i = 0; i < 2; i++) expect(await list(grad(cube)(tensor([2])))).toEqual([12]);
    const double = compile((x: Tensor) => x.mul(2));
    double(tensor([1]));
    const odd = customGradient(
      (x) => double(x),
      (g) => [double(g).mul(10)],
    );
    expect(await list(grad((x: Tensor) => odd(x).sum())(tensor([1])))).toEqual([20]);
    const step = compile(() => {
      const w = grad((x: Tensor) => odd(x).square().sum());
      return w(tensor([3]));
    });
    for (let i = 0; i < 2; i++) expect(await list(step())).toEqual([240]);
  });
  test("what was left from before runs before", async () => {
    const w = parameter(tensor([1]), "w");
    const step = compile(() => void w.assign(w.mul(3)));
    for (let i = 0; i < 3; i++) {
      w.assign(w.add(1));
      const between = w.mul(100);
      step();
      expect(await between.item()).toBe([200, 700, 2200][i]);
    }
    expect(await w.item()).toBe(66);
  });
  test("gradients that are forgotten when nothing runs any more", async () => {
    const w = parameter(tensor([1]), "w");
    const forget = compile(() => w.zeroGrad());
    for (let i = 0; i < 3; i++) {
      w.mul(2).sum().backward();
      expect(await list(w.grad)).toEqual([2]);
      forget();
      expect(w.grad).toBeNull();
    }
  });
  test("a variable that is only read, held by somebody, and moved", async () => {
    const w = parameter(tensor([2]), "w");
    const { call, traces } = counted((x: Tensor) => x.mul(w));
    const seen: Tensor[] = [call(tensor([1]))];
    const before = w.detach();
    seen.push(call(tensor([2])));
    expect(traces()).toBe(1);
    w.move(device(w.device), "float64");
    w.assign(w.mul(10));
    seen.push(call(tensor([3])), before);
    expect(await Promise.all(seen.map(list))).toEqual([[2], [4], [60], [2]]);
    expect([traces(), seen[2]!.dtype]).toEqual([2, "float64"]);
  });
  test("what was not kept goes stale, as always", async () => {
    const w = parameter(tensor([1]), "w");
    const step = compile(() => void w.assign(w.mul(3)));
    step();
    const hidden = w.mul(10);
    const sum = hidden.add(1);
    step();
    expect(await sum.item()).toBe(31);
    await expect(hidden.item()).rejects.toThrow(StaleTensorError);
  });
  test("a variable that lost its value says so", async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    const w = parameter(tensor([1]), "w");
    const v = parameter(tensor([1]), "v");
    const step = compile(() => v.mul(2));
    await list(step());
    const hidden = w.mul(10);
    await hidden.add(1).data();
    w.assign(w.add(1));
    await w.data();
    v.assign(hidden.add(0));
    await expect(list(step())).rejects.toThrow(StaleTensorError);
    v.assign(tensor([4]));
    expect(await list(step())).toEqual([8]);
    warn.mockRestore();
  });
});

class LateDevice extends JsDevice {
  override readonly name = "late";
  override execute(...run: Parameters<JsDevice["execute"]>) {
    const status = super.execute(...run);
    return new Promise<Awaited<typeof status>>((resolve) => setTimeout(() => resolve(status), 1));
  }
}
registerDevice("late", () => new LateDevice());

describe.each(["js", "late"])("a failed call on %s", (name) => {
  test("publishes nothing, and good ones go on", async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    const make = () => parameter(tensor([[0.1, 0.2, 0.3]], { device: name }), "w");
    const labels = (n: number): Tensor => tensor([n], { dtype: "int32", device: name });
    const x = tensor([[1]], { device: name });
    const [w, v] = [make(), make()];
    const stepOf = (p: Variable) => (y: Tensor) => {
      p.zeroGrad();
      const loss = softmaxLoss(x.matmul(p), y);
      loss.backward();
      p.assign(p.sub(p.gradient!.mul(0.1)));
      return loss;
    };
    const step = compile(stepOf(w));
    const plain = stepOf(v);
    for (const y of [0, 1, 3, 2, -1, 1]) {
      const before = await list(w);
      const [a, b] = [step(labels(y)), plain(labels(y))];
      if (y >= 0 && y < 3) expect(await a.item()).toBe(await b.item());
      else {
        await expect(a.item()).rejects.toThrow(DataError);
        await expect(a.item()).rejects.toThrow(`softmaxLoss: label ${y} is outside 0 … 2`);
        await expect(b.item()).rejects.toThrow(DataError);
        expect(await list(w)).toEqual(before);
      }
      expect(await list(w)).toEqual(await list(v));
      expect(w.grad && (await list(w.grad))).toEqual(v.grad && (await list(v.grad)));
    }
    expect(warn.mock.calls.length).toBeLessThan(6);
  });
});

test("a failure while somebody holds the gradient: the next calls add to the right one", async () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  const w = parameter(tensor([1, 1]), "w");
  const step = compile((at: number, id: Tensor) => void w.mul(at).take(id).sum().backward());
  const add = (id: number): void => step(1, tensor([id], { dtype: "int32" }));
  const held: Tensor[] = [];
  for (const id of [0, 1, -1, 1, -1, 9, 0, 0]) {
    if (id < 0) held.push(w.grad!);
    else add(id);
  }
  expect(await Promise.all([w.grad!, ...held].map(list))).toEqual([
    [3, 2],
    [1, 1],
    [1, 2],
  ]);
  warn.mockRestore();
});

test("a failure ends the call: later gradients are forgotten, not kept", async () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  const [w, v] = [parameter(tensor([1, 2]), "w"), parameter(tensor([3]), "v")];
  const step = compile((id: Tensor) => {
    w.take(id).sum().backward();
    v.square().sum().backward();
    v.zeroGrad();
    v.mul(2).sum().backward();
  });
  const call = async (id: number): Promise<unknown> => {
    step(tensor([id], { dtype: "int32" }));
    return [await list(w.grad!), v.grad && (await list(v.grad))];
  };
  expect([await call(0), await call(1), await call(5), await call(1)]).toEqual([
    [[1, 0], [2]],
    [[1, 1], [2]],
    [[1, 1], null],
    [[1, 2], [2]],
  ]);
  warn.mockRestore();
});

test("a failure that nobody can read is said", async () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  const w = variable(tensor([1, 2]), { name: "unread" });
  const step = compile((at: Tensor) => void w.assign(w.take(at)));
  step(tensor([1, 0], { dtype: "int32" }));
  step(tensor([0, 77], { dtype: "int32" }));
  expect(await list(w)).toEqual([2, 1]);
  expect(warn.mock.calls.flat().join()).toContain("take: index 77 is outside 0 … 1");
});

test.each(["sync", "async"])("10,000 calls take constant memory: %s", async (how) => {
  const w = parameter(tensor(new Float32Array(1000)));
  const step = compile((x: Tensor) => {
    w.zeroGrad();
    const loss = w.sub(x).square().mean();
    loss.backward();
    w.assign(w.sub(w.grad!.mul(rand([1000]))));
    return loss;
  });
  const x = tensor(new Float32Array(2000).fill(1));
  const used = (): number => {
    globalThis.gc?.();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  let most = 0;
  let start = 0;
  for (let i = 0; i < 10_000; i++) {
    const loss = step(x.slice(i % 1000, (i % 1000) + 1000));
    if (how === "async" && i % 10 === 0) await loss.item();
    if (i === 2000) start = used();
    if (i > 2000 && i % 1000 === 0) most = Math.max(most, used() - start);
  }
  const timeline = device(w.device);
  expect(timeline.pending.recent.length).toBeLessThan(10);
  expect(most).toBeLessThan(48 << 20); // what the collector has not got to yet
});
