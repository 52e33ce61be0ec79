// Transforms that draw, from NumPy's generator: with its seed they change the images that NumPy's calls would.
import { ArgumentError } from "../../errors.ts";
import type { RandomState } from "../../random.ts";
import { freshGenerator } from "../generator.ts";
import { blank, copyRectangle, sizesOf, type Transform } from "./image.ts";

/** What all transforms that draw can be told. */
export interface Drawing {
  /** Default: one that `manualSeed` seeds. In a data set's module take the one that it is called with. */
  readonly generator?: RandomState;
}

/**
 * The image from right to left, with probability p: where `rand() < p`.
 *
 * @example
 * const flip = randomFlipHorizontal({ p: 1 });
 * flip({ dtype: "float32", shape: [1, 3, 1], data: Float32Array.of(1, 2, 3) }).data; // [3, 2, 1]
 */
export function randomFlipHorizontal({
  p = 0.5,
  generator = freshGenerator(),
}: Drawing & { readonly p?: number } = {}): Transform {
  if (!(p >= 0 && p <= 1)) throw new ArgumentError(`randomFlipHorizontal: p is a probability, from 0 to 1, not ${p}`);
  return (image) => {
    const [height, width, channels] = sizesOf("randomFlipHorizontal", image);
    if (generator.rand() >= p) return image;
    const flipped = blank(image, image.shape);
    for (let row = 0; row < height; row++)
      for (let column = 0; column < width; column++)
        for (let c = 0; c < channels; c++)
          flipped.data[(row * width + column) * channels + c] =
            image.data[(row * width + width - 1 - column) * channels + c]!;
    return flipped;
  };
}

/**
 * The image moved by up to `padding` pixels down or up, then right or left (`randint(-padding, padding + 1)`, twice); zeros
 * come in at the sides.
 *
 * @example
 * const crop = randomCrop({ padding: 1, generator: new RandomState(1) }); // moves by 0 and −1
 * crop({ dtype: "float32", shape: [1, 3, 1], data: Float32Array.of(1, 2, 3) }).data; // [0, 1, 2]
 */
export function randomCrop({
  padding = 3,
  generator = freshGenerator(),
}: Drawing & { readonly padding?: number } = {}): Transform {
  checkLength("randomCrop: padding", padding);
  return (image) => {
    sizesOf("randomCrop", image);
    const y = generator.randint(-padding, padding + 1);
    const x = generator.randint(-padding, padding + 1);
    const moved = blank(image, image.shape);
    copyRectangle(image, moved, y, x);
    return moved;
  };
}

/**
 * A square of zeros somewhere in the image, cut off at its sides (DeVries & Taylor 2017): its middle is
 * `randint(height), randint(width)`.
 *
 * @example
 * const cut = cutout({ size: 3, generator: new RandomState(0) }); // the middle is column 0
 * cut({ dtype: "float32", shape: [1, 4, 1], data: Float32Array.of(1, 2, 3, 4) }).data; // [0, 0, 3, 4]
 */
export function cutout({ size, generator = freshGenerator() }: Drawing & { readonly size: number }): Transform {
  checkLength("cutout: size", size);
  return (image) => {
    const [height, width, channels] = sizesOf("cutout", image);
    const top = generator.randint(height) - Math.floor(size / 2);
    const left = generator.randint(width) - Math.floor(size / 2);
    const cut = { ...image, data: image.data.slice() };
    const [first, last] = [Math.max(0, left), Math.min(width, left + size)];
    for (let row = Math.max(0, top); row < Math.min(height, top + size); row++)
      cut.data.fill(0, (row * width + first) * channels, (row * width + last) * channels);
    return cut;
  };
}

function checkLength(what: string, length: number): void {
  if (!Number.isInteger(length) || length < 0)
    throw new ArgumentError(`${what} is a number of pixels, from 0, not ${length}`);
}
