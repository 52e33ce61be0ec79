// Tensors as messages: what arrives is what was sent, and the memory moves instead of being copied.
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import { deviceNames, dtypes, fromTransferable, parameter, tensor, toTransferable } from "../../src/index.ts";

test("to a worker and back; the memory has left the sender", async () => {
  const worker = new Worker(
    `require("node:worker_threads").parentPort.on("message", (m) => {
       m.data[0] += 1;
       require("node:worker_threads").parentPort.postMessage(m, [m.data.buffer]);
     })`,
    { eval: true },
  );
  try {
    const x = tensor([[1, 2, 3], [4, 5, 6]]); // biome-ignore format: one line
    const message = await toTransferable(x.mul(2));
    worker.postMessage(message, [message.data.buffer]);
    expect(message.data.length).toBe(0);
    const [answer] = await once(worker, "message");
    expect(fromTransferable(answer).toArraySync()).toEqual([[3, 4, 6], [8, 10, 12]]); // biome-ignore format: one line
    expect(x.toArraySync()).toEqual([[1, 2, 3], [4, 5, 6]]); // biome-ignore format: one line
  } finally {
    await worker.terminate();
  }
});

test.each(dtypes)("%s comes back as it was, on every device", async (dtype) => {
  for (const device of deviceNames().filter((name) => name !== "null")) {
    const x = tensor([[1, 0, 3]], { dtype, device });
    const y = fromTransferable(structuredClone(await toTransferable(x)), { device });
    expect([y.dtype, y.shape, y.device, await y.toArray()]).toEqual([dtype, [1, 3], device, await x.toArray()]);
  }
});

test("a message is a snapshot of a variable", async () => {
  const w = parameter(tensor([1, 2]));
  const message = await toTransferable(w);
  message.data[0] = 99;
  expect(await w.toArray()).toEqual([1, 2]);
});

test("data that others can write to are copied", () => {
  const shared = new Float32Array(new SharedArrayBuffer(8));
  const part = new Float32Array(4).subarray(1, 3);
  const [a, b] = [shared, part].map((data) => fromTransferable({ dtype: "float32", shape: [2], data }));
  shared[0] = part[0] = 9;
  expect([a!.toArraySync(), b!.toArraySync()]).toEqual([[0, 0], [0, 0]]); // biome-ignore format: one line
});

test.each([
  [{ dtype: "float32", shape: [3], data: new Float32Array(2) }, "has 2 elements, its shape [3] needs 3"],
  [
    { dtype: "int32", shape: [2], data: new Float32Array(2) },
    "is int32, which is stored in a Int32Array, not a Float32Array",
  ],
  [{ dtype: "f4", shape: [2], data: new Float32Array(2) }, "unknown dtype 'f4'"],
  [{ dtype: "float32", shape: [-1], data: new Float32Array(2) }, "fromTransferable"],
])("%o is refused", (message, words) => {
  expect(() => fromTransferable(message as never)).toThrow(words);
});
