// Unpacks deflated bytes (RFC 1951) where there is no zlib: in browsers, whose own streams can't be asked at once.
import type { Inflate } from "./zip-reader.ts";

/** A prefix code in canonical form: how many codes there are of each length, and the symbols in the order of their codes. */
interface Code {
  readonly counts: Uint16Array;
  readonly symbols: Uint16Array;
}
const longest = 15;

/** No code may be left over, but where there is a single symbol or none. */
function codeOf(lengths: ArrayLike<number>): Code {
  const counts = new Uint16Array(longest + 1);
  for (let i = 0; i < lengths.length; i++) counts[lengths[i]!]!++;
  counts[0] = 0;
  const next = new Uint16Array(longest + 2);
  let left = 1;
  for (let length = 1; length <= longest; length++) {
    left = 2 * left - counts[length]!;
    if (left < 0) throw new Error("more codes than their lengths allow");
    next[length + 1] = next[length]! + counts[length]!;
  }
  if (left > 0 && counts.some((count, length) => count > 0 && length > 1)) throw new Error("codes are missing");
  const symbols = new Uint16Array(lengths.length);
  for (let i = 0; i < lengths.length; i++) if (lengths[i]! > 0) symbols[next[lengths[i]!]!++] = i;
  return { counts, symbols };
}

/** Lengths and distances: a base and how many bits are added to it; each base is the one before and what that reaches. */
function ranges(first: number, bits: readonly number[]): { readonly base: number[]; readonly bits: readonly number[] } {
  const base = [first];
  for (const b of bits) base.push(base.at(-1)! + 2 ** b);
  return { base, bits };
}
const inFours = (groups: number, of: number): number[] =>
  Array.from({ length: groups * of }, (_, i) => Math.max(0, Math.floor(i / of) - 1));
const lengths = ranges(3, [...inFours(7, 4), 0]);
lengths.base[28] = 258; // the one exception
const distances = ranges(1, inFours(15, 2));
/** The order in which the lengths of the code of lengths are given. */
const order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const fixed = {
  symbols: codeOf(Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8))),
  distances: codeOf(new Uint8Array(32).fill(5)),
};

export const inflate: Inflate = (packed, most) => {
  const out = new Uint8Array(most);
  let [at, bit, size] = [0, 0, 0];

  const one = (): number => {
    if (at >= packed.length) throw new Error("unexpected end");
    const value = (packed[at]! >> bit) & 1;
    if (++bit === 8) [at, bit] = [at + 1, 0];
    return value;
  };
  const number = (bits: number): number => {
    let value = 0;
    for (let i = 0; i < bits; i++) value |= one() << i;
    return value;
  };
  const symbol = ({ counts, symbols }: Code): number => {
    let [code, first, index] = [0, 0, 0];
    for (let length = 1; length <= longest; length++) {
      code |= one();
      const count = counts[length]!;
      if (code - first < count) return symbols[index + code - first]!;
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    throw new Error("no such code");
  };
  const ranged = ({ base, bits }: typeof distances, i: number): number => {
    if (i >= bits.length) throw new Error("no such length or distance");
    return base[i]! + number(bits[i]!);
  };

  /** The two codes of a block, which are packed themselves. */
  const dynamic = (): typeof fixed => {
    const [literal, distance, count] = [257 + number(5), 1 + number(5), 4 + number(4)] as const;
    if (literal > 286 || distance > 30) throw new Error("too many codes");
    const short = new Uint8Array(19);
    for (let i = 0; i < count; i++) short[order[i]!] = number(3);
    const code = codeOf(short);
    const all = new Uint8Array(literal + distance);
    for (let i = 0; i < all.length; ) {
      const s = symbol(code);
      const repeated = s === 16 ? all[i - 1] : 0;
      const times = s < 16 ? 1 : s === 16 ? 3 + number(2) : s === 17 ? 3 + number(3) : 11 + number(7);
      if (repeated === undefined || i + times > all.length) throw new Error("lengths of codes do not fit");
      all.fill(s < 16 ? s : repeated, i, (i += times));
    }
    if (all[256] === 0) throw new Error("no code for the end of a block");
    return { symbols: codeOf(all.subarray(0, literal)), distances: codeOf(all.subarray(literal)) };
  };
  /** False: there is more than may be. */
  const block = (codes: typeof fixed): boolean => {
    for (let s = symbol(codes.symbols); s !== 256; s = symbol(codes.symbols)) {
      if (s < 256) {
        if (size === most) return false;
        out[size++] = s;
        continue;
      }
      const length = ranged(lengths, s - 257);
      const back = ranged(distances, symbol(codes.distances));
      if (back > size) throw new Error("a distance reaches before the beginning");
      if (size + length > most) return false;
      for (let i = 0; i < length; i++, size++) out[size] = out[size - back]!;
    }
    return true;
  };
  const stored = (): boolean => {
    if (bit > 0) [at, bit] = [at + 1, 0];
    const length = number(16);
    if (length !== (number(16) ^ 0xffff)) throw new Error("a length contradicts itself");
    if (at + length > packed.length) throw new Error("unexpected end");
    if (size + length > most) return false;
    out.set(packed.subarray(at, at + length), size);
    [at, size] = [at + length, size + length];
    return true;
  };

  for (let last = 0; last === 0; ) {
    last = one();
    const kind = number(2);
    if (kind === 3) throw new Error("no such kind of block");
    if (!(kind === 0 ? stored() : block(kind === 1 ? fixed : dynamic()))) return null;
  }
  return size === most ? out : out.slice(0, size);
};
