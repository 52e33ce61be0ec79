// Devices that learn later whether a run has failed: the run is committed meanwhile and taken back.
import { expect, test, vi } from "vitest";
import type { Status } from "../../src/devices/device.ts";
import { JsDevice } from "../../src/devices/js/device.ts";
import { DataError, parameter, registerDevice, softmaxLoss, tensor, type Variable } from "../../src/index.ts";

class LateDevice extends JsDevice {
  override readonly name = "late";
  override execute(
    executable: ReturnType<JsDevice["prepare"]>,
    memories: readonly never[],
    numbers: readonly number[],
  ): Status {
    const status = super.execute(executable, memories, numbers) as Awaited<Status>;
    return new Promise((resolve) => setTimeout(() => resolve(status), 1));
  }
}
registerDevice("late", () => new LateDevice());

const labels = (...list: number[]) => tensor(list, { dtype: "int32", device: "late" });

test("a failed run is taken back; good ones go on", async () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  const x = tensor(
    [
      [1, 2],
      [3, 4],
    ],
    { device: "late" },
  );
  const w: Variable = parameter(
    tensor(
      [
        [0.1, 0.2, 0.3],
        [0.4, 0.5, 0.6],
      ],
      { device: "late" },
    ),
    "w",
  );
  const step = (y: ReturnType<typeof labels>) => {
    const loss = softmaxLoss(x.matmul(w), y);
    w.zeroGrad();
    loss.backward();
    w.assign(w.sub(w.gradient!.mul(0.1)));
    return loss;
  };
  await step(labels(0, 1)).item();
  const before = await w.data();
  const gradient = await w.grad!.data();
  const bad = step(labels(0, 3));
  await expect(bad.item()).rejects.toThrow(DataError);
  await expect(bad.item()).rejects.toThrow("softmaxLoss: label 3 is outside 0 … 2");
  expect(await w.data()).toEqual(before);
  expect(w.grad).toBeNull();
  const good = step(labels(2, 2));
  expect(await good.item()).toBeGreaterThan(0);
  expect(await w.data()).not.toEqual(before);
  expect(await w.grad!.data()).not.toEqual(gradient);
  warn.mockRestore();
});
