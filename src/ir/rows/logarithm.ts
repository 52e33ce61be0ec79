// Logarithms, and sums and products of them.
import { call } from "../formula.ts";
import {
  abs,
  add,
  and,
  define,
  div,
  eq,
  exp,
  le,
  log,
  log1p,
  lt,
  maximum,
  mul,
  near,
  neg,
  notANumber,
  positive,
  sub,
  where,
} from "../row.ts";

export const logarithms = define({
  /** Natural logarithm. */
  log: {
    typing: "float",
    meaning: Math.log,
    js: (x) => `Math.log(${x})`,
    derivative: ([x], _y, g) => [div(g, x!)],
    domain: [positive],
  },
  /** Logarithm to base 2, exact for powers of 2. */
  log2: {
    typing: "float",
    meaning: Math.log2,
    js: (x) => `Math.log2(${x})`,
    derivative: ([x], _y, g) => [div(g, mul(x!, Math.LN2))],
    domain: [positive],
  },
  /** Logarithm to base 10. */
  log10: { typing: "float", meaning: Math.log10, as: (x) => mul(call("log2", x), Math.log10(2)), domain: [positive] },
  /** log(1 + x), precise near 0. */
  log1p: {
    typing: "float",
    meaning: Math.log1p,
    js: (x) => `Math.log1p(${x})`,
    derivative: ([x], _y, g) => [div(g, add(x!, 1))],
    domain: [positive],
  },
  /**
   * log(x / (1 − x)), the inverse of `sigmoid`.
   *
   * @example
   * tensor([0.5, 0.75]).logit(); // [0, 1.0986123]
   */
  logit: {
    typing: "float",
    meaning: (x) => Math.log(x) - Math.log1p(-x),
    as: (x) => sub(log(x), log1p(neg(x))),
    derivative: ([x], _y, g) => [div(g, mul(x!, sub(1, x!)))],
    domain: [[0.05, 0.95]],
  },
  /**
   * log(exp(a) + exp(b)), for numbers of any size.
   *
   * @example
   * tensor([1000]).logaddexp(1000); // [1000.69315]
   */
  logaddexp: {
    typing: "float",
    meaning: (a, b) => (a === b ? a + Math.LN2 : Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b)))),
    as: (a, b) => where(eq(a, b), add(a, Math.LN2), add(maximum(a, b), log1p(exp(neg(abs(sub(a, b))))))),
    derivative: ([a, b], _y, g) => [div(g, add(exp(sub(b!, a!)), 1)), div(g, add(exp(sub(a!, b!)), 1))],
    domain: [near, near],
  },
  /** log₂(2ᵃ + 2ᵇ), for numbers of any size. */
  logaddexp2: {
    typing: "float",
    meaning: (a, b) => (a === b ? a + 1 : Math.max(a, b) + Math.log1p(2 ** -Math.abs(a - b)) / Math.LN2),
    as: (a, b) =>
      where(eq(a, b), add(a, 1), add(maximum(a, b), div(log1p(call("exp2", neg(abs(sub(a, b))))), Math.LN2))),
    derivative: ([a, b], _y, g) => [
      div(g, add(call("exp2", sub(b!, a!)), 1)),
      div(g, add(call("exp2", sub(a!, b!)), 1)),
    ],
    domain: [near, near],
  },
  /**
   * a · log(b), and 0 where a is 0, whatever b is.
   *
   * @example
   * tensor([0, 2]).xlogy(tensor([0, 1])); // [0, 0]
   */
  xlogy: {
    typing: "float",
    meaning: (a, b) => (Number.isNaN(b) ? b : a === 0 ? 0 : a * Math.log(b)),
    as: (a, b) => where(notANumber(b), b, where(eq(a, 0), 0, mul(a, log(b)))),
    derivative: ([a, b], _y, g) => [where(and(eq(a!, 0), le(b!, 0)), 0, mul(g, log(b!))), div(mul(g, a!), b!)],
    domain: [near, positive],
  },
  /**
   * a · log(1 + b), precise where b is small, and 0 where a is 0, whatever b is.
   *
   * @example
   * tensor([0, 2]).xlog1py(tensor([-1, 0])); // [0, 0]
   */
  xlog1py: {
    typing: "float",
    meaning: (a, b) => (Number.isNaN(b) ? b : a === 0 ? 0 : a * Math.log1p(b)),
    as: (a, b) => where(notANumber(b), b, where(eq(a, 0), 0, mul(a, log1p(b)))),
    derivative: ([a, b], _y, g) => [
      where(and(eq(a!, 0), le(b!, -1)), 0, mul(g, log1p(b!))),
      div(mul(g, a!), add(b!, 1)),
    ],
    domain: [near, positive],
  },
  /**
   * −x · log(x), what a probability adds to an entropy: 0 at 0, −∞ for negative numbers.
   *
   * @example
   * tensor([0, 0.5, 1]).entr(); // [0, 0.34657359, 0]
   */
  entr: {
    typing: "float",
    meaning: (x) => (x < 0 ? -Infinity : x === 0 ? 0 : -x * Math.log(x)),
    as: (x) => where(lt(x, 0), -Infinity, where(eq(x, 0), 0, neg(mul(x, log(x))))),
    derivative: ([x], _y, g) => [neg(mul(g, add(log(x!), 1)))],
    domain: [positive],
  },
});
