// CIFAR in both published formats, from small archives that Python wrote (fixtures/cifar.py); damaged and forged files.
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeEach, expect, test } from "vitest";
import { python } from "../../src/data/cifar/formats.ts";
import { readPickle } from "../../src/data/cifar/pickle.ts";
import { readTar } from "../../src/data/cifar/tar.ts";
import {
  type Cifar,
  cifar10,
  cifar10Classes,
  cifar100,
  cifar100Classes,
  cifar100Superclasses,
  findCifar10,
  findCifar100,
  imageDataset,
} from "../../src/data/index.ts";
import { FileError, NeedleError, RandomState } from "../../src/index.ts";

const fixtures = join(import.meta.dirname, "fixtures");
const archives = ["cifar-10-binary", "cifar-10-python", "cifar-100-binary", "cifar-100-python"];
const unpacked = (name: string) =>
  readTar(new Uint8Array(gunzipSync(readFileSync(join(fixtures, `${name}.tar.gz`)))), name);
const batch = unpacked("cifar-10-python").get("cifar-10-batches-py/data_batch_1")!;
let folder: string;
beforeEach(() => {
  if (folder) rmSync(folder, { recursive: true });
  folder = mkdtempSync(join(tmpdir(), "needle-cifar-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Writes a set's files and returns where. */
function unpack(name: string, change: (path: string, bytes: Uint8Array) => Uint8Array | null = (_, bytes) => bytes) {
  for (const [path, bytes] of unpacked(name)) {
    const changed = change(path, bytes);
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    if (changed !== null) writeFileSync(join(folder, path), changed);
  }
  return folder;
}
/** All of a set in a few digits. */
const digest = ({ train, test, classes }: Cifar) =>
  [train, test]
    .flatMap(({ images, labels }) => [images, labels])
    .reduce((hash, data) => hash.update(data), createHash("sha256").update(classes.join()))
    .digest("hex");
/** Of image n of the fixtures. */
const pixel = (n: number, y: number, x: number, c: number) => (16 * n + 80 * c + 2 * y + (c === 1 ? x : 0)) % 256;

test.each(archives)("%s: from its archive, its folder, and the folder with either", async (name) => {
  const find = name.startsWith("cifar-100") ? cifar100 : cifar10;
  const set = await find({ path: join(fixtures, `${name}.tar.gz`) });
  const [{ train, test, classes }, whole] = [set, digest(set)];
  const count = classes.length === 10 ? 10 : 2;
  expect([train.shape, test.shape]).toEqual([
    [count, 32, 32, 3],
    [2, 32, 32, 3],
  ]);
  expect([...train.labels, ...test.labels]).toEqual(
    classes.length === 10 ? [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1] : [40, 99, 41, 98],
  );
  for (const [n, y, x, c] of [[0, 0, 0, 0], [1, 31, 30, 2], [1, 7, 9, 1]] as const) // biome-ignore format: one line
    for (const [part, first] of [[train, 0], [test, count]] as const) // biome-ignore format: one line
      expect(part.images[((n * 32 + y) * 32 + x) * 3 + c]).toBe(Math.fround(pixel(first + n, y, x, c) / 255));
  const [image, label] = imageDataset(train).at(1);
  expect([image.shape, image.dtype, label.data[0]]).toEqual([[32, 32, 3], "float32", train.labels[1]]);

  cpSync(join(fixtures, `${name}.tar.gz`), join(folder, `${name}.tar.gz`));
  expect(digest(await find({ path: folder }))).toBe(whole);
  rmSync(join(folder, `${name}.tar.gz`));
  expect(digest(await find({ path: unpack(name) }))).toBe(whole);
  expect(digest(await find({ path: join(folder, dirname([...unpacked(name).keys()][0]!)) }))).toBe(whole);
});

test("CIFAR-100 has superclasses; the names of all classes are there", () => {
  for (const name of archives.slice(2)) {
    const { train, classes } = findCifar100(join(fixtures, `${name}.tar.gz`), { labels: "coarse" });
    expect([[...train.labels], classes]).toEqual([[3, 19], cifar100Superclasses]);
  }
  const lists = [cifar10Classes, cifar100Classes, cifar100Superclasses];
  expect(lists.map((names) => [names.length, new Set(names).size])).toEqual([[10, 10], [100, 100], [20, 20]]); // biome-ignore format: one line
  for (const names of lists) expect([...names].sort()).toEqual(names);
  expect(() => findCifar100(folder, { labels: "both" as "fine" })).toThrow('labels are "fine" or "coarse", not "both"');
});

test("what is missing or of another kind", () => {
  expect(() => findCifar10(folder)).toThrow(
    /^cannot find CIFAR-10 in .*: none of cifar-10-batches-bin or cifar-10-binary\.tar\.gz, cifar-10-batches-py or .* is there; get one from https/,
  );
  expect(() => findCifar10(join(fixtures, "cifar-100-binary.tar.gz"))).toThrow(
    "is an archive without cifar-10-batches-bin and",
  );
  unpack("cifar-10-binary", (path, bytes) => (path.endsWith("3.bin") ? null : bytes));
  expect(() => findCifar10(folder)).toThrow("data_batch_3.bin is missing: copy or unpack the whole set");
  const whole = readFileSync(join(fixtures, "cifar-10-binary.tar.gz"));
  writeFileSync(join(folder, "half.tar.gz"), whole.subarray(0, whole.length / 2));
  expect(() => findCifar10(join(folder, "half.tar.gz"))).toThrow(
    /half\.tar\.gz: the gzip data is damaged or truncated/,
  );
  writeFileSync(join(folder, "text.tar.gz"), gzipSync("no archive".repeat(100)));
  expect(() => findCifar10(join(folder, "text.tar.gz"))).toThrow("text.tar.gz: byte 0: not a tar archive");
});

test.each([
  ["cifar-10-binary", "data_batch_2.bin", (b: Uint8Array) => b.subarray(1), "records of 3073 bytes, 1 of them and 3072 bytes more"],
  ["cifar-10-binary", "test_batch.bin", (b: Uint8Array) => b.with(3073, 10), "image 1 has the label 10; CIFAR-10 has 10 classes, 0 to 9"],
  ["cifar-10-binary", "test_batch.bin", () => new Uint8Array(0), "records of 3073 bytes, 0 of them"],
  ["cifar-100-binary", "train.bin", (b: Uint8Array) => b.with(1, 200), "image 0 has the label 200; CIFAR-100 has 100 classes"],
  ["cifar-10-python", "data_batch_4", (b: Uint8Array) => b.subarray(0, 5000), "data_batch_4: byte 5000: truncated: expected 1363 bytes more"],
  ["cifar-10-python", "data_batch_1", (b: Uint8Array) => b.with(63, 77), "image 1 has the label 77"],
  ["cifar-100-python", "train", (b: Uint8Array) => b.with(1, 4), "byte 0: opcode (0x80) announces another protocol than 2"],
])("%s: %s that is wrong", (name, file, change, message) => {
  unpack(name, (path, bytes) => (path.endsWith(`/${file}`) ? change(bytes) : bytes));
  expect(() => (name.startsWith("cifar-100") ? findCifar100 : findCifar10)(folder)).toThrow(message);
}); // biome-ignore format: a table

/** Text as bytes; characters up to ÿ. */
const latin1 = (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0));
const array = "cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85U\x01b\x87R";
const type = "cnumpy\ndtype\nU\x02u1K\x00K\x01\x87R";

test.each([
  ["", "byte 0: truncated: expected 1 bytes more"],
  ["}", "byte 1: truncated: expected 1 bytes more"],
  [".", "byte 0: opcode '.' (0x2e) needs a value, and there is none"],
  ["NN.", "byte 2: opcode '.' (0x2e) ends the pickle, but not all of it was used"],
  ["N.N", "byte 2: the pickle ended before this byte"],
  ["X\x01\x00\x00\x00a.", "byte 0: opcode 'X' (0x58) is in no CIFAR batch"],
  ["T\xff\xff\xff\x7f", "byte 5: truncated: expected 2147483647 bytes more"],
  ["T\xff\xff\xff\xff", "byte 0: opcode 'T' (0x54) has the length -1"],
  ["t.", "byte 0: opcode 't' (0x74) needs a mark, and there is none"],
  ["N(\x85.", "byte 2: opcode (0x85) needs a value, and there is none"],
  ["}(K\x01u.", "byte 4: opcode 'u' (0x75) has a key without a value"],
  ["}K\x01K\x01s.", "byte 5: opcode 's' (0x73) has a key that is no short string"],
  ["K\x01K\x01a.", "byte 4: opcode 'a' (0x61) needs a list"],
  ["h\x05.", "byte 0: opcode 'h' (0x68) recalls value 5"],
  ["cos\nsystem\nU\x02ls\x85R.", "byte 0: opcode 'c' (0x63) names 'os.system'; only NumPy's arrays"],
  [`c${"n".repeat(1000)}`, "byte 0: opcode 'c' (0x63) has a name without an end"],
  ["cnumpy\nndarray\nK\x00\x85R.", "byte 18: opcode 'R' (0x52) calls numpy.ndarray itself"],
  ["K\x01K\x00\x85R.", "opcode 'R' (0x52) calls what is no function of NumPy"],
  ["cnumpy\ndtype\nU\x02f8\x85R.", "makes elements of another type than uint8 ('u1')"],
  ["cnumpy\ndtype\nU\x02u2\x85R.", "makes elements of another type than uint8 ('u1')"],
  [`${array}(K\x01K\x02\x85${type}NU\x02abtb.`, "gives an array column by column"],
  ["]K\x01\x85b.", "opcode 'b' (0x62) fills what is no array"],
  [`${array}(K\x01K\x03\x85${type}\x89U\x02abtb.`, "fills an array of [3] with 2 bytes"],
  [`${array}(K\x01J\xff\xff\xff\xff\x85${type}\x89U\x02abtb.`, "gives an array something that is no shape"],
  [`${array}(K\x01K\x02\x85N\x89U\x02abtb.`, "gives an array no type of elements"],
])("a pickle that is damaged or forged, %#", (text, message) => {
  expect(() => readPickle(latin1(text), "forged")).toThrow(FileError);
  expect(() => readPickle(latin1(text), "forged")).toThrow(message);
});

const image = `U\x04data${array}(K\x01K\x01M\x00\x0c\x86${type}\x89T\x00\x0c\x00\x00${"x".repeat(3072)}tb`;

test.each([
  ["K\x01.", "it holds no dictionary"],
  ["}.", "its dictionary has no array 'data'"],
  [`}U\x04data${array}(K\x01K\x02\x85${type}\x89U\x02abtbs.`, "'data' has the shape [2], not (images, 3072)"],
  [`}(${image}u.`, "its dictionary has no list of numbers 'labels'"],
  [`}(${image}U\x06labels](K\x01Neu.`, "its dictionary has no list of numbers 'labels'"],
  [`}(${image}U\x06labels](K\x01K\x02eu.`, "it has 1 images and 2 labels"],
])("a pickle that is no batch, %#", (text, message) => {
  expect(() => python("labels")(latin1(text), "forged")).toThrow(`forged: byte 0: no CIFAR batch: ${message}`);
});

test("a list in itself, a deep nest and a doubling of tuples end", () => {
  expect(readPickle(latin1("]q\x00h\x00a."), "loop")).toHaveLength(1);
  expect(readPickle(latin1(`${"]".repeat(50_000)}${"a".repeat(49_999)}.`), "deep")).toHaveLength(1);
  expect(readPickle(latin1(`N${"q\x00h\x00\x86".repeat(10_000)}.`), "wide")).toBeTruthy();
});

test("any truncation and any wrong byte is a clear error or another value, never a crash", () => {
  const errors = new Set<string>();
  const attempt = (bytes: Uint8Array): boolean => {
    try {
      const { labels, image } = python("labels")(bytes, "fuzzed");
      return image(labels.length - 1).length === 3072;
    } catch (error) {
      if (!(error instanceof NeedleError)) throw error;
      errors.add(error.message.replace(/\d+/g, "#"));
      return false;
    }
  };
  const interesting = [...Array(214).keys(), ...Array.from({ length: batch.length - 6358 }, (_, i) => 6358 + i)];
  for (const end of interesting) expect(attempt(batch.subarray(0, end))).toBe(false);
  const random = new RandomState(0);
  let read = 0;
  for (let round = 0; round < 5000; round++) {
    const changed = batch.slice();
    for (let i = random.randint(1, 4); i > 0; i--)
      changed[interesting[random.randint(interesting.length)]!] = random.randint(256);
    read += +attempt(changed);
  }
  expect(read).toBeGreaterThan(100);
  expect(read).toBeLessThan(4500);
  expect(errors.size).toBeGreaterThan(20);
});

test("an archive that is truncated or damaged is a clear error", () => {
  const archive = new Uint8Array(gunzipSync(readFileSync(join(fixtures, "cifar-10-binary.tar.gz"))));
  expect(() => readTar(archive.subarray(0, 2000), "x")).toThrow(
    "x: byte 2000: truncated: cifar-10-batches-bin/data_batch_1.bin ends at byte 7170",
  );
  expect(() => readTar(archive.subarray(0, 512), "x")).toThrow("x: byte 512: truncated: the archive has no end");
  expect(() => readTar(archive.with(600, 1), "x")).toThrow("x: byte 512: the header of a file is damaged");
  const random = new RandomState(0);
  for (let round = 0; round < 500; round++) {
    const changed = archive.slice(0, random.randint(1, 43_520)) /* there the end begins */;
    for (let i = 0; i < 3; i++) changed[random.randint(Math.min(2048, changed.length))] = random.randint(256);
    expect(() => readTar(changed, "fuzzed")).toThrow(FileError);
  }
});
