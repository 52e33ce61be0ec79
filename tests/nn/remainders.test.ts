// Gradients of what slides windows, for every remainder of (length + padding − reach) modulo stride, against differences.
import { describe, test } from "vitest";
import {
  adaptiveAvgPool2d,
  avgPool2d,
  conv2d,
  convTranspose2d,
  deviceNames,
  gradCheck,
  maxPool2d,
  type Tensor,
} from "../../src/index.ts";
import { wave } from "../runtime/standins.ts";

interface Window {
  readonly stride: number;
  readonly dilation: number;
  readonly groups: number;
}
type Use = (window: Window, x: Tensor, ...weights: Tensor[]) => Tensor;
const uses: [name: string, weights: (groups: number) => number[][], use: Use][] = [
  ["conv2d", (g) => [[4, 2 / g, 3, 2], [4]], (w, x, f, bias) => conv2d(x, f!, { ...w, padding: 1, bias: bias! })],
  [
    "convTranspose2d",
    (g) => [[2, 4 / g, 3, 2], [4]],
    (w, x, f, bias) => convTranspose2d(x, f!, { ...w, padding: 1, bias: bias! }),
  ],
  ["maxPool2d", () => [], ({ stride, dilation }, x) => maxPool2d(x, [3, 2], { stride, dilation, padding: 1 })],
  ["maxPool2d, rounded up", () => [], ({ stride }, x) => maxPool2d(x, [3, 2], { stride, ceilMode: true })],
  ["avgPool2d", () => [], ({ stride }, x) => avgPool2d(x, [3, 2], { stride, padding: 1, countIncludePad: false })],
  ["adaptiveAvgPool2d", () => [], ({ stride }, x) => adaptiveAvgPool2d(x, [stride + 1, 2])],
];

describe.each(deviceNames().filter((name) => name !== "null"))("%s", { timeout: 60_000 }, (device) => {
  test.each(uses)("%s", async (_name, weights, use) => {
    const of = (shape: readonly number[], seed: number) => wave(shape, seed).to({ device, dtype: "float64" });
    for (const stride of [1, 2, 3])
      for (const [dilation, groups] of [
        [1, 2],
        [2, 1],
      ] as const)
        for (let length = 5; length < 5 + stride; length++) {
          const inputs = [[1, 2, length, length - 1], ...weights(groups)].map(of);
          await gradCheck((x, ...more) => use({ stride, dilation, groups }, x!, ...more), inputs, { most: 8 });
        }
  });
});
