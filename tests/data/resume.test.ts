// A loader that takes over in the middle gives what the first one would have given, number for number.
import { expect, test } from "vitest";
import {
  ArrayDataset,
  DataLoader,
  type DataLoaderOptions,
  loadDataset,
  MapDataset,
  randomFlipHorizontal,
} from "../../src/data/index.ts";
import { type HostArray, RandomState, type Tensor } from "../../src/index.ts";

const shape = [10, 1, 3, 1];
const images: HostArray = { dtype: "float32", shape, data: Float32Array.from({ length: 30 }, (_, i) => i) };
/** Images that are flipped by the generator that also shuffles, as in the course. */
function flipping(generator: RandomState) {
  const flip = randomFlipHorizontal({ generator });
  return new MapDataset(new ArrayDataset(images), ([image]) => ({ x: flip(image) }));
}
const url = new URL("./fixtures/rows.mjs", import.meta.url);

const kinds: Record<string, () => Promise<DataLoader<never, { x: Tensor }>>> = {
  "in order, with transforms that draw": make(0, {}, false),
  "shuffle and transforms share a generator": make(0, {}),
  "the same, made ahead": make(0, { prefetch: 3 }),
  "a module": make(1, {}),
  workers: make(1, { workers: 2 }),
};
function make(kind: number, more: DataLoaderOptions<never, never>, shuffle = true) {
  return async () => {
    const generator = new RandomState(4);
    const dataset = kind === 0 ? flipping(generator) : await loadDataset(url, { count: 10 });
    return new DataLoader(dataset as never, { batchSize: 3, shuffle, generator, ...more }) as never;
  };
}

test.each(Object.entries(kinds))("%s", { timeout: 30_000 }, async (_name, open) => {
  const passes = 3;
  const first = await open();
  const wanted: unknown[] = [];
  const states = [JSON.stringify(first.stateDict())];
  for (let pass = 0; pass < passes; pass++) {
    for await (const { x } of first) {
      wanted.push(x.toArraySync());
      states.push(JSON.stringify(first.stateDict()));
    }
    states[states.length - 1] = JSON.stringify(first.stateDict()); // between passes
  }
  await first.close();
  for (const from of [0, 1, 4, 6, 8, 11]) {
    const second = await open();
    const state = JSON.parse(states[from]!);
    second.loadStateDict(state);
    const rest: unknown[] = [];
    for (let pass = state.pass; pass < passes; pass++) for await (const { x } of second) rest.push(x.toArraySync());
    expect(rest, `from batch ${from}`).toEqual(wanted.slice(from));
    await second.close();
  }
});

test("a state taken in the body of the last batch has nothing left of its pass", async () => {
  const [first, second] = [new DataLoader([1, 2, 3, 4]), new DataLoader([1, 2, 3, 4])];
  for await (const _ of first) if (first.stateDict().batches === 4) second.loadStateDict(first.stateDict());
  const lengths: number[] = [];
  for (let pass = 0; pass < 2; pass++) {
    let n = 0;
    for await (const _ of second) n++;
    lengths.push(n);
  }
  expect(lengths).toEqual([0, 4]);
});

test("a loop that is left counts as a pass; the next one begins anew", async () => {
  const loader = new DataLoader([1, 2, 3, 4], { batchSize: 2 });
  for await (const _ of loader) break;
  expect(loader.stateDict()).toEqual({ pass: 0, batches: 1 });
  for await (const x of loader) expect(x.shape).toEqual([2]);
  expect(loader.stateDict()).toEqual({ pass: 2, batches: 0 });
});

test("a state of another kind of loader is refused", () => {
  const shuffled = new DataLoader([1, 2], { shuffle: true });
  expect(() => shuffled.loadStateDict({ pass: 0, batches: 0 })).toThrow(
    "DataLoader: the state is of a loader without a generator, this one has one",
  );
});
