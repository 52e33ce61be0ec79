// Modified Bessel functions of the first kind, of order 0 and 1.
import { call, type Formula } from "../formula.ts";
import { abs, define, div, eq, exp, lt, mul, near, neg, polynomial, sign, sqrt, sub, where } from "../row.ts";
import { bessel, besselEdge, besselInverses, besselPowers, besselScaled } from "../special-bessel.ts";

/** I(|x|) for small numbers, and I(|x|) exp(−|x|) for large ones. */
function branches(order: 0 | 1, size: Formula): [small: Formula, large: Formula] {
  const u = div(size, besselEdge);
  const powers = polynomial(besselPowers(order), mul(u, u));
  const inverses = polynomial(besselInverses(order), div(besselEdge, size));
  return [
    order === 0 ? powers : mul(powers, mul(size, 0.5)),
    div(inverses, sqrt(mul(size, 2 * Math.PI))), //
  ];
}
const signed = (order: 0 | 1, x: Formula, y: Formula): Formula => (order === 0 ? y : where(lt(x, 0), neg(y), y));

function scaled(order: 0 | 1, x: Formula): Formula {
  const size = abs(x);
  const [small, large] = branches(order, size);
  return signed(order, x, where(lt(size, besselEdge), mul(exp(neg(size)), small), large));
}
function unscaled(order: 0 | 1, x: Formula): Formula {
  const size = abs(x);
  const [small, large] = branches(order, size);
  const half = exp(mul(size, 0.5)); // its square may be too large where the result is not
  const y = where(lt(size, besselEdge), small, mul(mul(half, large), half));
  return signed(order, x, where(eq(half, Infinity), Infinity, y));
}

export const besselFunctions = define({
  /**
   * The modified Bessel function of the first kind of order 0.
   *
   * @example
   * tensor([0, 1]).i0(); // [1, 1.2660659]
   */
  i0: {
    typing: "float",
    meaning: (x) => bessel(0, x),
    as: (x) => unscaled(0, x),
    derivative: ([x], _y, g) => [mul(g, call("i1", x!))],
    domain: [near],
    ulps: 16,
  },
  /** i0(x) · exp(−|x|), for numbers of any size. */
  i0e: {
    typing: "float",
    meaning: (x) => besselScaled(0, x),
    as: (x) => scaled(0, x),
    derivative: ([x], y, g) => [mul(g, sub(call("i1e", x!), mul(sign(x!), y)))],
    domain: [near],
    ulps: 8,
  },
  /**
   * The modified Bessel function of the first kind of order 1, the derivative of `i0`.
   *
   * @example
   * tensor([0, 1]).i1(); // [0, 0.5651591]
   */
  i1: {
    typing: "float",
    meaning: (x) => bessel(1, x),
    as: (x) => unscaled(1, x),
    derivative: ([x], y, g) => [mul(g, where(eq(x!, 0), 0.5, sub(call("i0", x!), div(y, x!))))],
    domain: [near],
    ulps: 16,
  },
  /** i1(x) · exp(−|x|), for numbers of any size. */
  i1e: {
    typing: "float",
    meaning: (x) => besselScaled(1, x),
    as: (x) => scaled(1, x),
    derivative: ([x], y, g) => [mul(g, where(eq(x!, 0), 0.5, sub(sub(call("i0e", x!), mul(sign(x!), y)), div(y, x!))))],
    domain: [near],
    ulps: 8,
  },
});
