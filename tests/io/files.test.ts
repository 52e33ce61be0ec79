// Safetensors there and back, files that lie, and writing that leaves nothing half done.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { arrayOf, dtypes } from "../../src/dtype.ts";
import { DTypeError, FileError, ShapeError } from "../../src/errors.ts";
import {
  checkWritable,
  decodeSafetensors,
  encodeSafetensors,
  type HostArray,
  loadSafetensors,
  saveSafetensors,
  writeFileAtomic,
} from "../../src/io/index.ts";

const folder = mkdtempSync(join(tmpdir(), "needle-io-"));
afterAll(() => rmSync(folder, { recursive: true }));
const text = (words: string) => new TextEncoder().encode(words);

describe("safetensors", () => {
  const array = fc
    .tuple(fc.constantFrom(...dtypes), fc.array(fc.nat(3), { maxLength: 4 }))
    .map(([dtype, shape]): HostArray => {
      const size = shape.reduce((product, d) => product * d, 1);
      return {
        dtype,
        shape,
        data: new (arrayOf(dtype))(Array.from({ length: size }, (_, i) => (dtype === "bool" ? i % 2 : i))),
      };
    });

  test("every set of arrays comes back as it was, in its order", () => {
    const names = fc.uniqueArray(
      fc.string({ unit: "binary" }).filter((name) => name !== "__metadata__" && !/^\d+$/.test(name)),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(names, fc.array(array, { minLength: 5, maxLength: 5 }), (keys, values) => {
        const arrays = new Map(keys.map((key, i) => [key, values[i]!]));
        const bytes = encodeSafetensors(arrays, { note: "é" });
        expect(Number(new DataView(bytes.buffer).getBigUint64(0, true)) % 8).toBe(0);
        const { arrays: back, metadata } = decodeSafetensors(bytes);
        expect([...back]).toEqual([...arrays]);
        expect(metadata).toEqual({ note: "é" });
      }),
    );
  });

  test("the bytes are the format's", () => {
    const bytes = encodeSafetensors({
      a: { dtype: "uint8", shape: [1], data: Uint8Array.of(7) },
      b: { dtype: "float32", shape: [], data: Float32Array.of(1) },
    });
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    const json =
      '{"a":{"dtype":"U8","shape":[1],"data_offsets":[4,5]},"b":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}';
    expect(new TextDecoder().decode(bytes.subarray(8, 8 + length))).toBe(json.padEnd(length));
    expect([...bytes.subarray(8 + length)]).toEqual([0, 0, 0x80, 0x3f, 7]);
  });

  test("refuses to write what contradicts itself", () => {
    expect(() => encodeSafetensors({ w: { dtype: "float32", shape: [2, 2], data: new Float32Array(3) } })).toThrow(
      new ShapeError("safetensors: 'w' has 3 elements, its shape [2, 2] needs 4"),
    );
    expect(() => encodeSafetensors({ w: { dtype: "float32", shape: [3], data: new Float64Array(3) } })).toThrow(
      DTypeError,
    );
    expect(() => encodeSafetensors({ __metadata__: { dtype: "uint8", shape: [0], data: new Uint8Array(0) } })).toThrow(
      ShapeError,
    );
  });

  const fileOf = (header: string, data: number) => {
    const bytes = new Uint8Array(8 + header.length + data);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
    bytes.set(text(header), 8);
    return bytes;
  };
  const one = (dtype: string, shape: string, offsets: string) =>
    `{"w":{"dtype":"${dtype}","shape":${shape},"data_offsets":${offsets}}}`;
  const two = (first: string, second: string) =>
    `{"a":{"dtype":"U8","shape":[4],"data_offsets":${first}},"b":{"dtype":"U8","shape":[4],"data_offsets":${second}}}`;
  test.each([
    ["no length", new Uint8Array(5), "byte 5: truncated"],
    ["a huge length", new Uint8Array(8).fill(255), "byte 0: not a safetensors file: header length"],
    [
      "a cut header",
      fileOf(one("U8", "[4]", "[0,4]"), 4).subarray(0, 30),
      "byte 30: truncated: the header ends at byte",
    ],
    ["no JSON", fileOf("{oops", 0), "byte 9: the header is not JSON"],
    ["another JSON", fileOf("[]", 0), "byte 8: the header is not a JSON object"],
    ["an unknown dtype", fileOf(one("F8", "[4]", "[0,4]"), 4), "'w' has dtype 'F8'; known are BOOL, U8, I8,"],
    [
      "a negative size",
      fileOf(one("U8", "[-4]", "[0,4]"), 4),
      "'w' has shape [-4]; expected at most 64 whole numbers from 0",
    ],
    [
      "a huge size",
      fileOf(one("U8", "[9007199254740991,9007199254740991]", "[0,4]"), 4),
      "but its data_offsets span 4",
    ],
    ["backward offsets", fileOf(one("U8", "[4]", "[4,0]"), 4), "'w' has data_offsets [4,0]; expected [begin, end]"],
    ["a wrong span", fileOf(one("F32", "[4]", "[0,4]"), 4), "'w' is F32 [4], 16 bytes, but its data_offsets span 4"],
    ["short data", fileOf(one("U8", "[4]", "[0,4]"), 3), "truncated: the arrays end at byte"],
    ["left-over data", fileOf(one("U8", "[4]", "[0,4]"), 5), "the arrays end here, but 1 more bytes follow"],
    ["an overlap", fileOf(two("[0,4]", "[2,6]"), 6), "'b' overlaps the array before it"],
    ["a hole", fileOf(two("[0,4]", "[6,10]"), 10), "'b' leaves a hole after the array before it"],
    ["metadata of another kind", fileOf(`{"__metadata__":{"a":1}}`, 0), "__metadata__ must map strings to strings"],
    [
      "a bool of 2",
      Uint8Array.from([...fileOf(one("BOOL", "[1]", "[0,1]"), 0), 2]),
      "'w' is BOOL: a bool is 0 or 1, not 2",
    ],
  ])("%s", (_, bytes, message) => {
    const path = join(folder, "broken.safetensors");
    writeFileSync(path, bytes);
    expect(() => loadSafetensors(path)).toThrow(FileError);
    expect(() => loadSafetensors(path)).toThrow(message);
    expect(() => loadSafetensors(path)).toThrow(path);
  });

  test("on the disk", () => {
    const path = join(folder, "new", "folder", "model.safetensors");
    saveSafetensors(path, { w: { dtype: "float64", shape: [2], data: Float64Array.of(1, 2) } });
    expect([...loadSafetensors(path).arrays.get("w")!.data]).toEqual([1, 2]);
    expect(readdirSync(join(folder, "new", "folder"))).toEqual(["model.safetensors"]);
  });
});

describe("writeFileAtomic", () => {
  test("replaces a file, in pieces", () => {
    const path = join(folder, "notes");
    writeFileAtomic(path, text("old"));
    writeFileAtomic(path, text("new "), text("words"));
    expect(readFileSync(path, "utf8")).toBe("new words");
  });

  test("a failed write leaves the old file and no temporary one", () => {
    const here = join(folder, "failed");
    mkdirSync(here);
    const path = join(here, "notes");
    writeFileAtomic(path, text("old"));
    expect(() => writeFileAtomic(path, text("half"), null as unknown as Uint8Array)).toThrow(FileError);
    expect(readFileSync(path, "utf8")).toBe("old");
    expect(readdirSync(here)).toEqual(["notes"]);
  });

  test.each([writeFileAtomic, checkWritable])("%o says why a path cannot be written", (write) => {
    writeFileSync(join(folder, "plain"), "");
    expect(() => write(join(folder, "plain", "x"))).toThrow(/^cannot write .*plain.x: a part of the path is a file/);
    expect(() => write(folder)).toThrow("it is a folder; give the name of a file in it");
    if (existsSync("/proc/self")) expect(() => write("/proc/needle/x")).toThrow("cannot write /proc/needle/x: ");
    if (process.platform === "win32" || process.getuid?.() === 0) return; // root may write anywhere
    mkdirSync(join(folder, "locked"), { recursive: true });
    chmodSync(join(folder, "locked"), 0o500);
    expect(() => write(join(folder, "locked", "x"))).toThrow("permission denied");
  });

  test("checkWritable leaves nothing behind and an old file alone", () => {
    const path = join(folder, "check", "notes");
    checkWritable(path);
    expect(readdirSync(join(folder, "check"))).toEqual([]);
    writeFileSync(path, "old");
    checkWritable(path);
    expect(readFileSync(path, "utf8")).toBe("old");
  });
});
