// Data sets from files: tables, folders of images, MNIST's format.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  DataLoader,
  fashionMnist,
  findMnist,
  ImageFolder,
  imageDataset,
  MapDataset,
  parseCsv,
  readCsv,
  resize,
} from "../../src/data/index.ts";
import { writeMnist } from "../cli/run.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "needle-data-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

test("a table: quotes, empty lines, a byte order mark, Windows line ends", () => {
  const text = '\uFEFFa,"the ""b""",kind\r\n1,-2.5e3,"x, y"\r\n\r\n"3",nan,z\r\n';
  const { features, labels, columns, classes, dataset } = parseCsv(text, { label: "kind" });
  expect(features).toEqual({ dtype: "float32", shape: [2, 2], data: Float32Array.of(1, -2500, 3, Number.NaN) });
  expect([labels!.data, columns, classes]).toEqual([Int32Array.of(0, 1), ["a", 'the "b"'], ["x, y", "z"]]);
  expect(dataset.length).toBe(2);
});

test("columns, header, classes, delimiter and dtype as told", () => {
  const header = ["a", "b", "kind"];
  const table = parseCsv("1;2;no\n3;4;yes", { header, columns: ["b"], label: "kind", classes: ["yes", "no"], delimiter: ";", dtype: "int32" }); // biome-ignore format: one line
  expect([table.features.data, table.labels!.data]).toEqual([Int32Array.of(2, 4), Int32Array.of(1, 0)]);
});

test.each([
  ["a,b\n1,2\n3\n", {}, "set.csv: Invalid Record Length: expect 2, got 1 on line 3"],
  ["a,b\n1,2\n3,four\n", {}, "set.csv: line 3: b is 'four', which is no number"],
  ["a,b\n1,\n", {}, "set.csv: line 2: b is '', which is no number"],
  ['a,b\n1,"2\n', {}, "set.csv: Quote Not Closed"],
  ["a,b\n", {}, "set.csv: there are no rows"],
  ["a\n1\n", { label: "kind" }, "set.csv: there is no column 'kind'; there are a"],
  ["a,kind\n1,x\n", { label: "kind", classes: ["y"] }, "set.csv: line 2: 'x' is none of the classes y"],
])("a bad table: %j", (text, options, message) => expect(() => parseCsv(text, options, "set.csv")).toThrow(message));

test("a table from a disk", () => {
  writeFileSync(join(folder, "set.csv"), "a\n1\n2\n");
  expect([...readCsv(join(folder, "set.csv")).features.data]).toEqual([1, 2]);
  expect(() => readCsv(join(folder, "none.csv"))).toThrow("there is no such file");
});

test("images: a folder is a class", async () => {
  for (const [i, name] of ["dog/b.png", "cat/a.png", "cat/b.jpg"].entries()) {
    mkdirSync(join(folder, "images", name, ".."), { recursive: true });
    const background = { r: 10 * i, g: 200, b: 7 };
    await sharp({ create: { width: 3, height: 2 + i, channels: 3, background } }).toFile(join(folder, "images", name));
  }
  writeFileSync(join(folder, "images", "cat", "notes.txt"), "no image");
  const images = new ImageFolder(join(folder, "images"));
  expect([images.length, images.classes]).toEqual([3, ["cat", "dog"]]);
  const [image, label] = await images.at(2);
  expect([image.shape, [...image.data.slice(0, 3)], label.data[0]]).toEqual([[2, 3, 3], [0, 200, 7], 1]);
  const [grey] = await new ImageFolder(join(folder, "images"), { mode: "grey" }).at(2);
  expect(grey.shape).toEqual([2, 3, 1]);

  const same = new MapDataset(images, ([image, label]) => [resize(2, 2)(image), label] as const);
  for await (const [x, y] of new DataLoader(same, { batchSize: 3 })) {
    expect([x.shape, x.dtype, y.shape, y.dtype]).toEqual([[3, 2, 2, 3], "uint8", [3], "int32"]);
    expect(await y.toArray()).toEqual([0, 0, 1]);
  }
  writeFileSync(join(folder, "images", "dog", "b.png"), "not a PNG");
  await expect(images.at(2)).rejects.toThrow(/^ImageFolder: cannot decode .*b\.png: /);
  expect(() => new ImageFolder(join(folder, "none"))).toThrow("ImageFolder: cannot read");
  await expect(images.at(3)).rejects.toThrow("ImageFolder: index 3 is out of range: there are 3 items, 0 to 2");
});

test("MNIST and Fashion-MNIST as data sets", async () => {
  writeMnist(join(folder, "mnist"));
  const digits = imageDataset(findMnist(join(folder, "mnist")).train);
  expect([digits.length, digits.at(3)[0].shape, digits.at(3)[1].data[0]]).toEqual([500, [4, 4, 1], 3]);
  const tensors = digits.toTensors();
  for await (const [x, y] of new DataLoader(tensors, { batchSize: 500 })) {
    expect([x.shape, y.shape]).toEqual([[500, 4, 4, 1], [500]]);
    expect(await y.data()).toEqual(digits.arrays[1]!.data);
  }
  expect((await fashionMnist({ folder: join(folder, "mnist") })).test.count).toBe(100);
});
