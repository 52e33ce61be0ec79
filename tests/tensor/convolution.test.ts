// Convolutions, pooling and interpolation against recorded values of PyTorch (convolution.py), and their corners.
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as needle from "../../src/index.ts";
import {
  ArgumentError,
  conv1d,
  conv2d,
  convTranspose2d,
  deviceNames,
  gradientsOf,
  maxPool2d,
  ones,
  ShapeError,
  setDefaultDevice,
  type Tensor,
  tensor,
} from "../../src/index.ts";

type Recorded = readonly [shape: number[], elements: number[]];
type Options = Record<string, unknown>;
type Case = readonly [
  name: string,
  shapes: number[][],
  args: unknown[] | Options,
  result: Recorded,
  gradients: Recorded[],
  second: (Recorded | null)[] | null,
];
const cases = JSON.parse(readFileSync(new URL("convolution.json", import.meta.url), "utf8")) as Case[];

const wave = (shape: readonly number[], shift = 0): Tensor =>
  tensor(
    Float64Array.from(
      { length: shape.reduce((a, b) => a * b, 1) },
      (_, i) => ((((i + shift) * 37 + 11) % 101) - 50.3) / 50,
    ),
    { shape, requiresGrad: true },
  );
const camel = (options: Options): Options =>
  Object.fromEntries(
    Object.entries(options).map(([k, v]) => [k.replace(/_(.)/g, (_, c: string) => c.toUpperCase()), v]),
  );
const isOptions = (x: unknown): x is Options => typeof x === "object" && x !== null && !Array.isArray(x);

function call([name, , args]: Case, inputs: readonly Tensor[]): Tensor {
  const f = (needle as unknown as Record<string, (...args: unknown[]) => Tensor>)[name]!;
  if (isOptions(args)) return f(inputs[0], inputs[1], { ...camel(args), bias: inputs[2] });
  return f(inputs[0], ...args.map((a) => (isOptions(a) ? camel(a) : a)));
}
async function expectSame(t: Tensor, [shape, elements]: Recorded, what: string): Promise<void> {
  expect(t.shape, what).toEqual(shape);
  const data = await t.data();
  elements.forEach((x, i) => {
    if (!(Math.abs(data[i]! - x) <= 1e-9 * Math.max(1, Math.abs(x)))) expect(data[i], `${what}, element ${i}`).toBe(x);
  });
}

afterAll(() => setDefaultDevice("js"));
describe.each(deviceNames().filter((name) => name !== "null"))("%s", (device) => {
  beforeAll(() => setDefaultDevice(device));

  test.each([...new Set(cases.map(([name]) => name))])("%s as in PyTorch", async (name) => {
    for (const one of cases) {
      const [of, shapes, args, result, gradients, second] = one;
      if (of !== name) continue;
      const text = `${of} ${JSON.stringify(shapes)} ${JSON.stringify(args)}`;
      const inputs = shapes.map((shape, i) => wave(shape, i));
      const y = call(one, inputs);
      await expectSame(y, result, text);
      const found = gradientsOf(y.mul(wave(y.shape).detach()).sum(), inputs, { createGraph: second !== null });
      for (const [i, g] of found.entries()) await expectSame(g, gradients[i]!, `${text}: gradient ${i}`);
      if (second === null) continue;
      const total = found.map((g) => g.mul(wave(g.shape, 1).detach()).sum()).reduce((a, b) => a.add(b));
      const again = gradientsOf(total, inputs);
      for (const [i, g] of again.entries())
        if (second[i] !== null) await expectSame(g, second[i]!, `${text}: second gradient ${i}`);
    }
  });

  test("channels last: the same numbers in another order", async () => {
    const [x, w] = [wave([2, 5, 6, 3]), wave([4, 3, 3, 3], 1)];
    const options = { stride: 2, padding: [1, [0, 2]], bias: wave([4], 2) } as const;
    const last = conv2d(x, w, { ...options, channelsLast: true });
    const first = conv2d(x.permute(0, 3, 1, 2), w, options).permute(0, 2, 3, 1);
    expect(await last.toArray()).toEqual(await first.toArray());
    expect(last.shape).toEqual([2, 3, 3, 4]);
  });
});

test("operands that do not fit into the room for packing are packed in parts", async () => {
  const [x, w] = [wave([3, 16, 70, 70]), wave([2, 16, 7, 7], 1)];
  const y = conv2d(x, w, { padding: 3 });
  const [dw] = gradientsOf(y, [w], { gradient: wave(y.shape, 2).detach(), retainGraph: true });
  const each = [0, 1, 2].map((i) => conv2d(x.slice(i, i + 1), w, { padding: 3 }));
  expect((await y.data()).at(-1)).toBeCloseTo((await each[2]!.data()).at(-1)!, 9);
  const parts = each.map((one, i) => {
    const [d] = gradientsOf(one, [w], {
      gradient: wave(y.shape, 2)
        .slice(i, i + 1)
        .detach(),
    }); // prettier
    return d!;
  });
  const sum = await parts.reduce((a, b) => a.add(b)).data();
  (await dw!.data()).forEach((v, i) => void expect(v).toBeCloseTo(sum[i]!, 8));
});

describe("corners", () => {
  test("the gradient of a maximum goes to the first of equal elements", () => {
    const x = tensor(
      [
        [
          [
            [1, 1],
            [1, 1],
          ],
        ],
      ],
      { requiresGrad: true },
    ); // prettier
    maxPool2d(x, 2).sum().backward();
    expect(x.grad!.toArraySync()).toEqual([
      [
        [
          [1, 0],
          [0, 0],
        ],
      ],
    ]); // prettier
  });

  test("maxima of negative elements beside a padding, and of integers", () => {
    const x = tensor([
      [
        [
          [-3, -2],
          [-5, -4],
        ],
      ],
    ]); // prettier
    expect(maxPool2d(x, 2, { stride: 1, padding: 1 }).toArraySync()).toEqual([
      [
        [
          [-3, -2, -2],
          [-3, -2, -2],
          [-5, -4, -4],
        ],
      ],
    ]);
    expect(maxPool2d(x.to("int32"), 2).toArraySync()).toEqual([[[[-2]]]]);
  });

  test('"same" leaves as many windows as there are elements, or strides', () => {
    const x = ones([1, 1, 7]);
    expect(conv1d(x, ones([1, 1, 4]), { padding: "same" }).shape).toEqual([1, 1, 7]);
    expect(conv1d(x, ones([1, 1, 4]), { padding: "same", stride: 3 }).shape).toEqual([1, 1, 3]);
    expect(conv1d(x, ones([1, 1, 4]), { padding: "valid" }).shape).toEqual([1, 1, 4]);
  });

  test.each([
    [() => conv2d(ones([1, 3, 8, 8]) as Tensor, ones([4, 2, 3, 3])), ShapeError, "3 are needed|2 are needed"],
    [() => conv2d(ones([3, 8, 8]) as Tensor, ones([4, 3, 3, 3])), ShapeError, "must have 4 axes"],
    [() => conv2d(ones([1, 3, 2, 2]), ones([4, 3, 3, 3])), ShapeError, "do not fit into"],
    [() => conv2d(ones([1, 4, 8, 8]), ones([3, 2, 3, 3]), { groups: 2 }), ArgumentError, "2 groups"],
    [() => conv2d(ones([1, 3, 8, 8]), ones([4, 3, 3, 3]), { stride: 0 }), ArgumentError, "stride 0"],
    [() => conv2d(ones([1, 3, 8, 8]), ones([4, 3, 3, 3]), { padding: [1] }), ArgumentError, "padding"],
    [() => conv2d(ones([1, 3, 8, 8]), ones([4, 3, 3, 3]), { bias: ones([3]) }), ShapeError, "bias"],
    [() => convTranspose2d(ones([1, 3, 8, 8]), ones([3, 3, 3, 3]), { outputPadding: 1 }), ShapeError, "outputPadding"],
    [() => maxPool2d(ones([1, 3, 8, 8]), 2, { padding: 2 }), ArgumentError, "half a window"],
  ] as const)("%s", (make, error, text) => {
    expect(make).toThrow(error);
    expect(make).toThrow(new RegExp(text));
  });
});
