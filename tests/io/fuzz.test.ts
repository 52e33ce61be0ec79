// Files that lie. Whatever is done to a file, reading it gives arrays or a FileError that names the file and the byte: never another
// error, a hang, or memory beyond what the file could hold.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { FileError } from "../../src/errors.ts";
import { decodeJson, decodeNpy, decodeNpz, decodeSafetensors, encodeJson, encodeNpy, encodeNpz, encodeSafetensors, type HostArray, parseIdx } from "../../src/io/index.ts"; // biome-ignore format: one line

const arrays: Record<string, HostArray> = {
  w: { dtype: "float32", shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) },
  n: { dtype: "int32", shape: [3], data: Int32Array.of(5, 6, 7) },
};
const fixture = (name: string) => new Uint8Array(readFileSync(join(import.meta.dirname, "fixtures", name)));
const text = (words: string) => new TextEncoder().encode(words);

const files: [string, Uint8Array, (bytes: Uint8Array) => unknown][] = [
  ["idx", Uint8Array.of(0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6), (b) => parseIdx(b, "x")],
  ["safetensors", encodeSafetensors(arrays, { note: "x" }), (b) => decodeSafetensors(b, "x")],
  ["npy", encodeNpy(arrays["w"]!), (b) => decodeNpy(b, "x")],
  ["npy 3, by columns", fixture("fortran-3.npy"), (b) => decodeNpy(b, "x")],
  ["npz", encodeNpz(arrays), (b) => decodeNpz(b, "x")],
  ["npz, deflated by NumPy", fixture("packed.npz"), (b) => decodeNpz(b, "x")],
  ["json", text(encodeJson(arrays).trimEnd()), (b) => decodeJson(b, "x")],
];

/** Reads; gives the error, if there is one, and insists on its kind. */
function attempt(read: (bytes: Uint8Array) => unknown, bytes: Uint8Array): FileError | null {
  try {
    read(bytes);
    return null;
  } catch (error) {
    if (!(error instanceof FileError) || !/^x: (.*: )?byte \d+: ./s.test(error.message)) throw error;
    return error;
  }
}

describe.each(files)("%s", (_name, bytes, read) => {
  test("is right before anything is done to it", () => expect(attempt(read, bytes)).toBeNull());
  test("truncated at every byte", () => {
    for (let end = 0; end < bytes.length; end++)
      expect(attempt(read, bytes.subarray(0, end)), `at ${end}`).not.toBeNull();
  });
  test("with bytes behind it", () => {
    expect(attempt(read, Uint8Array.from([...bytes, 1]))).not.toBeNull();
  });
  test("every byte changed", () => {
    for (let i = 0; i < bytes.length; i++)
      for (const value of [0, 1, 0x7f, 0x80, 0xff, bytes[i]! ^ 1, bytes[i]! ^ 0x20, 0x30, 0x39]) {
        const changed = bytes.slice();
        changed[i] = value;
        attempt(read, changed);
      }
  });
  test("any four bytes large, any stretch taken out or doubled", () => {
    for (let i = 0; i + 4 <= bytes.length; i++) {
      for (const values of [
        [255, 255, 255, 255],
        [255, 255, 255, 127],
        [0, 0, 0, 128],
      ]) {
        // biome-ignore format: one line
        const changed = bytes.slice();
        changed.set(values, i);
        attempt(read, changed);
      }
      attempt(read, Uint8Array.from([...bytes.subarray(0, i), ...bytes.subarray(i + 4)]));
      attempt(read, Uint8Array.from([...bytes.subarray(0, i + 4), ...bytes.subarray(i)]));
    }
  });
  test("noise", () => {
    let seed = 1;
    const random = () => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 2 ** 32;
    for (let i = 0; i < 300; i++) {
      const noise = Uint8Array.from({ length: Math.floor(200 * random()) }, () => 256 * random());
      attempt(read, noise);
      const mixed = bytes.slice();
      mixed.set(noise.subarray(0, 8), Math.floor((bytes.length - 8) * random()));
      attempt(read, mixed);
    }
  });
});

describe("large lies in small files", () => {
  const safetensors = (header: string) => {
    const bytes = new Uint8Array(8 + header.length);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
    bytes.set(text(header), 8);
    return bytes;
  };
  const npy = (header: string) => Uint8Array.from([0x93, ...text("NUMPY"), 1, 0, header.length & 255, header.length >> 8, ...text(header)]); // biome-ignore format: one line
  const dictionary = (descr: string, shape: string) =>
    npy(`{'descr': ${descr}, 'fortran_order': False, 'shape': ${shape}, }`);
  const deep = "[".repeat(200_000);
  test.each<[string, (b: Uint8Array) => unknown, Uint8Array, RegExp]>([
    [
      "nested lists in a header",
      decodeSafetensors,
      safetensors(`{"w":{"dtype":"U8","shape":${deep}${"]".repeat(200_000)},"data_offsets":[0,0]}}`),
      /has shape something nested|not JSON/,
    ],
    [
      "nested lists in JSON",
      decodeJson,
      text(`{"w":${deep}${"]".repeat(200_000)}}`),
      /nested deeper than 64 levels|not JSON/,
    ],
    ["nested lists without an end", decodeJson, text(deep), /not JSON/],
    ["a name of a megabyte", decodeSafetensors, safetensors(`{"${"n".repeat(1 << 20)}":1}`), /^.{0,200}$/s],
    [
      "a dtype of a megabyte",
      decodeSafetensors,
      safetensors(`{"w":{"dtype":"${"n".repeat(1 << 20)}"}}`),
      /^.{0,300}$/s,
    ],
    [
      "a thousand axes",
      decodeSafetensors,
      safetensors(`{"w":{"dtype":"U8","shape":[${"1,".repeat(999)}1],"data_offsets":[0,0]}}`),
      /at most 64/,
    ],
    ["2^60 elements, npy", decodeNpy, dictionary("'|u1'", "(1073741824, 1073741824)"), /cannot be true/],
    [
      "2^52 elements, npy",
      decodeNpy,
      dictionary("'<f8'", "(67108864, 67108864)"),
      /truncated: .* ends at byte 36028797018/,
    ],
    ["sizes that are no numbers", decodeNpy, dictionary("'|u1'", "(1 2,)"), /cannot be true/],
    ["a size without an end", decodeNpy, dictionary("'|u1'", `(${"9".repeat(400)},)`), /cannot be true/],
    ["a program in place of a header", decodeNpy, dictionary("'|u1'", "__import__('os')"), /cannot be understood here/],
    ["no shape", decodeNpy, npy("{'descr': '|u1', 'fortran_order': False}"), /lacks one of/],
    ["a header that is no dictionary", decodeNpy, npy("[1]"), /not a Python dictionary/],
    ["version 4", decodeNpy, Uint8Array.from([0x93, ...text("NUMPY"), 4, 0, 0, 0]), /version 4\.0 is not known/],
    [
      "a header of 4 GiB",
      decodeNpy,
      Uint8Array.from([0x93, ...text("NUMPY"), 2, 0, 255, 255, 255, 255]),
      /header length 4294967295 is above/,
    ],
  ])("%s", (_name, read, bytes, message) => {
    // biome-ignore format: one line
    expect(() => read(bytes)).toThrow(FileError);
    expect(() => read(bytes)).toThrow(message);
  });
});
