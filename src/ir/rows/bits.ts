// Bits of integers, and bits at random.
import { call } from "../formula.ts";
import { define, near } from "../row.ts";
import { threefry } from "../threefry.ts";

/** Amounts from 0; with 32 and more nothing but the sign is left. */
const shift = (meaning: (a: number, by: number) => number) => ({
  typing: "integer" as const,
  meaning: (a: number, by: number) => meaning(a, by >= 0 && by < 32 ? by : 32),
  domain: [near, near] as const,
});
const bitwise = (meaning: (a: number, b: number) => number, operator: string) => ({
  typing: "integer" as const,
  meaning,
  js: (a: string, b: string) => `(${a} ${operator} ${b})`,
  domain: [near, near] as const,
});

export const bits = define({
  /**
   * The bits that both have. Of integers; bools count as int32 (`and` is for them).
   *
   * @example
   * tensor([12, 10], { dtype: "int32" }).bitwiseAnd(6); // [4, 2]
   */
  bitwiseAnd: bitwise((a, b) => a & b, "&"),
  /** The bits that one or both have. Of integers; bools count as int32 (`or` is for them). */
  bitwiseOr: bitwise((a, b) => a | b, "|"),
  /** The bits that one has and the other has not. Of integers; bools count as int32 (`xor` is for them). */
  bitwiseXor: bitwise((a, b) => a ^ b, "^"),
  /** All bits turned round. Of integers; bools count as int32 (`not` is for them). */
  bitwiseNot: { typing: "integer", meaning: (x) => ~x, as: (x) => call("bitwiseXor", x, -1), domain: [near] },
  /**
   * Bits moved up by some places, from 0; what is moved by 32 or more is 0.
   *
   * @example
   * tensor([1, 5], { dtype: "int32" }).bitwiseLeftShift(2); // [4, 20]
   */
  bitwiseLeftShift: shift((a, by) => a * 2 ** by),
  /** Bits moved down by some places, from 0: a / 2ᵇ rounded down. */
  bitwiseRightShift: shift((a, by) => Math.floor(a / 2 ** by)),
  /** 32 random bits from two words of key and a counter. */
  threefry: {
    typing: "bits",
    internal: true,
    meaning: threefry,
    domain: [
      [0, 2 ** 31],
      [0, 2 ** 31],
      [0, 2 ** 31],
    ],
  },
  /** 32 random bits as a number in [0, 1): the upper 24 of them, exact in float32. */
  unit: {
    typing: "float32",
    internal: true,
    meaning: (x) => (x >>> 8) * 2 ** -24,
    js: (x) => `((${x} >>> 8) * ${2 ** -24})`,
    domain: [[0, 2 ** 31]],
  },
});
