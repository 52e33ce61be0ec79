// Loaders: the order of batches, what is in them, and how a loader goes on where another one stopped.
import { describe, expect, test } from "vitest";
import { ArrayDataset, ConcatDataset, DataLoader, MapDataset, Subset, TensorDataset } from "../../src/data/index.ts";
import { deviceNames, RandomState, Tensor, tensor } from "../../src/index.ts";

const numbers = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
const all = async (loader: AsyncIterable<unknown>): Promise<unknown[]> => {
  const lists: unknown[] = [];
  for await (const batch of loader) lists.push(await plain(batch));
  return lists;
};
const plain = (x: unknown): unknown =>
  x instanceof Tensor ? x.toArray() : Array.isArray(x) ? Promise.all(x.map(plain)) : x;

describe.each(deviceNames().filter((name) => name !== "null"))("on %s", (device) => {
  const x = { dtype: "float32" as const, shape: [5, 2], data: Float32Array.from(numbers(10)) };
  const y = Uint8Array.from([5, 6, 7, 8, 9]);
  const [rows, labels] = [[[0, 1], [2, 3], [4, 5], [6, 7], [8, 9]], [5, 6, 7, 8, 9]]; // biome-ignore format: pairs
  const sets = {
    tensors: new TensorDataset(tensor(rows, { device }), tensor(labels, { dtype: "uint8", device })),
    arrays: new ArrayDataset(x, y),
    items: new MapDataset(new ArrayDataset(x, y), (item) => item),
    parts: new ConcatDataset(new Subset(new ArrayDataset(x, y), [0, 1]), new Subset(new ArrayDataset(x, y), [2, 3, 4])),
    subset: new Subset(new Subset(new ArrayDataset(x, y), [4, 3, 2, 1, 0]), [4, 3, 2, 1, 0]),
  };
  test.each(Object.entries(sets))("%s: in order, shuffled, without the last", async (_name, set) => {
    const pick = (...ids: number[]) => [ids.map((i) => rows[i]), ids.map((i) => labels[i])];
    expect(await all(new DataLoader(set, { batchSize: 2, device }))).toEqual([pick(0, 1), pick(2, 3), pick(4)]);
    const generator = new RandomState(0); // numpy.random.seed(0); permutation(5) twice
    const shuffled = new DataLoader(set, { batchSize: 2, shuffle: true, generator, dropLast: true, device });
    expect([shuffled.length, await all(shuffled), await all(shuffled)]).toEqual([
      2,
      [pick(2, 0), pick(1, 3)],
      [pick(0, 2), pick(1, 4)],
    ]);
    for await (const [images, classes] of shuffled)
      expect([images!.dtype, classes!.dtype, images!.device]).toEqual(["float32", "uint8", device]);
  });
});
