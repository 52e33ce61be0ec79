// One suite for every device that computes; `js` is the definition.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { encode, notes } from "../../src/compiler/encode.ts";
import { makePlan, type Plan } from "../../src/compiler/plan.ts";
import type { Device, Memory } from "../../src/devices/device.ts";
import { JsDevice } from "../../src/devices/js/device.ts";
import { bytesOf } from "../../src/dtype.ts";
import { Storage } from "../../src/graph/node.ts";
import { scan } from "../../src/graph/ops/scan.ts";
import { argsort } from "../../src/graph/ops/sort.ts";
import {
  DataError,
  type DType,
  device,
  deviceNames,
  Generator,
  setDefaultDevice,
  softmaxLoss,
  Tensor,
  tensor,
} from "../../src/index.ts";

const names = deviceNames().filter((name) => name !== "null");
afterAll(() => setDefaultDevice("js"));

const bytesFrom = (data: ArrayBufferView): Uint8Array => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
const close = (a: ArrayLike<number>, b: ArrayLike<number>, tolerance: number): boolean =>
  a.length === b.length &&
  Array.from(a).every((x, i) => Object.is(x, b[i]) || Math.abs(x - b[i]!) <= tolerance * Math.max(1, Math.abs(b[i]!)));

/** A graph on this device as a plan that writes `into` what is given, or new memory. */
function planOf(at: Device, tensors: readonly Tensor[], into: readonly (Storage | null)[] = []): Plan {
  const roots = tensors.map((t, i) => ({ node: t.node, into: into[i] ?? null }));
  encode(roots, 0);
  const free = new Uint8Array(notes.numbers.length);
  return makePlan({ roots, nodes: notes.nodes, storages: notes.storages, free, split: false }, at.limits);
}

describe.each(names)("%s", (name) => {
  let at: Device<Memory, unknown>;
  beforeAll(() => {
    setDefaultDevice(name);
    at = device(name).device as Device<Memory, unknown>;
  });
  const supports = (dtype: DType): boolean => at.limits.dtypes.includes(dtype);
  /** Runs a plan by hand with memory that holds the leaves, and reads the memories of the results. */
  async function run(plan: Plan, leaves: readonly Uint8Array[]): Promise<{ status: unknown; results: Uint8Array[] }> {
    const memories: Memory[] = [at.alloc(plan.workspace)];
    for (const bytes of leaves) {
      const memory = at.alloc(bytes.length);
      at.write(memory, 0, bytes);
      memories.push(memory);
    }
    const size = (m: number): number =>
      plan.buffers.reduce((most, b) => (b.memory === m ? Math.max(most, b.size * bytesOf(b.dtype)) : most), 0);
    for (let m = memories.length; m < plan.memories; m++) memories.push(at.alloc(size(m)));
    const status = await at.execute(at.prepare(plan), memories, []);
    const results = await Promise.all(plan.results.map((m) => at.read(memories[m]!, 0, size(m))));
    return { status, results };
  }

  test("memory: write, read, parts of it, none of it", async () => {
    const memory = at.alloc(16);
    expect(memory.bytes).toBeGreaterThanOrEqual(16);
    at.write(
      memory,
      0,
      Uint8Array.from({ length: 16 }, (_, i) => i),
    );
    at.write(memory, 4, Uint8Array.of(9, 9, 9, 9));
    expect([...(await at.read(memory, 2, 4))]).toEqual([2, 3, 9, 9]);
    const copy = await at.read(memory, 0, 16);
    at.write(memory, 0, new Uint8Array(16));
    expect(copy[1]).toBe(1);
    if (at.readSync !== undefined) expect([...at.readSync(memory, 0, 4)]).toEqual([0, 0, 0, 0]);
    const empty = at.alloc(0);
    at.write(empty, 0, new Uint8Array(0));
    expect((await at.read(empty, 0, 0)).length).toBe(0);
    at.free(memory);
    at.free(empty);
  });

  test("a plan by hand", async () => {
    const x = tensor([1, 2, 3, 4, 5, 6], { shape: [2, 3] });
    const plan = planOf(at, [x.mul(x).sum(1), x.exp().transpose()]);
    const { status, results } = await run(plan, [bytesFrom(Float32Array.of(1, 2, 3, 4, 5, 6))]);
    expect(status).toBeNull();
    expect([...new Float32Array(results[0]!.slice().buffer)].slice(0, 2)).toEqual([14, 77]);
    expect(close(new Float32Array(results[1]!.slice().buffer), [1, 4, 2, 5, 3, 6].map(Math.exp), 1e-6)).toBe(true);
  });

  test("a failed check: its number and value; guarded steps do nothing", async () => {
    const table = tensor([1, 2, 3], { shape: [3] });
    const ids = tensor([0, 7, 1], { shape: [3], dtype: "int32" });
    const target = new Storage(table.node.type, null, true);
    const picked = table.take(ids);
    const plan = planOf(at, [picked, table.mul(2)], [null, target]);
    expect(plan.checks.length).toBe(1);
    expect(plan.steps.filter((s) => s.guarded).length).toBe(1);
    expect(plan.steps.at(-1)!.guarded).toBe(true);
    const leaves = notes.storages.map((s) =>
      bytesFrom(s === table.node.data ? Float32Array.of(1, 2, 3) : Int32Array.of(0, 7, 1)),
    );
    const { status, results } = await run(plan, leaves);
    expect(status).toEqual({ check: 0, value: 7 });
    expect([...new Float32Array(results[1]!.slice().buffer)]).toEqual([0, 0, 0]);
    // the device goes on
    const good = leaves.map((b) =>
      b.length === 12 && new Int32Array(b.slice().buffer)[1] === 7 ? bytesFrom(Int32Array.of(0, 2, 1)) : b,
    );
    const again = await run(plan, good);
    expect(again.status).toBeNull();
    expect([...new Float32Array(again.results[1]!.slice().buffer)]).toEqual([2, 4, 6]);
  });

  test("failed runs publish nothing", async () => {
    const w = tensor(
      [
        [1, 0],
        [0, 1],
      ],
      { requiresGrad: true },
    );
    const x = tensor([
      [1, 2],
      [3, 4],
    ]);
    const step = (labels: number[]): Tensor => {
      const loss = softmaxLoss(x.matmul(w), tensor(labels, { dtype: "int32" }));
      w.zeroGrad();
      loss.backward();
      w.assign(w.sub(w.grad!.mul(0.1)));
      return loss;
    };
    await step([0, 1]).item();
    const before = [...(await w.data())];
    await expect(step([0, 2]).item()).rejects.toThrow(DataError);
    expect([...(await w.data())]).toEqual(before);
    await step([1, 1]).item();
    expect([...(await w.data())]).not.toEqual(before);
  });

  test("empty plans and empty tensors", async () => {
    const nothing: Plan = { ...planOf(at, [tensor([1]).exp()]), steps: [], buffers: [], results: [], checks: [] };
    expect(await at.execute(at.prepare({ ...nothing, workspace: 0, memories: 1 }), [at.alloc(0)], [])).toBeNull();
    const empty = tensor([], { shape: [0, 3] });
    expect((await empty.exp().data()).length).toBe(0);
    expect([...(await empty.sum(0).data())]).toEqual([0, 0, 0]);
    expect([...(await empty.transpose().matmul(empty).data())]).toEqual(new Array(9).fill(0));
    expect([
      ...(await empty
        .pad([
          [1, 0],
          [0, 0],
        ])
        .data()),
    ]).toEqual([0, 0, 0]);
  });

  /** What every device must compute as `js` does, up to rounding. */
  const programs: Record<string, (x: (...shape: number[]) => Tensor, at: string) => Tensor> = {
    "element-wise": (x) => x(7, 9).mul(x(9)).sub(0.25).tanh(),
    reductions: (x) => x(5, 300).square().sum(1).add(x(5, 300).max(1)),
    "a long sum": (x) => x(10_000).sum(),
    product: (x) => x(37, 65).matmul(x(65, 43)),
    "batched product of views": (x) =>
      x(3, 20, 10)
        .transpose()
        .matmul(x(3, 20, 7))
        .add(x(7))
        .relu(),
    "product of whole numbers, modulo 2³²": (x) => x(9, 20).mul(1e9).to("int32").matmul(x(20, 11).mul(1e9).to("int32")),
    "product behind a reshape that mixes rows and columns": (x) =>
      x(3, 8, 10)
        .matmul(x(3, 10, 6))
        .reshape([12, 12])
        .add(x(12))
        .transpose(),
    "product of expanded operands": (x) =>
      x(1, 16)
        .expand([9, 16])
        .matmul(x(16, 1).expand([16, 8])),
    softmax: (x) => x(11, 33).softmax(1),
    views: (x) =>
      x(4, 6)
        .flip(0)
        .transpose()
        .reshape([3, 8])
        .slice(1, 3)
        .pad([
          [1, 0],
          [0, 2],
        ])
        .permute(1, 0),
    "take and its adjoint": (x, where) =>
      x(5, 4)
        .take(
          tensor(
            [
              [4, 0],
              [2, 2],
            ],
            { dtype: "int32", device: where },
          ),
        )
        .exp(),
    "running sums and maxima": (x) =>
      new Tensor(scan("sum", x(6, 50).node, 1)).add(new Tensor(scan("max", x(6, 50).node, 0))),
    "a long running sum": (x) => new Tensor(scan("sum", x(3000).node, 0)),
    "order of elements, with ties": (x) =>
      new Tensor(argsort(x(5, 300).mul(20).floor().node, 1, false)).add(new Tensor(argsort(x(5, 300).node, 0, true))),
    "order of elements, with NaN and infinities": (x) =>
      new Tensor(argsort(x(40).mul(5).floor().log().div(x(40).mul(3).floor()).node, 0, false)),
    "random bits": (_x, where) => new Generator(3).rand([100], { device: where }),
    "positions of extremes": (x) => x(9, 8).argmax(1),
    casts: (x) => x(50).mul(100).to("int32").add(7).to("uint8"),
  };
  test.each(Object.entries(programs))("%s as on js", async (_text, program) => {
    const on = (where: string) =>
      program((...shape) => {
        const size = shape.reduce((a, b) => a * b, 1);
        const data = Float32Array.from({ length: size }, (_, i) => ((i * 7919) % 1009) / 1009 - 0.5);
        return tensor(data, { shape, device: where });
      }, where);
    const [found, wanted] = [await on(name).data(), await on("js").data()];
    expect(close(found, wanted, 1e-5)).toBe(true);
  });

  test("products of whole numbers wrap", async () => {
    const rows = [2147483647n, 2147483646n, 65537n, 3n]; // 2 × 2
    const x = tensor(rows.map(Number), { shape: [2, 2], dtype: "int32" });
    const sum = (i: number, j: number): number =>
      Number(BigInt.asIntN(32, rows[2 * i]! * rows[j]! + rows[2 * i + 1]! * rows[2 + j]!));
    expect([...(await x.matmul(x).data())]).toEqual([sum(0, 0), sum(0, 1), sum(1, 0), sum(1, 1)]);
  });

  test("all its dtypes", async () => {
    for (const dtype of new JsDevice().limits.dtypes.filter(supports)) {
      const x = tensor([0, 1, 1, 0, 1], { shape: [5], dtype });
      expect([...(await x.flip().data())]).toEqual([1, 0, 1, 1, 0]);
      expect(await x.sum().item()).toBe(3);
      expect([...(await x.eq(x).data())]).toEqual([1, 1, 1, 1, 1]);
    }
  });
});
