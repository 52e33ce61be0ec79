// The two formats in which CIFAR is published (https://www.cs.toronto.edu/~kriz/cifar.html): records of bytes, and pickled
// dictionaries. Both hold an image as 1024 bytes of red, then green, then blue, row by row.
import { wrongIn } from "../../io/source.ts";
import { readPickle } from "./pickle.ts";
import { NumpyArray } from "./pickled.ts";

/** Bytes of an image. */
export const imageSize = 3 * 32 * 32;

/** One file of images. */
export interface Batch {
  readonly file: string;
  /** Of each image; not checked yet. */
  readonly labels: ArrayLike<number>;
  /** The bytes of image i. */
  readonly image: (i: number) => Uint8Array;
}

/** Reads one file. */
export type ReadBatch = (bytes: Uint8Array, file: string) => Batch;

/**
 * The binary version: for each image its labels, one byte each, and its bytes.
 *
 * @param labels how many labels an image has
 * @param which the one that is wanted
 */
export const binary =
  (labels: number, which: number): ReadBatch =>
  (bytes, file) => {
    const record = labels + imageSize;
    const count = Math.floor(bytes.length / record);
    if (count === 0 || bytes.length % record !== 0)
      throw wrongIn(file)(
        bytes.length,
        `truncated, or another format: it has records of ${record} bytes, ${count} of them and ${bytes.length % record} bytes more`,
      );
    return {
      file,
      labels: Uint8Array.from({ length: count }, (_, i) => bytes[i * record + which]!),
      image: (i) => bytes.subarray(i * record + labels, (i + 1) * record),
    };
  };

/**
 * The Python version: a pickled dictionary with an array "data" of (images, 3072) and lists of labels.
 *
 * @param key the labels that are wanted
 */
export const python =
  (key: string): ReadBatch =>
  (bytes, file) => {
    const wrong = (what: string) => wrongIn(file)(0, `no CIFAR batch: ${what}`);
    const batch = readPickle(bytes, file);
    if (!(batch instanceof Map)) throw wrong("it holds no dictionary");
    const data = batch.get("data");
    const labels = batch.get(key);
    if (!(data instanceof NumpyArray)) throw wrong("its dictionary has no array 'data'");
    const [count, size] = data.shape;
    if (data.shape.length !== 2 || count === 0 || size !== imageSize)
      throw wrong(`'data' has the shape [${data.shape.join(", ")}], not (images, ${imageSize})`);
    if (!Array.isArray(labels) || !labels.every((label) => typeof label === "number"))
      throw wrong(`its dictionary has no list of numbers '${key}'`);
    if (labels.length !== count) throw wrong(`it has ${count} images and ${labels.length} labels`);
    return { file, labels, image: (i) => data.data.subarray(i * imageSize, (i + 1) * imageSize) };
  };
