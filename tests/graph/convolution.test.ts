// The three sides of a convolution against the sum that defines them, for every small size, stride, dilation and padding.
import { beforeAll, describe, expect, test } from "vitest";
import { convolve } from "../../src/graph/compose/convolution.ts";
import { type Line, windowsOf } from "../../src/graph/compose/phases.ts";
import { gradientsOf, setDefaultDevice, Tensor, tensor } from "../../src/index.ts";

beforeAll(() => setDefaultDevice("js"));

const values = (n: number, seed: number): Float64Array =>
  Float64Array.from({ length: n }, (_, i) => (((i + seed) * 37) % 19) - 9);

/** Calls `add` with the positions of every product in x, w and y of one channel. */
function sum(line: Line, add: (i: number, k: number, o: number) => void): void {
  for (let o = 0; o < windowsOf(line); o++)
    for (let k = 0; k < line.size; k++) {
      const i = line.stride * o + line.dilation * k - line.low;
      if (i >= 0 && i < line.length) add(i, k, o);
    }
}

describe.each([1, 2, 3, 4])("stride %i", (stride) => {
  test.each([1, 2, 3])("dilation %i: output and gradients are the sums that define them", (dilation) => {
    for (const size of [1, 2, 3, 5])
      for (const [low, high] of [
        [0, 0],
        [1, 1],
        [4, 1],
      ] as const)
        for (let length = 4; length <= 7; length++) {
          const line: Line = { length, size, stride, dilation, low, high };
          const windows = windowsOf(line);
          if (windows < 1) continue;
          const x = tensor(values(length, 1), { shape: [1, 1, length], requiresGrad: true });
          const w = tensor(values(size, 2), { shape: [1, 1, size], requiresGrad: true });
          const g = values(windows, 3);
          const y = new Tensor(convolve(x.node, w.node, { lines: [line], groups: 1 }));
          const [dx, dw] = gradientsOf(y, [x, w], { gradient: tensor(g, { shape: y.shape }), retainGraph: true });
          const wanted = { y: new Float64Array(windows), x: new Float64Array(length), w: new Float64Array(size) };
          const [xs, ws] = [values(length, 1), values(size, 2)];
          sum(line, (i, k, o) => {
            wanted.y[o]! += xs[i]! * ws[k]!;
            wanted.x[i]! += g[o]! * ws[k]!;
            wanted.w[k]! += g[o]! * xs[i]!;
          });
          const text = JSON.stringify(line);
          expect([...y.dataSync()], text).toEqual([...wanted.y]);
          expect(
            [...dx!.dataSync()].map((v) => v + 0),
            text,
          ).toEqual([...wanted.x]);
          expect(
            [...dw!.dataSync()].map((v) => v + 0),
            text,
          ).toEqual([...wanted.w]);
        }
  });
});
