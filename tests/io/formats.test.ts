// Every format there and back, by the ending of the file's name, as arrays and as tensors.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { arrayOf, dtypes } from "../../src/dtype.ts";
import { deviceNames, tensor } from "../../src/index.ts";
import { crc32 } from "../../src/io/crc32.ts";
import { decodeJson, decodeNpy, decodeNpz, decodeSafetensors, encodeJson, encodeNpy, encodeNpz, encodeSafetensors, type HostArray, load, loadNpz, readArrays, save, saveNpy, saveNpz } from "../../src/io/index.ts"; // biome-ignore format: one line

const folder = mkdtempSync(join(tmpdir(), "needle-formats-"));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);

/** Any array: every dtype, empty and 0-d shapes, special values. */
const anyArray = fc.tuple(fc.constantFrom(...dtypes), fc.array(fc.nat(3), { maxLength: 4 })).chain(([dtype, shape]) => {
  const size = shape.reduce((product, d) => product * d, 1);
  const element = dtype.startsWith("float") ? fc.double() : dtype === "bool" ? fc.nat(1) : fc.nat(255);
  return fc
    .array(element, { minLength: size, maxLength: size })
    .map((data): HostArray => ({ dtype, shape, data: new (arrayOf(dtype))(data) }));
});
const anyArrays = fc
  .uniqueArray(
    fc.string({ unit: "grapheme" }).filter((name) => name !== "__metadata__" && !/^\d+$/.test(name)),
    { minLength: 3, maxLength: 3 },
  )
  .chain((names) => fc.tuple(...names.map((name) => fc.tuple(fc.constant(name), anyArray))))
  .map((entries) => new Map(entries));

describe("every set of arrays comes back as it was", () => {
  test.each<[string, (arrays: Map<string, HostArray>) => Map<string, HostArray>]>([
    ["safetensors", (arrays) => decodeSafetensors(encodeSafetensors(arrays)).arrays],
    ["npz, stored", (arrays) => decodeNpz(encodeNpz(arrays))],
    ["npz, deflated", (arrays) => decodeNpz(encodeNpz(arrays, { compress: true }))],
    ["json", (arrays) => decodeJson(encodeJson(arrays))],
    ["npy", (arrays) => new Map([...arrays].map(([name, array]) => [name, decodeNpy(encodeNpy(array))]))],
  ])("%s", (_name, thereAndBack) => {
    const check = (arrays: Map<string, HostArray>) => {
      expect([...thereAndBack(arrays)]).toEqual([...arrays]);
    };
    fc.assert(fc.property(anyArrays, check), { numRuns: 50 });
  });
});

test("NumPy's bytes are ours", () => {
  // biome-ignore format: one line
  const cases: [string, HostArray][] = [
    ["number.npy", { dtype: "float64", shape: [], data: Float64Array.of(2.5) }],
    ["empty.npy", { dtype: "float64", shape: [0, 3], data: new Float64Array(0) }],
    ["i4-little.npy", { dtype: "int32", shape: [2, 3], data: Int32Array.of(0, 1, 2, -(2 ** 31), 2 ** 31 - 1, 77) }],
  ];
  for (const [file, array] of cases)
    expect(Buffer.from(encodeNpy(array))).toEqual(readFileSync(join(import.meta.dirname, "fixtures", file)));
});

test("crc32: the published check value", () => {
  expect(crc32(new TextEncoder().encode("123456789"))).toBe(0xcbf43926);
});

describe("tensors", () => {
  const state = () => ({ "layer.weight": tensor([[1, -2.5], [0.1, 4]]), steps: tensor([7], { dtype: "int32" }) }); // biome-ignore format: one line
  test.each(["m.safetensors", "m.npz", "m.json", "M.NPZ"])("%s", async (name) => {
    await save(at(name), state());
    for (const device of deviceNames().filter((d) => d !== "null")) {
      const loaded = load(at(name), { device });
      expect(Object.keys(loaded)).toEqual(["layer.weight", "steps"]);
      for (const [key, x] of Object.entries(state())) {
        const y = loaded[key]!;
        expect([y.dtype, y.shape, y.device, await y.toArray()]).toEqual([x.dtype, x.shape, device, await x.toArray()]);
      }
    }
  });
  test(".npy holds one", async () => {
    await save(at("one.npy"), { anything: tensor([1, 2]) });
    expect(load(at("one.npy"))["one"]?.toArraySync()).toEqual([1, 2]);
    await expect(save(at("two.npy"), state())).rejects.toThrow(
      "two.npy: .npy holds one array, not 2 (layer.weight, steps)",
    );
  });
  test("metadata", async () => {
    await save(at("meta.safetensors"), state(), { metadata: { epoch: "3" } });
    expect(readArrays(at("meta.safetensors")).metadata).toEqual({ epoch: "3" });
  });
  test("deflated is smaller", async () => {
    const zeros = { z: tensor(new Float32Array(10_000)) };
    await save(at("z.npz"), zeros, { compress: true });
    expect(readFileSync(at("z.npz")).length).toBeLessThan(1000);
    expect(load(at("z.npz"))["z"]?.size).toBe(10_000);
  });
  test("another ending is refused before anything is computed", async () => {
    await expect(save(at("m.pt"), state())).rejects.toThrow(
      "m.pt: the format is chosen by the ending; known are .safetensors, .npz, .npy, .json",
    );
    expect(() => load(at("m.pt"))).toThrow("m.pt: the format is chosen");
  });
  test("arrays that contradict themselves are not written", () => {
    const wrong = { dtype: "float32", shape: [3], data: new Float32Array(2) } as const;
    expect(() => saveNpy(at("bad.npy"), wrong)).toThrow("npy: the array has 2 elements, its shape [3] needs 3");
    expect(() => saveNpz(at("bad.npz"), { w: { ...wrong, dtype: "int32" } })).toThrow(
      "int32, which is stored in a Int32Array",
    );
    expect(() => encodeJson({ w: wrong })).toThrow("json: 'w' has 2 elements");
  });
});

describe("json", () => {
  const read = (text: string) => decodeJson(text, "x.json").get("w")!;
  test("float32 numbers are short, special values are words", () => {
    const data = Float32Array.of(0.1, 1 / 3, -0, Infinity, Number.NaN, 16777216);
    const text = encodeJson({ w: { dtype: "float32", shape: [6], data } });
    expect(text).toBe(
      '{\n  "w": {"dtype": "float32", "shape": [6], "data": [0.1, 0.33333334, -0, "Infinity", "NaN", 16777216]}\n}\n',
    );
    expect(read(text).data).toEqual(data);
    expect(encodeJson({})).toBe("{}\n");
  });
  test("nested lists", () => {
    expect(read('{"w": [[1, 2], [3, 4]]}')).toEqual({
      dtype: "float32",
      shape: [2, 2],
      data: Float32Array.of(1, 2, 3, 4),
    });
    expect(read('{"w": 5}').shape).toEqual([]);
    expect(read('{"w": [true, false]}').dtype).toBe("bool");
  });
  test.each([
    ["[1, 2]", "x.json: byte 0: expected an object of arrays by name"],
    ['{"w": [1,, 2]}', /x\.json: byte 9: it is not JSON/],
    ['{"é": [1,, 2]}', /x\.json: byte 10: it is not JSON/],
    ['{"w": [1', /x\.json: byte 8: it is not JSON/],
    ['{"w": "text"}', "'w': numbers, arrays or typed arrays are needed, not string"],
    ['{"w": [[1], [1, 2]]}', "'w': ragged data"],
    ['{"w": {"dtype": "f4", "shape": [1], "data": [1]}}', "'w': unknown dtype 'f4'"],
    ['{"w": {"dtype": "float32", "shape": [-1], "data": [1]}}', "'w' has shape [-1]; expected"],
    ['{"w": {"dtype": "float32", "shape": [2], "data": [1]}}', "'w': data must be a list of 2 numbers"],
    ['{"w": {"dtype": "float32", "shape": [1], "data": ["one"]}}', "'w': element 0 is 'one', which is no float32"],
    ['{"w": {"dtype": "uint8", "shape": [1], "data": [256]}}', "'w': element 0 is 256, which is no uint8"],
    ['{"w": {"dtype": "bool", "shape": [1], "data": [2]}}', "'w': element 0 is 2, which is no bool"],
  ])("%s", (text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});

describe("npz", () => {
  const one = (data: number) => ({ x: { dtype: "uint8", shape: [data], data: new Uint8Array(data) } }) as const;
  test("a zip bomb stops at the limit, before it is unpacked", () => {
    const bomb = encodeNpz(one(64 << 20), { compress: true });
    expect(bomb.length).toBeLessThan(100_000);
    writeFileSync(at("bomb.npz"), bomb);
    expect(() => loadNpz(at("bomb.npz"), { limit: 1 << 20 })).toThrow(
      /bomb\.npz: byte 0: with 'x\.npy' the arrays take 67108992 bytes unpacked, above the limit/,
    );
  });
  /** Overwrites 32 bits of the directory's only entry, or of the end record. */
  const forged = (offset: number, value: number, options = {}) => {
    const bytes = encodeNpz(one(1000), options);
    const view = new DataView(bytes.buffer);
    view.setUint32((offset < 0 ? bytes.length : view.getUint32(bytes.length - 6, true)) + offset, value, true);
    return bytes;
  };
  const packed = { compress: true };
  test.each<[string, Uint8Array, RegExp]>([
    [
      "a size beyond what deflate can do",
      forged(24, 2 ** 31, packed),
      /'x\.npy': \d+ bytes cannot unpack to 2147483648/,
    ],
    ["a size that is too small", forged(24, 200, packed), /'x\.npy' unpacks to more than the 200 bytes it says/],
    ["a size that is too large", forged(24, 2000, packed), /'x\.npy' unpacks to 1128 bytes, it says 2000/],
    ["a stored size of its own", forged(24, 2000), /'x\.npy': 1128 bytes cannot unpack to 2000/],
    ["a wrong checksum", forged(16, 1), /byte 0: 'x\.npy' is damaged: its checksum differs/],
    ["another method", forged(10, 12), /'x\.npy' is packed by method 12/],
    ["encryption", forged(8, 0x801), /'x\.npy' is encrypted/],
    ["a place behind the end", forged(42, 2 ** 31), /'x\.npy' is said to be at byte 2147483648/],
    ["a place that is no header", forged(42, 5), /byte 5: expected the header of 'x\.npy'/],
    ["ZIP64 without its field", forged(24, 2 ** 32 - 1), /'x\.npy': its ZIP64 field is missing/],
    ["ZIP64 without its record", forged(-6, 2 ** 32 - 1), /the ZIP64 locator is missing/],
    ["a directory elsewhere", forged(-6, 7), /the directory is said to end at byte/],
    ["another number of files", forged(-14, 0x20002), /truncated: the directory says 2 files, here ends number 1/],
    ["an empty file", new Uint8Array(0), /byte 0: not a zip archive/],
  ])("%s", (_name, bytes, message) => {
    expect(() => decodeNpz(bytes, "x.npz")).toThrow(message);
    expect(() => decodeNpz(bytes, "x.npz")).toThrow(/^x\.npz: byte \d+: /);
  });
  test("two entries with the same bytes (a bomb without packing)", () => {
    const bytes = encodeNpz({ a: one(10).x, b: one(10).x });
    const view = new DataView(bytes.buffer);
    const directory = view.getUint32(bytes.length - 6, true);
    view.setUint32(directory + 46 + 5 + 42, 0, true);
    expect(() => decodeNpz(bytes)).toThrow("'b.npy' at byte 0 overlaps the file before it");
  });
  test("two files of one name; what is no array", () => {
    const twice = Buffer.from(encodeNpz({ a: one(1).x, b: one(1).x }));
    for (let i = twice.indexOf("b.npy"); i >= 0; i = twice.indexOf("b.npy", i)) twice.write("a.npy", i);
    expect(() => decodeNpz(twice)).toThrow("there are two files 'a.npy'");
    const text = Buffer.from(encodeNpz(one(1)));
    for (let i = text.indexOf("x.npy"); i >= 0; i = text.indexOf("x.npy", i)) text.write("x.txt", i);
    expect(() => decodeNpz(text)).toThrow("'x.txt' is no array");
  });
});
