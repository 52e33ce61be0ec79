// Updates with values that were made before an earlier update.
import { beforeEach, expect, test, vi } from "vitest";
import { StaleTensorError, tensor, type Variable } from "../../src/index.ts";
import { freshDevice } from "../support/fresh.ts";

beforeEach(() => {
  freshDevice();
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
});
const start = (): Variable => tensor([1, 2], { shape: [2], requiresGrad: true });

test("a value of the first version survives two updates in a row", () => {
  const v = start();
  const tenfold = v.mul(10);
  tenfold.add(1); // somebody consumes it
  v.assign(v.mul(2));
  v.assign(tenfold);
  expect([...v.dataSync()]).toEqual([10, 20]);
});

test("an update with a stale value throws instead of being lost", () => {
  const v = start();
  const tenfold = v.mul(10);
  tenfold.add(1).dataSync();
  v.assign(v.mul(2));
  v.dataSync();
  expect(() => {
    v.assign(tenfold);
    v.dataSync();
  }).toThrow(StaleTensorError);
});
