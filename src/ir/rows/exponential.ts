// Exponentials, logarithms, roots.
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
  sign,
  sqrt,
  sub,
  where,
} from "../row.ts";

export const exponentials = define({
  /** e to the power of x. */
  exp: {
    typing: "float",
    meaning: Math.exp,
    js: (x) => `Math.exp(${x})`,
    derivative: (_x, y, g) => [mul(g, y)],
    domain: [near],
  },
  /** 2 to the power of x. */
  exp2: {
    typing: "float",
    meaning: (x) => 2 ** x,
    as: (x) => call("pow", 2, x),
    derivative: (_x, y, g) => [mul(g, mul(y, Math.LN2))],
    domain: [near],
  },
  /** exp(x) − 1, precise near 0. */
  expm1: {
    typing: "float",
    meaning: Math.expm1,
    js: (x) => `Math.expm1(${x})`,
    derivative: (_x, y, g) => [mul(g, add(y, 1))],
    domain: [near],
  },
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
  /** Square root. */
  sqrt: {
    typing: "float",
    meaning: Math.sqrt,
    js: (x) => `Math.sqrt(${x})`,
    derivative: (_x, y, g) => [div(g, add(y, y))],
    domain: [positive],
  },
  /** 1 / √x. */
  rsqrt: {
    typing: "float",
    meaning: (x) => 1 / Math.sqrt(x),
    as: (x) => div(1, sqrt(x)),
    derivative: (_x, y, g) => [mul(mul(g, -0.5), mul(y, mul(y, y)))],
    domain: [positive],
  },
  /** Cube root, of negative numbers as well. */
  cbrt: {
    typing: "float",
    meaning: Math.cbrt,
    // the power is good to the last digits, a step of Newton's makes them right
    as: (x) => {
      const size = abs(x);
      const guess = call("pow", size, 1 / 3);
      const root = sub(guess, div(sub(guess, div(size, mul(guess, guess))), 3));
      return mul(sign(x), where(and(lt(0, size), lt(size, Infinity)), root, size));
    },
    derivative: (_x, y, g) => [div(g, mul(3, mul(y, y)))],
    domain: [positive],
  },
});
