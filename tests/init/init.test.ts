// Initial weights: the numbers of NumPy's generator within PyTorch's bounds (reference.py), and statistics of large tensors.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  ArgumentError,
  deviceNames,
  Generator,
  init,
  nn,
  RandomState,
  ShapeError,
  type Tensor,
} from "../../src/index.ts";
import { close } from "../runtime/standins.ts";

interface Case {
  readonly name: "xavierUniform" | "xavierNormal" | "kaimingUniform" | "kaimingNormal";
  readonly shape: readonly number[];
  readonly options: object;
  readonly values: readonly number[];
}
const { cases, course, truncated } = JSON.parse(readFileSync(new URL("reference.json", import.meta.url), "utf8")) as {
  readonly cases: readonly Case[];
  readonly course: { readonly weight: readonly number[]; readonly bias: readonly number[] };
  readonly truncated: readonly {
    readonly limits: readonly [mean: number, std: number, low: number, high: number];
    readonly moments: readonly [number, number];
  }[];
};
const list = async (t: Tensor): Promise<number[]> => Array.from(await t.data());

test.each(cases)("$name of $shape with $options", async ({ name, shape, options, values }) => {
  const place = { ...options, generator: new RandomState(7) };
  close(await list(init[name](shape, { ...place, dtype: "float64" })), values, 1e-12);
});

test("the course's schemes: fans are given, the weight is drawn before the bias", async () => {
  const generator = new RandomState(3);
  const draw = (shape: readonly number[], fanIn: number) =>
    init.kaimingUniform(shape, { fanIn, generator, dtype: "float64" });
  close(await list(draw([5, 4], 5)), course.weight, 1e-12);
  close(await list(draw([4, 1], 4)), course.bias, 1e-12);
});

describe.each(deviceNames().filter((name) => name !== "null"))("statistics on %s", (device) => {
  const n = 40_000;
  const moments = async (t: Tensor): Promise<[mean: number, std: number]> => {
    const values = await list(t);
    const mean = values.reduce((a, b) => a + b, 0) / n;
    return [mean, Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / n)];
  };
  const place = () => ({ generator: new Generator(5), device });
  test.each(truncated)("truncatedNormal with $limits", async ({ limits, moments: wanted }) => {
    const t = init.truncatedNormal([n], ...limits, place());
    close(await moments(t), wanted, 0.02);
    const values = await list(t);
    expect(Math.min(...values.slice(0, 1000))).toBeGreaterThanOrEqual(limits[2]);
    expect(Math.max(...values.slice(0, 1000))).toBeLessThanOrEqual(limits[3]);
  });
  test("uniform and normal", async () => {
    close(await moments(init.uniform([n], -1, 3, place())), [1, 4 / Math.sqrt(12)], 0.02);
    close(await moments(init.normal([n], 2, 0.5, place())), [2, 0.5], 0.02);
    expect(await list(init.constant([2], 3, place()))).toEqual([3, 3]);
  });
  test("layers draw from the generator that is given", async () => {
    const layer = () => new nn.Linear(3, 2, { generator: new RandomState(1), device });
    const [a, b] = [layer(), layer()];
    expect([a.weight.device, await list(a.weight)]).toEqual([device, await list(b.weight)]);
  });
});

test("wrong uses are told", () => {
  expect(() => init.xavierUniform([3])).toThrow(new ShapeError("init: [3] has no fans; give { fanIn, fanOut }"));
  expect(() => init.kaimingNormal([3, 2], { nonlinearity: "softmax" })).toThrow("gainOf: 'softmax' is not known");
  expect(() => init.truncatedNormal([3], 0, 1, 2, 1)).toThrow(
    new ArgumentError("truncatedNormal: no numbers lie between 2 and 1 with deviation 1"),
  );
});
