// Data sets: items by index, each through the transforms.
import { ArrayDataset, type Rows } from "../../../data/array-dataset.ts";
import { imageDataset, readLabelledImages } from "../../../data/mnist.ts";
import type { Transform as Change } from "../../../data/transforms/image.ts";
import type { HostArray } from "../../../host.ts";

/** Changes an image of (height, width, channels); the course writes `transform(image)`. */
export interface Transform {
  readonly call: Change;
}

/** The base of all data sets. They work in the loaders of `needle-ts/data` too. */
export abstract class Dataset {
  readonly transforms: readonly Transform[];
  constructor(transforms: readonly Transform[] = []) {
    this.transforms = transforms;
  }
  /** The course's `__len__`. */
  abstract get length(): number;
  /** The course's `__getitem__`: the arrays of one item. */
  abstract at(index: number): readonly HostArray[];
  /** Several items at once, where that needs no loop over them. */
  batch?(indices: Int32Array): readonly HostArray[];

  applyTransforms(x: HostArray): HostArray {
    return this.transforms.reduce((image, transform) => transform.call(image), x);
  }
}

/** Items are the rows of arrays. */
class RowsDataset extends Dataset {
  readonly rows: ArrayDataset<readonly Rows[]>;
  constructor(rows: ArrayDataset<readonly Rows[]>, transforms: readonly Transform[] = []) {
    super(transforms);
    this.rows = rows;
    if (transforms.length === 0) this.batch = (indices) => rows.batch(indices);
  }
  override get length(): number {
    return this.rows.length;
  }
  override at(index: number): readonly HostArray[] {
    const [x, ...rest] = this.rows.at(index);
    return x === undefined ? [] : [this.applyTransforms(x), ...rest];
  }
}

/**
 * Arrays that are alike in their first size, row by row.
 *
 * @throws ShapeError where those sizes differ
 * @example
 * const set = new data.NDArrayDataset(Float32Array.of(1, 2, 3), Uint8Array.of(7, 8, 9));
 * set.length; // 3
 * set.at(1)[1]!.data; // [8]
 */
export class NDArrayDataset extends RowsDataset {
  constructor(...arrays: readonly Rows[]) {
    super(new ArrayDataset(...arrays));
  }
}

/**
 * The digits of a pair of IDX files: item i is [image (28, 28, 1) in 0 … 1, label].
 *
 * @throws FileError on a damaged file, with the byte; DataError where the two files do not belong together
 * @example
 * const digits = new data.MNISTDataset("data/t10k-images-idx3-ubyte.gz", "data/t10k-labels-idx1-ubyte.gz");
 * digits.at(0)[0]!.shape; // [28, 28, 1]
 */
export class MNISTDataset extends RowsDataset {
  constructor(imageFilename: string, labelFilename: string, transforms: readonly Transform[] = []) {
    super(imageDataset(readLabelledImages(imageFilename, labelFilename)), transforms);
  }
}
