// The native device and time: long runs go on beside JavaScript, and nothing of what users see depends on it.
import { describe, expect, test } from "vitest";
import { CpuDevice } from "../../src/devices/cpu/device.ts";
import {
  DataError,
  DeviceError,
  deviceNames,
  parameter,
  profile,
  registerDevice,
  type Tensor,
  tensor,
} from "../../src/index.ts";

const size = 1 << 19;
/** Some tens of milliseconds of arithmetic in several kernels, all of it needed. */
function long(x: Tensor): Tensor {
  for (let i = 0; i < 60; i++) x = x.sin().add(1);
  return x;
}
const input = () => tensor(new Float32Array(size).fill(0.5), { device: "cpu" });
let expected = 0.5;
for (let i = 0; i < 60; i++) expected = Math.sin(expected) + 1;

// where there is no C++ compiler there is no native device
describe.skipIf(!deviceNames().includes("cpu"))("cpu", { timeout: 30_000 }, () => {
  test("a timer goes on during a long run that is awaited", async () => {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    expect((await long(input()).data())[size - 1]).toBeCloseTo(expected, 4);
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(3);
  });

  test("what is read at once waits for the run before", async () => {
    const w = parameter(input());
    const one = long(w);
    const value = one.mean().item();
    w.assign(w.mul(0));
    expect(one.max().itemSync()).toBeCloseTo(expected, 4);
    expect(w.sum().itemSync()).toBe(0);
    expect(await value).toBeCloseTo(expected, 4);
  });

  test("several awaited runs keep their order", async () => {
    const w = parameter(input());
    const values: Promise<number>[] = [];
    for (let i = 0; i < 3; i++) {
      values.push(long(w.add(0)).sub(expected).abs().max().add(w.max()).item());
      w.assign(w.add(1).sub(1));
    }
    for (const value of values) expect(await value).toBeCloseTo(0.5, 3);
  });

  test.each(["awaited", "at once"])("a long run that fails publishes nothing; read %s", async (how) => {
    const w = parameter(input(), "w");
    const labels = tensor([size], { dtype: "int32", device: "cpu" });
    const picked = long(w).take(labels);
    w.assign(w.add(picked.sum()));
    const reading = picked.data();
    if (how === "at once") expect(() => picked.dataSync()).toThrow(DataError);
    await expect(reading).rejects.toThrow(`index ${size} is outside`);
    expect(w.max().itemSync()).toBe(0.5);
    expect((await long(input()).data())[0]).toBeCloseTo(expected, 4);
  });

  test("memory that can't be had is a clear error, and the next run is well", () => {
    const device = new CpuDevice();
    expect(() => device.alloc(2 ** 53)).toThrow(DeviceError);
    expect(() => device.alloc(2 ** 53)).toThrow("cpu: 9007199254740992 bytes in one tensor are too many");
    expect(() => device.alloc(Number.NaN)).toThrow(DeviceError);
    expect(input().sum().itemSync()).toBe(size / 2);
  });

  test("memory is aligned, and what is freed is used again", () => {
    const device = new CpuDevice();
    for (const bytes of [64, 100, 1 << 16, 1 << 22]) expect(device.alloc(bytes).address % 64).toBe(0);
    const fill = (): number => {
      const before = process.resourceUsage().minorPageFault;
      const memory = device.alloc(16 << 20);
      device.write(memory, 0, new Uint8Array(memory.buffer, memory.offset, memory.bytes).fill(1));
      device.free(memory);
      return process.resourceUsage().minorPageFault - before;
    };
    fill();
    if (process.platform === "linux") expect(Math.min(fill(), fill(), fill())).toBeLessThan(100);
  });

  test("results too large for caches are as right as others", () => {
    const n = 5_000_003; // 40 MB are read and written: past the caches, with a ragged end
    const x = tensor(
      Float32Array.from({ length: n }, (_, i) => i % 1000),
      { device: "cpu" },
    );
    const y = x.mul(2).add(1).slice(1, n).dataSync();
    expect(y.findIndex((v, i) => v !== ((i + 1) % 1000) * 2 + 1)).toBe(-1);
  });

  test("profile has the time of every kernel", async () => {
    registerDevice("cpu", () => new CpuDevice());
    const { kernels } = await profile(() => long(input()).sum().itemSync());
    expect(kernels.length).toBeGreaterThan(1);
    for (const k of kernels) expect(k.milliseconds).toBeGreaterThan(0);
  });
});
