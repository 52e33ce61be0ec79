// Batches of CIFAR as one set of images, the channels of a pixel side by side: (count, 32, 32, 3).
import { DataError } from "../../errors.ts";
import type { LabelledImages } from "../mnist.ts";
import { type Batch, imageSize } from "./formats.ts";

/**
 * Batches as one set.
 *
 * @throws DataError where a label is none of the classes
 */
export function together(batches: readonly Batch[], set: string, classes: number): LabelledImages {
  const count = batches.reduce((sum, { labels }) => sum + labels.length, 0);
  const images = new Float32Array(count * imageSize);
  const labels = new Uint8Array(count);
  const pixels = imageSize / 3;
  let at = 0;
  for (const batch of batches)
    for (let i = 0; i < batch.labels.length; i++, at++) {
      labels[at] = checkLabel(batch, i, set, classes);
      const bytes = batch.image(i);
      const start = at * imageSize;
      for (let c = 0; c < 3; c++)
        for (let p = 0; p < pixels; p++) images[start + 3 * p + c] = bytes[c * pixels + p]! / 255;
    }
  return { images, labels, count, shape: [count, 32, 32, 3] };
}

function checkLabel({ file, labels }: Batch, i: number, set: string, classes: number): number {
  const label = labels[i]!;
  if (!(Number.isInteger(label) && label >= 0 && label < classes))
    throw new DataError(
      `${file}: image ${i} has the label ${label}; ${set} has ${classes} classes, 0 to ${classes - 1}`,
    );
  return label;
}
