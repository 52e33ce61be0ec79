// Roots.
import { call } from "../formula.ts";
import { abs, add, and, define, div, lt, mul, positive, sign, sqrt, sub, where } from "../row.ts";

export const roots = define({
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
