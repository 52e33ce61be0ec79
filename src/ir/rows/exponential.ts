// Exponentials.
import { call } from "../formula.ts";
import { add, define, mul, near } from "../row.ts";

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
});
