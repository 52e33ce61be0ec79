// Files made by NumPy and by the reference implementation of safetensors (fixtures/make.py) read as they say.
import {
  closeSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { FileError } from "../../src/errors.ts";
import { type HostArray, loadNpy, openSafetensors, readArrays } from "../../src/io/index.ts";

const place = (name: string) => join(import.meta.dirname, "fixtures", name);
interface Recorded {
  readonly dtype: string;
  readonly shape: number[];
  readonly data: (number | string)[];
}
const { read, refused } = JSON.parse(readFileSync(place("expected.json"), "utf8")) as {
  read: Record<string, Record<string, Recorded>>;
  refused: Record<string, string>;
};
const plain = ({ dtype, shape, data }: HostArray) => ({ dtype, shape, data: [...data] });
const wanted = ({ dtype, shape, data }: Recorded) => ({ dtype, shape, data: data.map(Number) });

const cases = Object.entries(read).flatMap(([file, arrays]) =>
  Object.entries(arrays).map((a) => [file, ...a] as const),
);
test.each(cases)("%s %s", (file, name, recorded) => {
  const { arrays } = readArrays(place(file));
  const [only] = arrays.values();
  expect(plain(name === "" ? only! : arrays.get(name)!)).toEqual(wanted(recorded));
});

describe("safetensors, array by array", () => {
  test("what is there, without reading it", () => {
    const file = openSafetensors(place("all.safetensors"));
    expect(file.names.sort()).toEqual(Object.keys(read["all.safetensors"]!).sort());
    expect(file.metadata).toEqual({ "made by": "safetensors", é: "ü" });
    expect(file.describe("bfloat16")).toEqual({ shape: [5], format: "BF16", dtype: "float32" });
    file.close();
  });
  test("slices", () => {
    const file = openSafetensors(place("all.safetensors"));
    for (const [name, { shape, data }] of Object.entries(read["all.safetensors"]!)) {
      const rows = shape[0]!;
      const row = data.length / rows;
      const { shape: found, data: some } = file.slice(name, 1, rows);
      expect([found, [...some]]).toEqual([[rows - 1, ...shape.slice(1)], data.slice(row).map(Number)]);
      expect(file.slice(name, 1, 1).data).toHaveLength(0);
    }
    for (const [start, end] of [[-1, 1], [0, 3], [2, 1], [0.5, 1]] as const) // biome-ignore format: one line
      expect(() => file.slice("float32", start, end)).toThrow(
        `slice: rows ${start} to ${end} of 'float32' are not there`,
      );
    expect(() => file.read("nothing")).toThrow("there is no array 'nothing'");
    file.close();
  });
  test("what has no dtype here is refused, and the rest is read", () => {
    const file = openSafetensors(place("refused.safetensors"));
    expect(file.describe("complex")).toEqual({ shape: [1], format: "C64", dtype: null });
    expect(() => file.read("complex")).toThrow(/byte \d+: 'complex' is C64: complex numbers are not supported/);
    expect(() => file.read("packed")).toThrow("'packed' is F4: several elements share a byte");
    expect([...file.bytes("packed")]).toEqual([0, 0, 0, 0]);
    expect([...file.read("plain").data]).toEqual([0, 0, 0, 0]);
    file.close();
  });
});

test("a file larger than memory is opened, and read where it is asked for", () => {
  const folder = mkdtempSync(join(tmpdir(), "needle-large-"));
  try {
    const path = join(folder, "large.safetensors");
    const [rows, columns] = [2 ** 24, 1024]; // 64 GiB, all of it a hole but for one number
    const header = `{"w":{"dtype":"F32","shape":[${rows},${columns}],"data_offsets":[0,${4 * rows * columns}]}}   `;
    const file = openSync(path, "w");
    const start = Buffer.alloc(8);
    start.writeBigUInt64LE(BigInt(header.length));
    writeSync(file, Buffer.concat([start, Buffer.from(header)]), 0, 8 + header.length, 0);
    ftruncateSync(file, 8 + header.length + 4 * rows * columns);
    writeSync(file, new Uint8Array(Float32Array.of(7).buffer), 0, 4, 8 + header.length + 4 * (rows - 1) * columns);
    closeSync(file);
    const open = openSafetensors(path);
    expect([...open.slice("w", rows - 2, rows).data].filter((x) => x !== 0)).toEqual([7]);
    expect(() => open.read("w")).toThrow(
      /large\.safetensors: byte \d+: 68719476736 bytes at once do not fit into memory; read slices/,
    );
    truncateSync(path, 1000);
    expect(() => open.slice("w", 0, 1)).toThrow(/byte 1000: the file ends here now/);
    open.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.each([
  ["nowhere.safetensors", "there is no such file"],
  ["", "it is a folder"],
])("cannot read '%s': %s", (name, why) => {
  expect(() => openSafetensors(place(name))).toThrow(`cannot read ${place(name)}: ${why}`);
});
test.skipIf(process.platform === "win32")("a device is refused instead of waited for", () => {
  expect(() => openSafetensors("/dev/zero")).toThrow("cannot read /dev/zero: it is no ordinary file");
});

test.each(Object.entries(refused))("%s is refused: %s", (file, words) => {
  expect(() => loadNpy(place(file))).toThrow(FileError);
  expect(() => loadNpy(place(file))).toThrow(words);
  expect(() => loadNpy(place(file))).toThrow(/fixtures.*: byte \d+: /);
});
