// Unpacking without zlib, against zlib: what it packs in all its ways, and what is damaged.
import { constants, deflateRawSync, inflateRawSync } from "node:zlib";
import { expect, test } from "vitest";
import { RandomState } from "../../src/index.ts";
import { inflate } from "../../src/io/inflate.ts";

const random = new RandomState(1);
const ints = (below: number, size: number): Uint8Array => Uint8Array.from({ length: size }, () => random.randint(0, below) as number); // biome-ignore format: one line
const inputs: readonly (readonly [string, Uint8Array])[] = [
  ["nothing", new Uint8Array(0)],
  ["one byte", Uint8Array.of(7)],
  ["zeros", new Uint8Array(100_000)],
  ["noise", ints(256, 70_000)],
  ["few symbols", ints(3, 5_000)],
  ["words, repeated far apart", Uint8Array.from([...ints(256, 400), ...ints(20, 30_000), ...new Uint8Array(400)])],
];
const packings = [
  ["stored", { level: 0 }],
  ["fast", { level: 1 }],
  ["best", { level: 9 }],
  ["fixed codes", { strategy: constants.Z_FIXED }],
  ["no repetition", { strategy: constants.Z_HUFFMAN_ONLY }],
] as const;
const own = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(bytes);

test.each(inputs)("%s", (_name, bytes) => {
  for (const [way, options] of packings) {
    const packed = own(deflateRawSync(bytes, options));
    expect(Buffer.compare(inflate(packed, bytes.length)!, bytes), way).toBe(0);
    if (bytes.length > 0) expect(inflate(packed, bytes.length - 1), `${way}, too long`).toBeNull();
    expect(() => inflate(packed.subarray(0, -1), bytes.length), `${way}, cut off`).toThrow("unexpected end");
  }
});

test("damaged: an error or other bytes, exactly where zlib has them", () => {
  const packed = own(deflateRawSync(ints(40, 300), { level: 9 }));
  const most = 1000;
  const outcome = (unpack: () => Uint8Array | null): string => {
    try {
      return String(unpack());
    } catch (error) {
      return (error as { code?: string }).code === "ERR_BUFFER_TOO_LARGE" ? "null" : "error";
    }
  };
  let errors = 0;
  for (let bit = 0; bit < 8 * packed.length; bit++) {
    const changed = packed.slice();
    changed[bit >> 3]! ^= 1 << (bit & 7);
    const wanted = outcome(() => new Uint8Array(inflateRawSync(changed, { maxOutputLength: most })));
    expect(outcome(() => inflate(changed, most)), `bit ${bit}`).toBe(wanted); // biome-ignore format: one line
    errors += +(wanted === "error");
  }
  expect(errors).toBeGreaterThan(10);
});
