// What a tensor can be made of, and what is refused.
import { describe, expect, test } from "vitest";
import { type Data, tensor } from "../../src/index.ts";

function* countTo(n: number) {
  for (let i = 1; i <= n; i++) yield i;
}

describe("tensor(data)", () => {
  const bytes = Float32Array.of(1, 2).buffer;
  const big = 2n ** 53n + 1n;
  test.each<[string, () => Data, object, unknown]>([
    ["a generator", () => countTo(3), { dtype: "float32", shape: [3] }, [1, 2, 3]],
    [
      "a generator of typed arrays",
      () => [Int8Array.of(1, -2)].values(),
      { dtype: "float32", shape: [1, 2] },
      [[1, -2]],
    ],
    ["a Set in a list", () => [new Set([1, 2])], { dtype: "float32", shape: [1, 2] }, [[1, 2]]],
    ["the values of a Map", () => new Map([["a", true]]).values(), { dtype: "bool", shape: [1] }, [1]],
    ["booleans and numbers", () => [true, 2], { dtype: "float32", shape: [2] }, [1, 2]],
    ["Int8Array", () => Int8Array.of(-128), { dtype: "int32", shape: [1] }, [-128]],
    ["Int16Array", () => Int16Array.of(-32768), { dtype: "int32", shape: [1] }, [-32768]],
    ["Uint16Array", () => Uint16Array.of(65535), { dtype: "int32", shape: [1] }, [65535]],
    ["Uint8ClampedArray", () => Uint8ClampedArray.of(300), { dtype: "uint8", shape: [1] }, [255]],
    ["BigInt64Array", () => BigInt64Array.of(-(2n ** 31n)), { dtype: "int32", shape: [1] }, [-(2 ** 31)]],
    ["BigUint64Array", () => BigUint64Array.of(2n ** 32n - 1n), { dtype: "uint32", shape: [1] }, [2 ** 32 - 1]],
    ["a Node Buffer", () => Buffer.from([7, 8]), { dtype: "uint8", shape: [2] }, [7, 8]],
    ["no numbers", () => [], { dtype: "float32", shape: [0] }, []],
  ])("%s", (_name, data, kind, values) => {
    const x = tensor(data());
    expect(x).toMatchObject(kind);
    expect(x.toArraySync()).toEqual(values);
  });

  test("bytes with a dtype, also from the middle of a buffer", () => {
    expect(tensor(bytes, { dtype: "float32", shape: [2, 1] }).toArraySync()).toEqual([[1], [2]]);
    expect(tensor(new DataView(bytes, 4), { dtype: "float32" }).toArraySync()).toEqual([2]);
    const shared = new SharedArrayBuffer(4);
    const x = tensor(shared, { dtype: "int32" });
    new Int32Array(shared)[0] = 9;
    expect(x.toArraySync()).toEqual([0]); // a copy
  });
  test("64-bit integers as floats, if asked", () => {
    expect(tensor(BigInt64Array.of(big), { dtype: "float64" }).itemSync()).toBe(2 ** 53);
  });

  test.each<[Data, string]>([
    [bytes, "DTypeError: tensor: bytes alone are no numbers"],
    [BigInt64Array.of(0n, big), "DTypeError: tensor: element 1 is 9007199254740993, which int32 cannot hold"],
    [BigInt64Array.of(2n ** 31n), "DTypeError: tensor: element 0 is 2147483648, which int32 cannot hold"],
    [BigUint64Array.of(2n ** 32n), "DTypeError: tensor: element 0 is 4294967296, which uint32 cannot hold"],
    [[[1, 2], [3]], "ShapeError: tensor: ragged data: a list of 1 at depth 1, 2 elsewhere"],
    [[1, [2]], "ShapeError: tensor: ragged data"],
    ["12" as never, "ArgumentError: tensor: numbers, arrays or typed arrays are needed, not string"],
    [[null] as never, "ArgumentError: tensor: numbers, arrays or typed arrays are needed, not null"],
    [{} as never, "ArgumentError: tensor: numbers, arrays or typed arrays are needed, not object"],
  ])("refused: %o", (data, message) => {
    const call = () => {
      try {
        tensor(data);
      } catch (error) {
        throw new Error(String(error));
      }
    };
    expect(call).toThrow(message);
  });
  test("a list that contains itself", () => {
    const endless: Data[] = [];
    endless.push(endless);
    expect(() => tensor(endless)).toThrow("tensor: lists are nested deeper than 64 levels");
  });
  test("bytes that end within an element", () => {
    expect(() => tensor(new ArrayBuffer(6), { dtype: "int32" })).toThrow(
      "6 bytes are no whole number of int32 elements",
    );
  });
});
