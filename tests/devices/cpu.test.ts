// What only the native device can get wrong.
import { expect, test } from "vitest";
import { CpuDevice } from "../../src/devices/cpu/device.ts";
import { device, deviceNames, registerDevice, tensor } from "../../src/index.ts";

test.runIf(deviceNames().includes("cpu"))("two devices in one process do not see each other's memory", () => {
  const other = "another cpu";
  const add = (where: string, by: number) => tensor([1, 2, 3], { device: where }).add(by).toArraySync();
  add("cpu", 1);
  registerDevice(other, () => new CpuDevice());
  expect(device(other)).not.toBe(device("cpu"));
  for (let i = 0; i < 3; i++) {
    expect(add(other, 10)).toEqual([11, 12, 13]);
    expect(add("cpu", 20)).toEqual([21, 22, 23]);
  }
});
