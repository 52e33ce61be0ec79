// The error function and what is made of it.
import { call, type Formula, type Term } from "../formula.ts";
import { abs, add, define, div, eq, exp, log1p, lt, mul, near, neg, sign, sqrt, sub, unit, where } from "../row.ts";
import { erf, erfc, erfcx, erfcxCoefficients, erfinv } from "../special.ts";

const slope = 2 / Math.sqrt(Math.PI);

/** For positive numbers Chebyshev polynomials of 2t − 1 (Clenshaw's sum); exp(x²) is made in two steps, to keep its digits. */
function scaledErfc(x: Formula): Formula {
  const size = abs(x);
  const t = div(2, add(size, 2));
  const twice = sub(mul(t, 4), 2);
  let [sum, before]: Term[] = [0, 0];
  for (const c of erfcxCoefficients.slice(1).reverse()) [sum, before] = [add(sub(mul(twice, sum!), before!), c), sum];
  const positive = mul(t, exp(add(sub(mul(mul(twice, sum!), 0.5), before!), erfcxCoefficients[0]! / 2)));
  const high = div(call("round", mul(size, 16)), 16); // its square is exact
  const square = mul(exp(mul(high, high)), exp(mul(sub(size, high), add(size, high))));
  return where(lt(x, 0), where(lt(x, -27), Infinity, sub(mul(square, 2), positive)), positive);
}

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
   * exp(x²) · erfc(x), for numbers of any size.
   *
   * @example
   * tensor([0, 100]).erfcx(); // [1, 0.0056416138]
   */
  erfcx: {
    typing: "float",
    meaning: erfcx,
    as: scaledErfc,
    derivative: ([x], y, g) => [mul(g, sub(mul(mul(x!, 2), y), slope))],
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
