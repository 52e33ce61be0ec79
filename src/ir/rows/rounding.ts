// Signs and whole numbers.
import { call } from "../formula.ts";
import { abs, define, div, eq, lt, maximum, mul, near, neg, or, sign, sub, where } from "../row.ts";

const rounding = (meaning: (x: number) => number) => ({
  typing: "arithmetic" as const,
  meaning,
  jsInteger: (x: string) => x,
  domain: [near] as const,
});
const isNegative = (x: number): boolean => x < 0 || Object.is(x, -0);

export const roundings = define({
  /** Absolute value; slope 0 at 0. */
  abs: {
    typing: "arithmetic",
    meaning: Math.abs,
    js: (x) => `Math.abs(${x})`,
    derivative: ([x], _y, g) => [mul(g, sign(x!))],
    domain: [near],
  },
  /** −1, 0 or 1. */
  sign: { ...rounding(Math.sign), jsInteger: (x) => `Math.sign(${x})` },
  /** Negative, or −0. */
  signBit: {
    typing: "compare",
    meaning: (x) => +isNegative(x),
    as: (x) => or(lt(x, 0), lt(div(1, x), 0)),
    domain: [near],
  },
  /**
   * The size of a with the sign of b.
   *
   * @example
   * tensor([1, -2]).copysign(-0.5); // [-1, -2]
   */
  copysign: {
    typing: "float",
    meaning: (a, b) => (isNegative(b) ? -Math.abs(a) : Math.abs(a)),
    as: (a, b) => where(call("signBit", b), neg(abs(a)), abs(a)),
    domain: [near, near],
  },
  /**
   * 0 where this is negative, 1 where it is positive, the other value where it is 0.
   *
   * @example
   * tensor([-2, 0, 2]).heaviside(0.5); // [0, 0.5, 1]
   */
  heaviside: {
    typing: "arithmetic",
    meaning: (x, atZero) => (x === 0 ? atZero : Math.max(Math.sign(x), 0)),
    as: (x, atZero) => where(eq(x, 0), atZero, maximum(sign(x), 0)),
    derivative: () => [null, null],
    domain: [near, near],
  },
  /** The largest whole number that is not above x. */
  floor: rounding(Math.floor),
  /** The smallest whole number that is not below x. */
  ceil: rounding(Math.ceil),
  /**
   * The nearest whole number, halves to the even one.
   *
   * @example
   * tensor([0.5, 1.5, 2.5, -0.7]).round(); // [0, 2, 2, -1]
   */
  round: rounding((x) => {
    const r = Math.round(x);
    return r - x === 0.5 && r % 2 !== 0 ? r - 1 : r;
  }),
  /** Without what is behind the point. */
  trunc: {
    typing: "arithmetic",
    meaning: Math.trunc,
    as: (x) => where(lt(x, 0), call("ceil", x), call("floor", x)),
    domain: [near],
  },
  /**
   * What is behind the point, with the sign of x.
   *
   * @example
   * tensor([2.5, -2.5]).frac(); // [0.5, -0.5]
   */
  frac: {
    typing: "arithmetic",
    meaning: (x) => x - Math.trunc(x),
    as: (x) => sub(x, call("trunc", x)),
    domain: [near],
  },
});
