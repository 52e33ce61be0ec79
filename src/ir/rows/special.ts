// Functions of probability.
import { call } from "../formula.ts";
import { abs, add, define, div, eq, exp, log1p, lt, mul, near, neg, sign, sqrt, sub, unit, where } from "../row.ts";
import { erf, erfc, erfinv } from "../special.ts";

const slope = 2 / Math.sqrt(Math.PI);

export const specials = define({
  /** The error function 2/√π ∫₀ˣ exp(−t²) dt. */
  erf: {
    typing: "float",
    meaning: erf,
    derivative: ([x], _y, g) => [mul(g, mul(slope, exp(neg(mul(x!, x!)))))],
    domain: [near],
  },
  /** 1 − erf(x), with all its digits where it is tiny. */
  erfc: {
    typing: "float",
    meaning: erfc,
    derivative: ([x], _y, g) => [mul(g, mul(-slope, exp(neg(mul(x!, x!)))))],
    domain: [near],
  },
  /**
   * The probability that a standard normal number is below x.
   *
   * @example
   * tensor([0, 1.96]).ndtr(); // [0.5, 0.9750021]
   */
  ndtr: {
    typing: "float",
    meaning: (x) => erfc(-x * Math.SQRT1_2) / 2,
    as: (x) => mul(0.5, call("erfc", mul(x, -Math.SQRT1_2))),
    derivative: ([x], _y, g) => [mul(g, mul((slope / 2) * Math.SQRT1_2, exp(mul(mul(x!, x!), -0.5))))],
    domain: [near],
    ulps: 8,
  },
  /**
   * The number whose `erf` is x.
   *
   * @example
   * tensor([0, 0.5]).erfinv(); // [0, 0.47693628]
   */
  erfinv: {
    typing: "float",
    meaning: erfinv,
    // the approximation of Winitzki (2008), then Halley's method
    as: (x) => {
      const size = abs(x);
      const l = log1p(neg(mul(size, size)));
      const s = add(mul(l, 0.5), 2 / (0.147 * Math.PI));
      let y = sqrt(div(mul(l, -1 / 0.147), add(sqrt(sub(mul(s, s), mul(l, 1 / 0.147))), s)));
      for (let i = 0; i < 2; i++) {
        const rest = where(lt(size, 0.5), sub(call("erf", y), size), sub(sub(1, size), call("erfc", y)));
        const step = mul(mul(rest, 1 / slope), exp(mul(y, y)));
        y = sub(y, div(step, add(mul(y, step), 1)));
      }
      return mul(sign(x), where(eq(size, 1), Infinity, y));
    },
    derivative: (_x, y, g) => [mul(g, mul(1 / slope, exp(mul(y, y))))],
    domain: [unit],
  },
});
