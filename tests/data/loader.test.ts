// Loaders: the order of batches, what is in them, and how a loader goes on where another one stopped.
import { describe, expect, expectTypeOf, test } from "vitest";
import {
  ArrayDataset,
  ConcatDataset,
  DataLoader,
  DistributedSampler,
  MapDataset,
  RandomSampler,
  randomSplit,
  SequentialSampler,
  Subset,
  TensorDataset,
  WeightedSampler,
} from "../../src/data/index.ts";
import {
  device,
  deviceNames,
  type HostArray,
  manualSeed,
  RandomState,
  Tensor,
  tensor,
  zeros,
} from "../../src/index.ts";

const numbers = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
const all = async (loader: AsyncIterable<unknown>): Promise<unknown[]> => {
  const lists: unknown[] = [];
  for await (const batch of loader) lists.push(await plain(batch));
  return lists;
};
const plain = (x: unknown): unknown =>
  x instanceof Tensor ? x.toArray() : Array.isArray(x) ? Promise.all(x.map(plain)) : x;

describe.each(deviceNames().filter((name) => name !== "null"))("on %s", (name) => {
  const device = name;
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

test("batches of a stored tensor share one plan, whichever rows they are", async () => {
  const x = tensor(numbers(2000), { shape: [100, 20], device: "js" });
  for (const shuffle of [false, true]) {
    const loader = new DataLoader(new TensorDataset(x), { batchSize: 10, shuffle });
    const before = device("js").plans.made;
    for (let pass = 0; pass < 2; pass++) for await (const [rows] of loader) await rows.mul(2).sum().item();
    expect(device("js").plans.made - before).toBeLessThanOrEqual(2); // with the number bound, and before it is known to change
  }
});

test("items of all kinds", async () => {
  const items = [0, 1].map((i) => ({
    n: i + 0.5,
    yes: i > 0,
    name: `item ${i}`,
    pair: [tensor([i, 2]), [i]] as const,
  }));
  for await (const { n, yes, name, pair } of new DataLoader(items, { batchSize: 2 })) {
    expect([n.dtype, await n.toArray(), yes.dtype, await yes.toArray()]).toEqual([
      "float32",
      [0.5, 1.5],
      "bool",
      [0, 1],
    ]);
    expect([name, await plain(pair)]).toEqual([["item 0", "item 1"], [[[0, 2], [1, 2]], [[0, 1]]]]); // biome-ignore format: nested
    expectTypeOf(name).toEqualTypeOf<string[]>();
    expectTypeOf(n).toEqualTypeOf<Tensor<[number]>>();
    expectTypeOf(pair[0]).toEqualTypeOf<Tensor<[number, number]>>();
  }
});

test("types: rows of tensors become batches of them", async () => {
  const set = new TensorDataset(zeros([6, 4, 3]), zeros([6]));
  for await (const [x, y] of new DataLoader(set)) {
    expectTypeOf(x).toEqualTypeOf<Tensor<[number, 4, 3]>>();
    expectTypeOf(y).toEqualTypeOf<Tensor<[number]>>();
  }
});

test("collate of one's own may use one array again", async () => {
  const data = new Float32Array(2);
  const collate = (items: number[]) => {
    data.set(items);
    return { dtype: "float32" as const, shape: [2], data };
  };
  const kept: Tensor[] = [];
  for await (const x of new DataLoader([1, 2, 3, 4], { batchSize: 2, collate })) kept.push(x as unknown as Tensor);
  expect(await Promise.all(kept.map((x) => x.toArray()))).toEqual([[1, 2], [3, 4]]); // biome-ignore format: pairs
});

test("an iterable data set, and one that can be iterated only once", async () => {
  const stream = { async *[Symbol.asyncIterator]() { yield* numbers(5); } }; // biome-ignore format: one line
  const loader = new DataLoader(stream, { batchSize: 2 });
  expect([await all(loader), await all(loader)]).toEqual([[[0, 1], [2, 3], [4]], [[0, 1], [2, 3], [4]]]); // biome-ignore format: pairs
  expect(await all(new DataLoader(stream, { batchSize: 2, dropLast: true }))).toHaveLength(2);
  expect(() => loader.length).toThrow("not known");
  const once = new DataLoader(stream[Symbol.asyncIterator]());
  await all(once);
  await expect(all(once)).rejects.toThrow("empty, or it can be iterated only once");
});

test("what is drawn without a generator follows manualSeed", async () => {
  const orders = [1, 1, 2].map((seed) => {
    manualSeed(seed);
    return [...new RandomSampler(50).order()].join();
  });
  expect([orders[0] === orders[1], orders[0] === orders[2]]).toEqual([true, false]);
});

test("a weighted sampler draws in proportion; without replacement all are different", () => {
  const generator = new RandomState(0);
  const drawn = new WeightedSampler([1, 0, 3], 4000, { generator }).order();
  const counts = [0, 1, 2].map((i) => drawn.filter((x) => x === i).length);
  expect([counts[1], Math.abs(counts[2]! - 3000) < 100]).toEqual([0, true]); // 100: more than three standard deviations
  const once = new WeightedSampler([1, 2, 0, 3], 3, { replacement: false, generator }).order();
  expect([...once].sort()).toEqual([0, 1, 3]);
});

test("processes share a data set: all of it, equally, in another order each pass", () => {
  const shares = (pass: number, dropLast = false) =>
    [0, 1, 2].map((rank) => [...new DistributedSampler(10, { rank, world: 3, dropLast }).order(pass)]);
  expect(new Set(shares(0).flat())).toEqual(new Set(numbers(10)));
  expect(shares(0).map((share) => share.length)).toEqual([4, 4, 4]);
  expect(new Set(shares(0, true).flat()).size).toBe(9);
  expect(shares(0)).not.toEqual(shares(1));
});

const item = (shape: number[]): HostArray => ({
  dtype: "float32",
  shape,
  data: new Float32Array(shape[0]! * shape[1]!),
});
const nothing = { length: 1, at: () => 0 };
test.each<[string, () => unknown]>([
  ["DataLoader: the data set is empty", () => new DataLoader([])],
  ["DataLoader: the batch size is 0; it must be a whole number from 1", () => new DataLoader([1], { batchSize: 0 })],
  ["DataLoader: prefetch is 0; it must be", () => new DataLoader([1], { prefetch: -1 })],
  ["DataLoader: 2 items make no batch of 3; take smaller", () => new DataLoader([1, 2], { batchSize: 3, dropLast: true })],
  ["DataLoader: sampler decides over shuffle", () => new DataLoader([1], { shuffle: true, sampler: new SequentialSampler(1) })],
  ["DataLoader: an iterable data set has its own order", () => new DataLoader(new Set([1]), { shuffle: true })],
  ["DataLoader: index 5 is out of range: there are 1 items", () => all(new DataLoader(nothing, { sampler: { length: 1, order: () => Int32Array.of(5) } }))],
  ["collate: an item is [2, 1] in item 0 and [1, 2] in item 1; batches need equal shapes", () => all(new DataLoader([item([2, 1]), item([1, 2])], { batchSize: 2 }))],
  ["collate: an item is number in item 0 and string in item 1", () => all(new DataLoader<(number | string)[]>([1, "a"], { batchSize: 2 }))],
  ["collate: 'x' of an item has 1 entries in item 0 and 2 in item 1", () => all(new DataLoader([{ x: [1] }, { x: [1, 2] }], { batchSize: 2 }))],
  ["collate: an item has x as fields in item 0 and y in item 1", () => all(new DataLoader<object[]>([{ x: 1 }, { y: 1 }], { batchSize: 2 }))],
  ["TensorDataset: the first sizes must be there and equal, not those of [2], [3]", () => new TensorDataset(zeros([2]), zeros([3]))],
  ["ArrayDataset: the array has 4 elements, its shape [2, 3] needs 6", () => new ArrayDataset({ ...item([2, 2]), shape: [2, 3] })],
  ["ArrayDataset: index -1 is out of range", () => new ArrayDataset(Uint8Array.of(1)).at(-1)],
  ["Subset: index 2 is out of range", () => new Subset([1, 2], [0, 2])],
  ["ConcatDataset: index 3 is out of range: there are 3 items, 0 to 2", () => new ConcatDataset([1, 2], [3]).at(3)],
  ["randomSplit: the sizes [1, 2] must add up to the 2 items, or as shares to 1", () => randomSplit([1, 2], [1, 2])],
  ["WeightedSampler: weight 1 is -1", () => new WeightedSampler([1, -1], 1)],
  ["WeightedSampler: 2 different ones, but only 1", () => new WeightedSampler([1, 0], 2, { replacement: false })],
  ["DistributedSampler: rank 2 is none of 0 to 1", () => new DistributedSampler(4, { rank: 2, world: 2 })],
])("%s", async (message, call) => await expect((async () => call())()).rejects.toThrow(message)); // biome-ignore format: one line
