// profile: what is counted, and how it is told.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { JsDevice } from "../../src/devices/js/device.ts";
import {
  ArgumentError,
  compile,
  DataError,
  device,
  deviceNames,
  ones,
  profile,
  registerDevice,
  setDefaultDevice,
  tensor,
} from "../../src/index.ts";
import { writeTrace } from "../../src/io/index.ts";

const standard = tensor(0).device;

const work = (on: string) => {
  const x = ones([40, 40], { device: on });
  return () => x.matmul(x).add(1).sum();
};

describe.each(deviceNames().filter((name) => name !== "null"))("%s", (name) => {
  beforeAll(() => setDefaultDevice(name));
  afterAll(() => setDefaultDevice(standard));
  const canTime = device(name).device.profile !== undefined; // others have times of whole runs
  test.skipIf(!canTime)("kernels, how often, how long, how fast", async () => {
    const fn = work(name);
    const first = await profile(fn);
    expect(first.newPlans).toBe(1);
    const times = await profile(() => {
      for (let i = 0; i < 3; i++) fn().item();
    });
    expect([times.runs, times.newPlans, times.kernels.length]).toEqual([3, 0, 2]);
    const { kernels, kernelMilliseconds, wallMilliseconds } = times;
    expect(kernels.map((k) => k.kernel).sort()).toEqual(["add → sum", "matmul"]);
    expect(kernels.map((k) => [k.count, k.device])).toEqual([
      [3, name],
      [3, name],
    ]);
    expect(kernels.reduce((sum, k) => sum + k.share, 0)).toBeCloseTo(1, 9);
    expect(kernels[0]!.milliseconds).toBeGreaterThanOrEqual(kernels[1]!.milliseconds);
    expect(kernelMilliseconds).toBeGreaterThan(0);
    expect(kernelMilliseconds).toBeLessThanOrEqual(wallMilliseconds);
    const product = kernels.find((k) => k.kernel === "matmul")!;
    expect(product.loops).toBe("product 40 × 40, inner 40");
    expect(product.gigaflopsPerSecond).toBeCloseTo((3 * 2 * 40 ** 3) / product.milliseconds / 1e6, 6);
    expect(product.gigabytesPerSecond).toBeGreaterThan(0);
  });
});

test("a table for people, JSON for programs, a trace for viewers", async () => {
  const fn = work("js");
  await fn().item();
  const times = await profile(fn);
  const lines = String(times).split("\n");
  expect(lines[0]).toMatch(/^kernel +loops +device +count +time +share +GB\/s +GFLOP\/s$/);
  expect(lines).toHaveLength(4);
  expect(lines.slice(1, 3).every((line) => /js +1 +[\d.]+ (ms|µs) +[\d.]+ % +[\d.]+ +[\d.]+$/.test(line))).toBe(true);
  expect(lines[3]).toMatch(/^1 run took [\d.]+ (ms|µs) in kernels of [\d.]+ (ms|µs) in all$/);
  expect(inspect(times)).toBe(String(times));
  const json = JSON.parse(JSON.stringify(times));
  expect(json.kernels).toEqual(times.kernels);
  expect(Object.keys(json)).toEqual(["wallMilliseconds", "kernelMilliseconds", "runs", "newPlans", "kernels"]);

  const folder = mkdtempSync(join(tmpdir(), "needle-"));
  try {
    writeTrace(join(folder, "deep", "trace.json"), times);
    const { traceEvents } = JSON.parse(readFileSync(join(folder, "deep", "trace.json"), "utf8"));
    const [thread, ...slices] = traceEvents;
    expect(thread).toMatchObject({ ph: "M", name: "thread_name", args: { name: "js" } });
    let end = 0;
    for (const { ph, ts, dur, tid } of slices) {
      expect([ph, tid]).toEqual(["X", 0]);
      expect(ts).toBeGreaterThanOrEqual(end);
      end = ts + dur;
    }
    expect(slices).toHaveLength(2);
    expect(end / 1000).toBeLessThanOrEqual(times.wallMilliseconds);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("what was left from before is not counted; what is left afterwards is", async () => {
  const before = ones([3]).exp();
  const times = await profile(async () => {
    await ones([2]).sin().data();
    ones([4]).cos();
  });
  expect(times.kernels.map((k) => k.kernel).sort()).toEqual(["cos", "sin"]);
  expect(String(before)).toContain("2.7183");
});

test("compiled functions", async () => {
  const step = compile(work("js"));
  step();
  const times = await profile(() => {
    for (let i = 0; i < 5; i++) step();
  });
  expect([times.runs, times.kernels[0]!.count]).toEqual([5, 5]);
  const inside = compile(() => [profile(() => {})]);
  await expect(inside()[0]).rejects.toThrow(/a profile was made inside/);
});

test("one at a time, and nothing is left switched on", async () => {
  await expect(profile(() => profile(() => {}))).rejects.toThrow(ArgumentError);
  await expect(
    profile(() => {
      throw new Error("mine");
    }),
  ).rejects.toThrow("mine");
  expect((await profile(work("js"))).runs).toBe(1);
});

test("a failed run is measured like others", async () => {
  const table = ones([3]);
  const ids = tensor([5], { dtype: "int32" });
  const times = await profile(async () => {
    await expect(table.take(ids).data()).rejects.toThrow(DataError);
  });
  expect(times.runs).toBe(1);
});

class Plain extends JsDevice {
  override readonly name: string = "plain";
  override profile = undefined as never;
}
class Late extends Plain {
  override readonly name = "late";
  override execute(...run: Parameters<JsDevice["execute"]>) {
    const status = super.execute(...run);
    return new Promise<Awaited<typeof status>>((resolve) => setTimeout(() => resolve(status), 5));
  }
}
test.each<[string, () => JsDevice]>([
  ["plain", () => new Plain()],
  ["late", () => new Late()],
])("a device that can't time kernels (%s) times its runs", async (name, make) => {
  registerDevice(name, make);
  const fn = work(name);
  await fn().item();
  const times = await profile(fn);
  const two = await profile(() => [fn().item(), fn().item()]);
  expect(two.kernelMilliseconds).toBeLessThanOrEqual(two.wallMilliseconds); // one after the other
  expect(times.kernels).toHaveLength(1);
  const [{ kernel, loops, milliseconds, gigaflopsPerSecond }] = times.kernels as [(typeof times.kernels)[0]];
  expect([kernel, loops]).toEqual(["matmul", "and all of its plan, 2 kernels"]);
  expect(milliseconds).toBeGreaterThan(name === "late" ? 4 : 0);
  expect(gigaflopsPerSecond).toBeGreaterThan(0);
  expect(device(name).counts.runs).toBe(4);
});
