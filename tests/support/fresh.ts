// The device that a test file runs on: NEEDLE_DEVICE, or `js`; made anew, so that nothing of what ran before is known to it.
import { CpuDevice } from "../../src/devices/cpu/device.ts";
import { JsDevice } from "../../src/devices/js/device.ts";
import { registerDevice, setDefaultDevice } from "../../src/index.ts";

export const tested = process.env["NEEDLE_DEVICE"] ?? "js";

export function freshDevice(): void {
  registerDevice(tested, () => (tested === "cpu" ? new CpuDevice() : new JsDevice()));
  setDefaultDevice(tested);
}
