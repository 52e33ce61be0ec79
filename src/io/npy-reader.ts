// Reads .npy, of any version, byte order and order of elements, and trusts nothing in it.
import type { TypedArray } from "../dtype.ts";
import type { HostArray } from "../host.ts";
import { type Elements, elements } from "./elements.ts";
import { magic } from "./npy.ts";
import { isShape, quote, type Wrong, wrongIn } from "./source.ts";

/** NumPy's element types without their byte order. */
const formats = new Map<string, Elements>([
  ["b1", elements.bool],
  ["i1", elements.i8],
  ["u1", elements.u8],
  ["i2", elements.i16],
  ["u2", elements.u16],
  ["i4", elements.i32],
  ["u4", elements.u32],
  ["i8", elements.i64],
  ["u8", elements.u64],
  ["f2", elements.f16],
  ["f4", elements.f32],
  ["f8", elements.f64],
]);
/** What NumPy can store and we do not have. */
const kinds: Record<string, string> = {
  c: "complex numbers",
  f: "floats of more than 64 bits",
  S: "text",
  U: "text",
  O: "Python objects",
  M: "dates",
  m: "time spans",
  V: "records",
};

/** Far more than 64 sizes need, in bytes. */
const longestHeader = 1 << 20;

/**
 * Reads .npy bytes: versions 1 to 3, either byte order, row by row or column by column. 8- and 16-bit integers become int32,
 * 64-bit ones int32 or uint32 where they fit, float16 becomes float32.
 *
 * @param bytes the whole file
 * @param file how errors call it
 * @throws FileError on a damaged or truncated file or an element type without a dtype; it names the file and the byte
 * @example
 * const bytes = encodeNpy({ dtype: "float32", shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) });
 * decodeNpy(bytes, "x.npy").shape; // [2, 2]
 */
export function decodeNpy(bytes: Uint8Array, file = "npy data"): HostArray {
  const wrong = wrongIn(file);
  const bad = magic.findIndex((byte, i) => bytes[i] !== byte);
  if (bad >= 0)
    throw wrong(bad, bad < bytes.length ? "not an npy file: expected \\x93NUMPY at its beginning" : "truncated");
  const version = bytes[6];
  if (version === undefined || !(version >= 1 && version <= 3))
    throw wrong(6, version === undefined ? "truncated" : `version ${version}.${bytes[7]} is not known; 1 to 3 are`);
  const from = version === 1 ? 10 : 12;
  if (bytes.length < from) throw wrong(bytes.length, "truncated: expected the length of the header");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > longestHeader) throw wrong(8, `header length ${length} is above ${longestHeader}`);
  const start = from + length;
  if (start > bytes.length)
    throw wrong(bytes.length, `truncated: the header ends at byte ${start}, the file ends here`);

  const { descr, columns, shape } = readHeader(bytes.subarray(from, start), from, wrong);
  const type = formats.get(descr.slice(1));
  if (type === undefined || !/^[<>|=]/.test(descr))
    throw wrong(
      from,
      `elements of type ${quote(descr)}${kinds[descr[1]!] ? ` (${kinds[descr[1]!]})` : ""} are not supported`,
    );
  const width = type.bits / 8;
  const end = start + shape.reduce((product, d) => product * d, width);
  if (bytes.length !== end) {
    const what = bytes.length < end ? "truncated: " : "";
    throw wrong(
      Math.min(bytes.length, end),
      `${what}${descr} [${shape.join(", ")}] ends at byte ${end}, the file at byte ${bytes.length}`,
    );
  }
  const copy = new Uint8Array(bytes.subarray(start));
  if (descr[0] === ">") swapBytes(copy, width);
  const data = type.decode(copy, (element, what) =>
    wrong(start + element * width, `element of type ${descr}: ${what}`),
  );
  return { dtype: type.dtype!, shape, data: columns ? rowByRow(data, shape) : data };
}

interface Header {
  descr: string;
  columns: boolean;
  shape: number[];
}
const field =
  /\s*(?:(['"])(descr|fortran_order|shape)\1\s*:\s*(?:(['"])([^'"]*)\3|(True|False)|\(([\d\s,L]*)\))\s*(?:,|(?=\})))/y;

/** The header names three fields, in any order, and nothing else. */
function readHeader(bytes: Uint8Array, at: number, wrong: Wrong): Header {
  const text = new TextDecoder("latin1").decode(bytes).trimEnd();
  const found: { descr?: string; columns?: boolean; shape?: number[] } = {};
  field.lastIndex = text.startsWith("{") ? 1 : 0;
  if (field.lastIndex === 0) throw wrong(at, "the header is not a Python dictionary");
  let last = 1;
  for (let m = field.exec(text); m !== null; m = field.exec(text)) {
    const [, , name, , string, bool, sizes] = m;
    if (name === "descr" && string !== undefined) found.descr = string;
    if (name === "fortran_order" && bool !== undefined) found.columns = bool === "True";
    if (name === "shape" && sizes !== undefined)
      found.shape = sizes.split(",").map((d) => d.replace("L", "").trim()).filter(Boolean).map((d) => (/^\d+$/.test(d) ? Number(d) : Number.NaN)); // biome-ignore format: one line
    last = field.lastIndex;
  }
  const { descr, columns, shape } = found;
  if (text.slice(last).trim() !== "}") {
    const list = /^\s*['"]descr['"]\s*:\s*\[/.test(text.slice(last));
    throw wrong(
      at + last,
      list
        ? "records (structured elements) are not supported"
        : `the header cannot be understood here: ${quote(text.slice(last, last + 40))}`,
    );
  }
  if (descr === undefined || columns === undefined || shape === undefined)
    throw wrong(at, "the header lacks one of descr, fortran_order and shape, or it is of the wrong kind");
  if (!isShape(shape) || shape.reduce((n, d) => n * d, 1) > Number.MAX_SAFE_INTEGER)
    throw wrong(at, `the shape ${quote(shape)} cannot be true`);
  return { descr, columns, shape };
}

function swapBytes(bytes: Uint8Array, width: number): void {
  for (let i = 0; i < bytes.length; i += width) bytes.subarray(i, i + width).reverse();
}

/** Elements that lie column by column (Fortran's order), row by row. */
function rowByRow(data: TypedArray, shape: readonly number[]): TypedArray {
  const result = data.slice();
  const index = shape.map(() => 0);
  let from = 0;
  for (let to = 0; to < data.length; to++) {
    result[to] = data[from]!;
    let step = data.length;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      step /= shape[axis]!;
      from += step;
      index[axis]!++;
      if (index[axis]! < shape[axis]!) break;
      from -= step * shape[axis]!;
      index[axis] = 0;
    }
  }
  return result;
}
