// The normal distribution: the probability below a number, its logarithm and its inverse.
import { call, type Formula } from "../formula.ts";
import {
  abs,
  add,
  define,
  div,
  eq,
  exp,
  le,
  log,
  log1p,
  lt,
  minimum,
  mul,
  near,
  neg,
  sqrt,
  sub,
  where,
} from "../row.ts";
import { erfc, logNdtr, ndtri } from "../special.ts";

const hazard = Math.sqrt(2 / Math.PI);

/** Where a probability is far from ½: Halley's method for its logarithm, from the approximation of Winitzki (2008). */
function lowerTail(q: Formula): Formula {
  const l = log(mul(mul(q, 4), sub(1, q)));
  const s = add(mul(l, 0.5), 2 / (0.147 * Math.PI));
  let y = neg(sqrt(mul(sub(sqrt(sub(mul(s, s), mul(l, 1 / 0.147))), s), 2)));
  for (let i = 0; i < 2; i++) {
    const slope = div(hazard, call("erfcx", mul(y, -Math.SQRT1_2))); // of logNdtr
    const step = div(sub(call("logNdtr", y), log(q)), slope);
    y = sub(y, div(step, add(mul(mul(step, 0.5), add(y, slope)), 1)));
  }
  return y;
}

export const normal = define({
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
    derivative: ([x], _y, g) => [mul(g, mul(hazard / 2, exp(mul(mul(x!, x!), -0.5))))],
    domain: [near],
    ulps: 8,
  },
  /**
   * The logarithm of `ndtr`, also where that is too small for a number.
   *
   * @example
   * tensor([0, -100]).logNdtr(); // [-0.6931472, -5005.5242]
   */
  logNdtr: {
    typing: "float",
    meaning: logNdtr,
    as: (x) => {
      const scaled = mul(x, -Math.SQRT1_2);
      const below = sub(log(mul(call("erfcx", scaled), 0.5)), mul(mul(x, x), 0.5));
      return where(lt(x, -1), below, log1p(mul(call("erfc", neg(scaled)), -0.5)));
    },
    derivative: ([x], _y, g) => [mul(g, div(hazard, call("erfcx", mul(x!, -Math.SQRT1_2))))],
    domain: [near],
  },
  /**
   * The number that a standard normal number is below with probability p, the inverse of `ndtr`.
   *
   * @example
   * tensor([0.5, 0.975, 1]).ndtri(); // [0, 1.959964, Infinity]
   */
  ndtri: {
    typing: "float",
    meaning: ndtri,
    as: (p) => {
      const fromHalf = sub(p, 0.5);
      const middle = mul(call("erfinv", mul(fromHalf, 2)), Math.SQRT2);
      const q = minimum(p, sub(1, p));
      const tail = where(eq(q, 0), -Infinity, lowerTail(q));
      return where(le(abs(fromHalf), 0.25), middle, where(lt(fromHalf, 0), tail, neg(tail)));
    },
    derivative: (_x, y, g) => [mul(g, mul(Math.sqrt(2 * Math.PI), exp(mul(mul(y, y), 0.5))))],
    domain: [[0.02, 0.98]],
  },
});
