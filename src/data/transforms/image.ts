// What the transforms work on: an image of (height, width, channels) on the host.
import { arrayOf, isFloat } from "../../dtype.ts";
import { ShapeError } from "../../errors.ts";
import type { HostArray } from "../../host.ts";
import { show, sizeOf } from "../../shape.ts";

/** Changes an item of a data set; an image has the shape (height, width, channels). Images are not written to: each result is new. */
export type Transform<From = HostArray, To = HostArray> = (item: From) => To;

/** Height, width and channels of an image. */
export function sizesOf(op: string, { shape }: HostArray): readonly [number, number, number] {
  if (shape.length !== 3)
    throw new ShapeError(`${op}: an image has the shape (height, width, channels), not ${show(shape)}`);
  return shape as readonly [number, number, number];
}

/** An image of the dtype of another, all zeros. */
export const blank = ({ dtype }: HostArray, shape: readonly number[]): HostArray => ({
  dtype,
  shape,
  data: new (arrayOf(dtype))(sizeOf(shape)),
});

/** Copies a rectangle from one image into another; what is outside of either is left out. */
export function copyRectangle(from: HostArray, to: HostArray, y: number, x: number): void {
  const [height, width, channels] = from.shape as readonly [number, number, number];
  const [rows, columns] = to.shape as readonly [number, number, number];
  const first = Math.max(0, -x);
  const last = Math.min(columns, width - x);
  if (first >= last) return;
  for (let row = Math.max(0, -y); row < Math.min(rows, height - y); row++) {
    const start = ((row + y) * width + x) * channels;
    to.data.set(
      from.data.subarray(start + first * channels, start + last * channels),
      (row * columns + first) * channels,
    );
  }
}

/** The value of channel c at a point between pixels, from the four around it; zeros are around the image. Integers are rounded. */
export function bilinear({ dtype, data, shape }: HostArray, y: number, x: number, c: number): number {
  const [height, width, channels] = shape as readonly [number, number, number];
  const [top, left] = [Math.floor(y), Math.floor(x)];
  const [down, right] = [y - top, x - left];
  const at = (row: number, column: number): number =>
    row < 0 || row >= height || column < 0 || column >= width ? 0 : data[(row * width + column) * channels + c]!;
  const mix = (a: number, b: number, share: number): number => (share === 0 ? a : a + (b - a) * share);
  const along = (row: number): number => mix(at(row, left), at(row, left + 1), right);
  const value = mix(along(top), along(top + 1), down);
  return isFloat(dtype) ? value : Math.round(value);
}
