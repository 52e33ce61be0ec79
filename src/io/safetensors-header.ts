// The header of a safetensors file: names, element types, shapes and places, each of them checked against the file's size.
import { type Elements, elements } from "./elements.ts";
import { isObject, parseJson } from "./parse-json.ts";
import { type ByteSource, isShape, quote, type Wrong } from "./source.ts";

/** The reference implementation's limit of a header, in bytes. */
const longestHeader = 100_000_000;

/** The format's names of element types. */
const formats = new Map<string, Elements>([
  ["BOOL", elements.bool],
  ["U8", elements.u8],
  ["I8", elements.i8],
  ["I16", elements.i16],
  ["U16", elements.u16],
  ["I32", elements.i32],
  ["U32", elements.u32],
  ["I64", elements.i64],
  ["U64", elements.u64],
  ["F16", elements.f16],
  ["BF16", elements.bf16],
  ["F32", elements.f32],
  ["F64", elements.f64],
  ["F8_E5M2", elements.f8e5m2],
  ["F8_E4M3", elements.f8e4m3],
  ["F8_E8M0", elements.f8e8m0],
  ["F4", elements.f4],
  ["F6_E2M3", elements.f6],
  ["F6_E3M2", elements.f6],
  ["C64", elements.c64],
]);

/** Where an array lies, in bytes from the end of the header. */
export interface Entry {
  readonly format: string;
  readonly elements: Elements;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

export interface Header {
  readonly entries: Map<string, Entry>;
  readonly metadata: Record<string, string>;
  /** The byte at which the arrays begin. */
  readonly start: number;
}

/** Reads and checks the header. */
export function readHeader(source: ByteSource, wrong: Wrong): Header {
  const { size } = source;
  if (size < 8) throw wrong(size, "truncated: expected 8 bytes of header length");
  const length = Number(new DataView(source.read(0, 8).buffer).getBigUint64(0, true));
  if (length > longestHeader)
    throw wrong(0, `not a safetensors file: header length ${length} is above ${longestHeader}`);
  const start = 8 + length;
  if (start > size) throw wrong(size, `truncated: the header ends at byte ${start}, the file ends here`);
  const header = parseJson(source.read(8, length), 8, "the header", wrong);
  if (!isObject(header)) throw wrong(8, "the header is not a JSON object");
  const entries = new Map<string, Entry>();
  let metadata: Record<string, string> = {};
  for (const [name, value] of Object.entries(header)) {
    if (name !== "__metadata__") entries.set(name, readEntry(quote(name), value, wrong));
    else if (isObject(value) && Object.values(value).every((text) => typeof text === "string"))
      metadata = value as Record<string, string>;
    else throw wrong(8, "__metadata__ must map strings to strings");
  }
  checkLayout(entries, start, size, wrong);
  return { entries, metadata, start };
}

function readEntry(name: string, value: unknown, wrong: Wrong): Entry {
  if (!isObject(value)) throw wrong(8, `${name} is not described by an object`);
  const {
    dtype: format,
    shape,
    data_offsets: offsets,
  } = value as { [key in "dtype" | "shape" | "data_offsets"]?: unknown };
  const elements = formats.get(format as string);
  if (elements === undefined)
    throw wrong(8, `${name} has dtype ${quote(format)}; known are ${[...formats.keys()].join(", ")}`);
  if (!isShape(shape)) throw wrong(8, `${name} has shape ${quote(shape)}; expected at most 64 whole numbers from 0`);
  if (!isShape(offsets) || offsets.length !== 2 || offsets[0]! > offsets[1]!)
    throw wrong(8, `${name} has data_offsets ${quote(offsets)}; expected [begin, end]`);
  const [begin, end] = offsets as [number, number];
  const expected = shape.reduce((product, d) => product * d, 1) * (elements.bits / 8);
  if (end - begin !== expected)
    throw wrong(
      8,
      `${name} is ${format} [${shape.join(", ")}], ${expected} bytes, but its data_offsets span ${end - begin}`,
    );
  return { format: format as string, elements, shape, begin, end };
}

/** The arrays must fill the file: no overlap, no hole, nothing behind them. */
function checkLayout(entries: ReadonlyMap<string, Entry>, start: number, size: number, wrong: Wrong): void {
  let at = 0;
  for (const [name, { begin, end }] of [...entries].sort(([, a], [, b]) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== at) {
      const what = begin < at ? "overlaps the array before it" : "leaves a hole after the array before it";
      throw wrong(start + begin, `${quote(name)} ${what}: expected it at byte ${start + at}`);
    }
    at = end;
  }
  if (start + at > size) throw wrong(size, `truncated: the arrays end at byte ${start + at}, the file ends here`);
  if (start + at < size) throw wrong(start + at, `the arrays end here, but ${size - start - at} more bytes follow`);
}
