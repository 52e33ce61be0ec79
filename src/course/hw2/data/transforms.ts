// The course's two transforms, which draw from the homework's generator as the course draws from NumPy's.
import { randomCrop, randomFlipHorizontal } from "../../../data/transforms/random.ts";
import { random } from "../random.ts";
import type { Transform } from "./dataset.ts";

/**
 * The image from right to left, with probability p.
 *
 * @example
 * const flip = new data.RandomFlipHorizontal(1);
 * flip.call({ dtype: "float32", shape: [1, 3, 1], data: Float32Array.of(1, 2, 3) }).data; // [3, 2, 1]
 */
export class RandomFlipHorizontal implements Transform {
  readonly call: Transform["call"];
  constructor(p = 0.5) {
    this.call = randomFlipHorizontal({ p, generator: random });
  }
}

/**
 * The image moved by up to `padding` pixels down or up, then right or left, with zeros at the sides.
 *
 * @example
 * random.seed(1); // moves by 0 and −1
 * const crop = new data.RandomCrop(1);
 * crop.call({ dtype: "float32", shape: [1, 3, 1], data: Float32Array.of(1, 2, 3) }).data; // [0, 1, 2]
 */
export class RandomCrop implements Transform {
  readonly call: Transform["call"];
  constructor(padding = 3) {
    this.call = randomCrop({ padding, generator: random });
  }
}
