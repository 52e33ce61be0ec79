// Arrays as JSON, for people and other programs: {"w": {"dtype": "float32", "shape": [2], "data": [0.1, 2]}}. What JSON cannot
// say is a string: "NaN", "Infinity", "-Infinity". Plain nested lists are read as well.
import { collect, type Numbers } from "../collect.ts";
import { checkDType, type DType, isFloat } from "../dtype.ts";
import { checkHostArray, type HostArray } from "../host.ts";
import { sizeOf } from "../shape.ts";
import { entriesOf, type HostArrays } from "./arrays.ts";
import { isObject, parseJson } from "./parse-json.ts";
import { isShape, quote, type Wrong, wrongIn } from "./source.ts";

/**
 * Arrays as JSON text. float32 numbers have as few digits as tell them from all other float32 numbers.
 *
 * @throws ShapeError, DTypeError where an array contradicts itself
 * @example
 * encodeJson({ w: { dtype: "float32", shape: [2], data: Float32Array.of(0.1, -Infinity) } });
 * // {
 * //   "w": {"dtype": "float32", "shape": [2], "data": [0.1, "-Infinity"]}
 * // }
 */
export function encodeJson(arrays: HostArrays): string {
  const lines = entriesOf(arrays).map(([name, array]) => {
    checkHostArray(`json: '${name}'`, array);
    const { dtype, shape, data } = array;
    const spell = dtype === "float32" ? spellFloat32 : spellNumber;
    const numbers = Array.from(data, spell).join(", ");
    return `  ${JSON.stringify(name)}: {"dtype": "${dtype}", "shape": [${shape.join(", ")}], "data": [${numbers}]}`;
  });
  return lines.length === 0 ? "{}\n" : `{\n${lines.join(",\n")}\n}\n`;
}

function spellNumber(x: number): string {
  return Number.isFinite(x) ? (Object.is(x, -0) ? "-0" : String(x)) : `"${x}"`;
}
function spellFloat32(x: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(x.toPrecision(digits));
    if (Object.is(Math.fround(short), x)) return spellNumber(short);
  }
  return spellNumber(x);
}

/**
 * Reads arrays from JSON bytes or text: an object of arrays as {@link encodeJson} writes them, or of nested lists of numbers.
 *
 * @throws FileError where it is no JSON or something else; it names the file, the byte or the array
 * @example
 * decodeJson('{"w": [[1, 2], [3, 4]]}').get("w")?.shape; // [2, 2]
 */
export function decodeJson(json: Uint8Array | string, file = "JSON data"): Map<string, HostArray> {
  const wrong = wrongIn(file);
  const bytes = typeof json === "string" ? new TextEncoder().encode(json) : json;
  const value = parseJson(bytes, 0, "it", wrong);
  if (!isObject(value)) throw wrong(0, "expected an object of arrays by name");
  return new Map(Object.entries(value).map(([name, array]) => [name, readArray(quote(name), array, wrong)]));
}

function readArray(name: string, value: unknown, wrong: Wrong): HostArray {
  if (!isObject(value)) {
    try {
      return collect(name, value as Numbers);
    } catch (error) {
      throw wrong(0, (error as Error).message);
    }
  }
  const { dtype, shape, data } = value as { [key in "dtype" | "shape" | "data"]?: unknown };
  if (!isShape(shape)) throw wrong(0, `${name} has shape ${quote(shape)}; expected at most 64 whole numbers from 0`);
  if (!Array.isArray(data) || data.length !== sizeOf(shape))
    throw wrong(0, `${name}: data must be a list of ${sizeOf(shape)} numbers, as its shape says`);
  let known: DType;
  try {
    known = checkDType(name, dtype as string);
  } catch (error) {
    throw wrong(0, (error as Error).message);
  }
  const numbers = data.map((x, i) => {
    const number = typeof x === "string" ? special.get(x) : x;
    if (typeof number !== "number" || !fits(number, known))
      throw wrong(0, `${name}: element ${i} is ${quote(x)}, which is no ${known}`);
    return number;
  });
  return collect(name, numbers, { dtype: known, shape });
}
const special = new Map([["NaN", Number.NaN], ["Infinity", Infinity], ["-Infinity", -Infinity]]); // biome-ignore format: one line

const ranges: Partial<Record<DType, readonly [number, number]>> = {
  bool: [0, 1],
  uint8: [0, 255],
  int32: [-(2 ** 31), 2 ** 31 - 1],
  uint32: [0, 2 ** 32 - 1],
};
function fits(x: number, dtype: DType): boolean {
  const range = ranges[dtype];
  return isFloat(dtype) || (Number.isInteger(x) && x >= range![0] && x <= range![1]);
}
