import { ones } from "../create.ts";
import type { Tensor } from "../tensor.ts";
import type { Equal, Expect } from "../types/expect.test-d.ts";
import { conv1d, conv2d, convTranspose2d } from "./convolution.ts";
import { interpolate } from "./interpolation.ts";
import { adaptiveAvgPool2d, avgPool2d, maxPool2d } from "./pooling.ts";

declare const image: Tensor<[32, 3, 32, 32]>;
declare const batch: Tensor<[number, 3, 28, 28]>;
declare const last: Tensor<[32, 32, 32, 3]>;
declare const any: Tensor;
const weight = ones([64, 3, 7, 7]);
const small = ones([16, 3, 3, 3]);
const odd: number = 3;

const stem = conv2d(image, weight, { stride: 2, padding: 3 });
const plain = conv2d(batch, small);
const same = conv2d(batch, small, { padding: "same", stride: 3 });
const uneven = conv2d(batch, small, { stride: [1, 2], padding: [[0, 1], 1], dilation: [2, 1] });
const channelsLast = conv2d(last, weight, { stride: 2, padding: 3, channelsLast: true });
const unknown = conv2d(batch, small, { stride: odd });
const line = conv1d(ones([2, 3, 9]), ones([4, 3, 2]));
const grouped = conv2d(ones([1, 4, 8, 8]), ones([8, 2, 1, 1]), { groups: 2 });
const up = convTranspose2d(ones([1, 8, 4, 4]), ones([8, 3, 4, 4]), { stride: 2, padding: 1 });
const more = convTranspose2d(ones([1, 8, 4, 4]), ones([8, 3, 3, 3]), { stride: 2, padding: 1, outputPadding: 1 });

export type Convolutions = [
  Expect<Equal<typeof stem, Tensor<[32, 64, 16, 16]>>>,
  Expect<Equal<typeof plain, Tensor<[number, 16, 26, 26]>>>,
  Expect<Equal<typeof same, Tensor<[number, 16, 10, 10]>>>,
  Expect<Equal<typeof uneven, Tensor<[number, 16, 25, 14]>>>,
  Expect<Equal<typeof channelsLast, Tensor<[32, 16, 16, 64]>>>,
  Expect<Equal<typeof unknown, Tensor<[number, 16, number, number]>>>,
  Expect<Equal<typeof line, Tensor<[2, 4, 8]>>>,
  Expect<Equal<typeof grouped, Tensor<[1, 8, 8, 8]>>>,
  Expect<Equal<typeof up, Tensor<[1, 3, 8, 8]>>>,
  Expect<Equal<typeof more, Tensor<[1, 3, 8, 8]>>>,
];

const pooled = maxPool2d(image, 3, { stride: 2, padding: 1 });
const halves = avgPool2d(image, [2, 4]);
const rounded = maxPool2d(image, 3, { ceilMode: true });
const one = adaptiveAvgPool2d(image, 1);
const resized = interpolate(image, { size: [10, 20] });
const scaled = interpolate(image, { scaleFactor: 2 });
const loose = maxPool2d(any, 2);
export type Pools = [
  Expect<Equal<typeof pooled, Tensor<[32, 3, 16, 16]>>>,
  Expect<Equal<typeof halves, Tensor<[32, 3, 16, 8]>>>,
  Expect<Equal<typeof rounded, Tensor<[32, 3, number, number]>>>,
  Expect<Equal<typeof one, Tensor<[32, 3, 1, 1]>>>,
  Expect<Equal<typeof resized, Tensor<[32, 3, 10, 20]>>>,
  Expect<Equal<typeof scaled, Tensor<[32, 3, number, number]>>>,
  Expect<Equal<typeof loose, Tensor>>,
];

/** Two convolutions of any batch and any number of channels. */
export function block<B extends number, C extends number>(
  x: Tensor<[B, C, 32, 32]>,
  w: Tensor<[C, C, 3, 3]>,
): Tensor<[B, C, 32, 32]> {
  return conv2d(conv2d(x, w, { padding: 1 }).relu(), w, { padding: 1 }).add(x);
}

// @ts-expect-error conv2d: weights [64, 3, 7, 7] do not fit the channels of [1, 4, 8, 8]
export const wrong = conv2d(ones([1, 4, 8, 8]), weight);
// @ts-expect-error an option that does not exist
export const misspelt = conv2d(image, weight, { strid: 2 });
// @ts-expect-error conv2d: channels are the last axis here
export const first = conv2d(image, weight, { channelsLast: true });
