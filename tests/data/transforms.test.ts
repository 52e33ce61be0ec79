// Transforms against NumPy and PyTorch (transforms.py), and what they refuse.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import {
  compose,
  cutout,
  normalize,
  randomCrop,
  randomFlipHorizontal,
  randomRotation,
  resize,
  rotate,
  type Transform,
} from "../../src/data/index.ts";
import { type HostArray, RandomState } from "../../src/index.ts";

const recorded = JSON.parse(readFileSync(new URL("./transforms.json", import.meta.url), "utf8"));
const shape = [4, 5, 2];
const image: HostArray = { dtype: "float32", shape, data: Float32Array.from({ length: 40 }, (_, i) => i + 1) };
const bytes: HostArray = { dtype: "uint8", shape, data: Uint8Array.from(image.data) };

function near(found: ArrayLike<number>, wanted: readonly number[]): void {
  expect(found.length).toBe(wanted.length);
  for (const [i, x] of wanted.entries()) expect(found[i]).toBeCloseTo(x, 4);
}

test("the course's transforms, draw for draw", () => {
  const generator = new RandomState(3);
  const transforms: Record<string, Transform> = {
    flip: randomFlipHorizontal({ generator }),
    crop: randomCrop({ generator }),
    cutout: cutout({ size: 3, generator }),
    both: compose(randomFlipHorizontal({ generator }), randomCrop({ padding: 2, generator })),
  };
  for (const [name, change] of Object.entries(transforms))
    for (const wanted of recorded[name]) expect([...change(image).data], name).toEqual(wanted);
});

test("sizes and angles", () => {
  for (const { size, data } of recorded.resize) {
    const resized = resize(size[0], size[1])(image);
    expect(resized.shape).toEqual([...size, 2]);
    near(resized.data, data);
  }
  for (const { degrees, data } of recorded.rotate) near(rotate(degrees)(image).data, data);
  const [drawn, angle] = [new RandomState(5), new RandomState(5).uniform(-20, 20)];
  expect(randomRotation({ degrees: 20, generator: drawn })(image)).toEqual(rotate(angle)(image));
});

test("images stay as they were, and keep their dtype", () => {
  const generator = new RandomState(0);
  const all = [
    randomFlipHorizontal({ p: 1 }),
    randomCrop({ generator }),
    cutout({ size: 2 }),
    rotate(45),
    resize(3, 3),
  ];
  for (const change of all) {
    const before = Uint8Array.from(bytes.data);
    const { dtype, data } = change(bytes);
    expect([dtype, data.constructor.name, bytes.data]).toEqual(["uint8", "Uint8Array", before]);
  }
  expect([...resize(1, 1)(bytes).data]).toEqual([20, 21]); // 20 and 21, not cut off from 19.99…
});

test("normalize by channel", () => {
  const pixel: HostArray = { dtype: "uint8", shape: [1, 1, 3], data: Uint8Array.of(10, 20, 30) };
  expect(normalize([10, 10, 10], [1, 2, 4])(pixel)).toEqual({
    dtype: "float32",
    shape: [1, 1, 3],
    data: Float32Array.of(0, 5, 5),
  });
});

test.each([
  [
    "randomCrop: an image has the shape (height, width, channels), not [40]",
    () => randomCrop()({ ...image, shape: [40] }),
  ],
  ["randomFlipHorizontal: p is a probability", () => randomFlipHorizontal({ p: 2 })],
  ["randomCrop: padding is a number of pixels", () => randomCrop({ padding: -1 })],
  ["normalize: std must be above 0, not 0", () => normalize(0, 0)],
  ["normalize: 3 numbers for 2 channels", () => normalize([1, 2, 3], 1)(image)],
  ["resize: sizes are whole numbers from 1, not 0 × 2", () => resize(0, 2)],
])("%s", (message, call) => expect(call).toThrow(message));
