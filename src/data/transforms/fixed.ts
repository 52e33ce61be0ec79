// Transforms that do the same to every image.
import { isFloat } from "../../dtype.ts";
import { ArgumentError, ShapeError } from "../../errors.ts";
import { bilinear, blank, sizesOf, type Transform } from "./image.ts";

/**
 * One transform after another.
 *
 * @example
 * const change = compose((x: number) => x + 1, (x: number) => x * 2);
 * change(3); // 8
 */
export function compose<A, B>(first: Transform<A, B>): Transform<A, B>;
export function compose<A, B, C>(first: Transform<A, B>, second: Transform<B, C>): Transform<A, C>;
export function compose<A>(...transforms: readonly Transform<A, A>[]): Transform<A, A>;
export function compose(...transforms: readonly Transform<never, unknown>[]): Transform<unknown, unknown> {
  return (item) => transforms.reduce((changed, transform) => transform(changed as never), item);
}

/**
 * (x − mean) / std for each channel, which are the last axis; the result is float32, or float64 where the image is.
 *
 * @param mean one number, or one for each channel
 * @param std the same
 * @example
 * normalize(2, 0.5)({ dtype: "uint8", shape: [1, 2, 1], data: Uint8Array.of(1, 4) }).data; // [-2, 4]
 */
export function normalize(mean: number | readonly number[], std: number | readonly number[]): Transform {
  const [means, stds] = [[mean].flat(), [std].flat()];
  if (stds.some((s) => !(s > 0))) throw new ArgumentError(`normalize: std must be above 0, not ${std}`);
  return (image) => {
    const channels = image.shape.at(-1) ?? 1;
    for (const list of [means, stds])
      if (list.length !== 1 && list.length !== channels)
        throw new ShapeError(`normalize: ${list.length} numbers for ${channels} channels`);
    const dtype = isFloat(image.dtype) ? image.dtype : "float32";
    const result = blank({ ...image, dtype }, image.shape);
    for (let i = 0; i < result.data.length; i++) {
      const c = i % channels;
      result.data[i] = (image.data[i]! - (means[c] ?? means[0]!)) / (stds[c] ?? stds[0]!);
    }
    return result;
  };
}

/**
 * The image in another size, interpolated between the four nearest pixels (bilinear); pixels are areas whose middles are at
 * halves, and nothing is smoothed beforehand. Integers are rounded.
 *
 * @example
 * resize(1, 2)({ dtype: "float32", shape: [1, 4, 1], data: Float32Array.of(1, 2, 3, 4) }).data; // [1.5, 3.5]
 */
export function resize(height: number, width: number): Transform {
  if (![height, width].every((n) => Number.isInteger(n) && n > 0))
    throw new ArgumentError(`resize: sizes are whole numbers from 1, not ${height} × ${width}`);
  return (image) => {
    const [rows, columns, channels] = sizesOf("resize", image);
    const result = blank(image, [height, width, channels]);
    const place = (i: number, to: number, from: number): number =>
      Math.min(Math.max(((i + 0.5) * from) / to - 0.5, 0), from - 1);
    let at = 0;
    for (let row = 0; row < height; row++)
      for (let column = 0; column < width; column++)
        for (let c = 0; c < channels; c++)
          result.data[at++] = bilinear(image, place(row, height, rows), place(column, width, columns), c);
    return result;
  };
}
