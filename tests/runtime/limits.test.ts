// Loops that never read anything stay bounded, and a run that can't be made leaves everything as it was.
import { expect, test } from "vitest";
import { JsDevice } from "../../src/devices/js/device.ts";
import { DeviceError, parameter, registerDevice, type Tensor, tensor } from "../../src/index.ts";

test("host data is not collected without end in a loop that only adds up", () => {
  let total: Tensor = tensor(0);
  const before = process.memoryUsage().arrayBuffers;
  let most = 0;
  for (let i = 0; i < 400; i++) {
    total = total.add(tensor(new Float32Array(1 << 20).fill(1)).sum()); // 4 MB each, 1.6 GB together
    if (i % 20 === 0) most = Math.max(most, process.memoryUsage().arrayBuffers - before);
  }
  expect(most).toBeLessThan(900 << 20);
  expect(total.itemSync()).toBe(400 * (1 << 20));
});

test("out of memory: the variables stay as they were, and it goes on", async () => {
  class Small extends JsDevice {
    override readonly name = "small";
    override alloc(bytes: number) {
      if (bytes > 1000) throw new DeviceError(`small: out of memory: ${bytes} bytes could not be allocated`);
      return super.alloc(bytes);
    }
  }
  registerDevice("small", () => new Small());
  const w = parameter(tensor([1, 2], { device: "small" }), "w");
  const wide = w.unsqueeze(1).expand([2, 500]).exp();
  w.assign(w.mul(3));
  await expect(wide.data()).rejects.toThrow("small: out of memory");
  expect([...(await w.data())]).toEqual([1, 2]);
  w.assign(w.mul(5));
  expect([...(await w.data())]).toEqual([5, 10]);
  await expect(wide.data()).rejects.toThrow(DeviceError);
});
