import { zeros } from "../create.ts";
import type { Tensor } from "../tensor.ts";
import type { Equal, Expect } from "../types/expect.test-d.ts";
import { Conv2d } from "./conv.ts";
import {
  adaptiveAvgPool2d,
  conv1d,
  conv2d,
  convTranspose2d,
  flatten,
  linear,
  maxPool2d,
  relu,
  sequential,
  upsample,
} from "./makers.ts";

const net = sequential(
  conv2d(3, 8, 3, { stride: 2, padding: 1 }),
  relu(),
  maxPool2d(2),
  conv2d(8, 16, [3, 1], { padding: "same", groups: 2 }),
  adaptiveAvgPool2d([2, 1]),
  flatten(),
  linear(32, 10),
);
export const made = {
  net: net(zeros([5, 3, 32, 32])),
  line: conv1d(2, 4, 3)(zeros([1, 2, 9])),
  up: convTranspose2d(8, 3, 4, { stride: 2, padding: 1 })(zeros([1, 8, 4, 4])),
  more: convTranspose2d(8, 3, 3, { stride: 2, padding: 1, outputPadding: 1 })(zeros([1, 8, 4, 4])),
  resized: upsample({ size: [6, 8] })(zeros([1, 8, 4, 4])),
};
export type Checks = [
  Expect<Equal<(typeof made)["net"], Tensor<[5, 10]>>>,
  Expect<Equal<(typeof made)["line"], Tensor<[1, 4, 7]>>>,
  Expect<Equal<(typeof made)["up"], Tensor<[1, 3, 8, 8]>>>,
  Expect<Equal<(typeof made)["more"], Tensor<[1, 3, 8, 8]>>>,
  Expect<Equal<(typeof made)["resized"], Tensor<[1, 8, 6, 8]>>>,
];
// @ts-expect-error: layer 0: the second axis of [1, 4, 8, 8] is not of size 3
net(zeros([1, 4, 8, 8]));
// @ts-expect-error: an option that does not exist
new Conv2d(3, 8, 3, { strid: 2 });
