// Hyperbolic functions. Odd ones are made for positive numbers; where squares and exponentials would overflow they take
// the root of the exponential twice, or the logarithm of twice the number.
import { call, type Formula } from "../formula.ts";
import { abs, add, define, div, exp, expm1, log, log1p, lt, mul, near, sign, sqrt, sub, unit, where } from "../row.ts";

const odd = (x: Formula, positive: (size: Formula) => Formula): Formula => mul(sign(x), positive(abs(x)));
const large = 2 ** 30;

export const hyperbolic = define({
  /** Hyperbolic sine. */
  sinh: {
    typing: "float",
    meaning: Math.sinh,
    as: (x) =>
      odd(x, (size) => {
        const [root, e] = [exp(mul(size, 0.5)), expm1(size)];
        return where(lt(size, 20), mul(0.5, add(e, div(e, add(e, 1)))), mul(mul(0.5, root), root));
      }),
    derivative: ([x], _y, g) => [mul(g, call("cosh", x!))],
    domain: [near],
  },
  /** Hyperbolic cosine. */
  cosh: {
    typing: "float",
    meaning: Math.cosh,
    as: (x) => {
      const root = exp(mul(abs(x), 0.5));
      return add(mul(mul(0.5, root), root), div(div(0.5, root), root));
    },
    derivative: ([x], _y, g) => [mul(g, call("sinh", x!))],
    domain: [near],
    ulps: 6,
  },
  /** Hyperbolic tangent. */
  tanh: {
    typing: "float",
    meaning: Math.tanh,
    js: (x) => `Math.tanh(${x})`,
    derivative: (_x, y, g) => [mul(g, sub(1, mul(y, y)))],
    domain: [near],
  },
  /** The number whose hyperbolic sine is x. */
  asinh: {
    typing: "float",
    meaning: Math.asinh,
    as: (x) =>
      odd(x, (size) => {
        const square = mul(size, size);
        const root = add(sqrt(add(square, 1)), 1);
        return where(lt(size, large), log1p(add(size, div(square, root))), add(log(size), Math.LN2));
      }),
    derivative: ([x], _y, g) => [div(g, call("hypot", x!, 1))],
    domain: [near],
  },
  /** The number from 0 whose hyperbolic cosine is x. */
  acosh: {
    typing: "float",
    meaning: Math.acosh,
    as: (x) => {
      const above = sub(x, 1);
      const near1 = log1p(add(above, mul(sqrt(above), sqrt(add(x, 1)))));
      return where(lt(x, large), near1, add(log(x), Math.LN2));
    },
    derivative: ([x], _y, g) => [div(g, mul(sqrt(sub(x!, 1)), sqrt(add(x!, 1))))],
    domain: [[1.2, 4]],
  },
  /** The number whose hyperbolic tangent is x. */
  atanh: {
    typing: "float",
    meaning: Math.atanh,
    as: (x) => odd(x, (size) => mul(0.5, log1p(div(add(size, size), sub(1, size))))),
    derivative: ([x], _y, g) => [div(g, mul(sub(1, x!), add(x!, 1)))],
    domain: [unit],
  },
});
