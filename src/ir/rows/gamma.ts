// The logarithm of the gamma function and its derivative. Negative numbers are reflected, small ones shifted up or down by the
// recurrence Γ(x + 1) = x Γ(x), large ones take Stirling's series (Abramowitz and Stegun 1964, 6.1.17, 6.1.41, 6.3.18).
import { call, type Formula } from "../formula.ts";
import { abs, add, define, div, eq, log, lt, maximum, minimum, mul, polynomial, sub, where } from "../row.ts";
import { digamma, lgamma, logGammaBetween, stirlingDigamma, stirlingLogGamma } from "../special-gamma.ts";

const sum = (terms: readonly Formula[]): Formula => terms.reduce((a, b) => add(a, b));

/** How far a negative number is from a whole one; something harmless for others. */
const fromWhole = (x: Formula): Formula => where(lt(x, 0), sub(x, call("round", x)), 0.25);
const reflected = (x: Formula): Formula => where(lt(x, 0), sub(1, x), x);

function logGamma(x: Formula): Formula {
  const p = reflected(x);
  // down or up into 1 … 2
  const shift = maximum(minimum(sub(call("floor", p), 1), 6), -1);
  const z = sub(p, shift);
  const passed = [0, 1, 2, 3, 4, 5].map((i) => where(lt(i, shift), add(z, i), 1)).reduce((a, b) => mul(a, b));
  const zeros = mul(sub(z, 1), sub(z, 2));
  const between = mul(zeros, polynomial(logGammaBetween, sub(z, 1.5)));
  const small = add(between, mul(where(lt(p, 1), -1, 1), log(where(lt(p, 1), p, passed))));
  const inverse = div(1, p);
  const series = mul(inverse, polynomial(stirlingLogGamma, mul(inverse, inverse)));
  const large = add(sub(mul(sub(p, 0.5), log(p)), p), add(series, 0.5 * Math.log(2 * Math.PI)));
  const y = where(lt(p, 8), small, large);
  const reflection = log(div(Math.PI, abs(call("sin", mul(fromWhole(x), Math.PI)))));
  return where(call("isInf", x), Infinity, where(lt(x, 0), sub(reflection, y), y));
}

function logGammaSlope(x: Formula): Formula {
  const p = reflected(x);
  const isSmall = lt(p, 10);
  const q = where(isSmall, add(p, 10), p);
  const passed = where(isSmall, sum(Array.from({ length: 10 }, (_, i) => div(1, add(p, i)))), 0);
  const inverse = div(1, q);
  const square = mul(inverse, inverse);
  const series = add(mul(inverse, 0.5), mul(square, polynomial(stirlingDigamma, square)));
  const y = sub(sub(log(q), series), passed);
  const rest = fromWhole(x);
  const angle = mul(rest, Math.PI);
  const reflection = div(mul(call("cos", angle), Math.PI), call("sin", angle));
  return where(eq(rest, 0), NaN, where(lt(x, 0), sub(y, reflection), y));
}

export const gamma = define({
  /**
   * log |Γ(x)|; Γ(n) is (n − 1)!.
   *
   * @example
   * tensor([1, 5]).lgamma(); // [0, 3.1780539]: log 24
   */
  lgamma: {
    typing: "float",
    meaning: lgamma,
    as: logGamma,
    derivative: ([x], _y, g) => [mul(g, call("digamma", x!))],
    domain: [[0.2, 12]],
    ulps: 6,
  },
  /**
   * The derivative of `lgamma`.
   *
   * @example
   * tensor([1]).digamma(); // [-0.5772157]
   */
  digamma: { typing: "float", meaning: digamma, as: logGammaSlope, domain: [[0.2, 12]], ulps: 12 },
});
