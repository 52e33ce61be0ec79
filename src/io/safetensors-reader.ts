// Reads safetensors and trusts nothing: a file from anywhere must not be able to make the reader read past its end, hand out
// the same bytes twice or allocate without bounds.
import { arrayOf, bytesOf, type DType } from "../dtype.ts";
import { FileError } from "../errors.ts";
import { formatNames, type HostArray } from "./safetensors.ts";

/** What a safetensors file holds, in the order of its header. */
export interface Safetensors {
  readonly arrays: Map<string, HostArray>;
  readonly metadata: Record<string, string>;
}

/** The reference implementation's limit of a header, in bytes. */
const longestHeader = 100_000_000;

const dtypeNames = new Map(Object.entries(formatNames).map(([dtype, format]) => [format as string, dtype as DType]));

interface Entry {
  name: string;
  dtype: DType;
  shape: number[];
  begin: number;
  end: number;
}

/**
 * Reads safetensors bytes. The arrays are copies: they live on when the bytes go.
 *
 * @param bytes the whole file
 * @param file how errors call it
 * @throws FileError on a damaged or truncated file or an unknown dtype; it names the file and the byte
 * @example
 * const bytes = encodeSafetensors({ weight: { dtype: "float32", shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) } });
 * const { arrays } = decodeSafetensors(bytes, "model.safetensors");
 * arrays.get("weight")?.shape; // [2, 2]
 */
export function decodeSafetensors(bytes: Uint8Array, file = "safetensors data"): Safetensors {
  const wrong = (at: number, what: string) => new FileError(`${file}: byte ${at}: ${what}`);
  if (bytes.length < 8) throw wrong(bytes.length, "truncated: expected 8 bytes of header length");
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
  if (length > longestHeader)
    throw wrong(0, `not a safetensors file: header length ${length} is above ${longestHeader}`);
  const start = 8 + length;
  if (start > bytes.length)
    throw wrong(bytes.length, `truncated: the header ends at byte ${start}, the file ends here`);
  const { entries, metadata } = readHeader(bytes.subarray(8, start), (what) => wrong(8, what));

  let at = 0;
  for (const { name, begin, end } of [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== at)
      throw wrong(
        start + begin,
        `'${name}' ${begin < at ? "overlaps the array before it" : "leaves a hole after the array before it"}: expected it at byte ${start + at}`,
      );
    at = end;
  }
  if (start + at > bytes.length)
    throw wrong(bytes.length, `truncated: the arrays end at byte ${start + at}, the file ends here`);
  if (start + at < bytes.length)
    throw wrong(start + at, `the arrays end here, but ${bytes.length - start - at} more bytes follow`);

  const arrays = new Map<string, HostArray>();
  for (const { name, dtype, shape, begin, end } of entries) {
    const copy = new Uint8Array(bytes.subarray(start + begin, start + end)); // not slice: a Buffer's shares its memory
    const bad = dtype === "bool" ? copy.findIndex((byte) => byte > 1) : -1;
    if (bad >= 0) throw wrong(start + begin + bad, `'${name}' is BOOL, expected 0 or 1, found ${copy[bad]}`);
    arrays.set(name, { dtype, shape, data: new (arrayOf(dtype))(copy.buffer) });
  }
  return { arrays, metadata };
}

function readHeader(
  bytes: Uint8Array,
  wrong: (what: string) => FileError,
): { entries: Entry[]; metadata: Record<string, string> } {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    throw wrong(`the header is not JSON (${(error as Error).message})`);
  }
  if (!isObject(header)) throw wrong("the header is not a JSON object");
  const entries: Entry[] = [];
  let metadata: Record<string, string> = {};
  for (const [name, value] of Object.entries(header)) {
    if (name !== "__metadata__") entries.push(readEntry(name, value, wrong));
    else if (isObject(value) && Object.values(value).every((text) => typeof text === "string"))
      metadata = value as Record<string, string>;
    else throw wrong("__metadata__ must map strings to strings");
  }
  return { entries, metadata };
}

function readEntry(name: string, value: unknown, wrong: (what: string) => FileError): Entry {
  if (!isObject(value)) throw wrong(`'${name}' is not described by an object`);
  const {
    dtype: format,
    shape,
    data_offsets: offsets,
  } = value as { dtype?: unknown; shape?: unknown; data_offsets?: unknown };
  const dtype = dtypeNames.get(String(format));
  if (dtype === undefined)
    throw wrong(`'${name}' has dtype ${JSON.stringify(format)}; known are ${[...dtypeNames.keys()].join(", ")}`);
  if (!isSizes(shape)) throw wrong(`'${name}' has shape ${JSON.stringify(shape)}; expected whole numbers from 0`);
  if (!isSizes(offsets) || offsets.length !== 2 || offsets[0]! > offsets[1]!)
    throw wrong(`'${name}' has data_offsets ${JSON.stringify(offsets)}; expected [begin, end]`);
  const [begin, end] = offsets as [number, number];
  const expected = shape.reduce((product, d) => product * d, bytesOf(dtype));
  if (end - begin !== expected)
    throw wrong(
      `'${name}' is ${format} [${shape.join(", ")}], ${expected} bytes, but its data_offsets span ${end - begin}`,
    );
  return { name, dtype, shape, begin, end };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isSizes = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((d) => Number.isSafeInteger(d) && d >= 0);
