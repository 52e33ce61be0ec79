// Sums, products, quotients, powers.
import { call, input } from "../formula.ts";
import { add, and, define, div, eq, le, log, lt, mul, near, neg, positive, sub, where } from "../row.ts";

/** Also where a is a multiple of b but a / b is rounded: the quotient is made of the remainder (as NumPy does it). */
function floorDivide(a: number, b: number): number {
  if (b === 0) return a / b;
  const rest = a % b;
  const quotient = (a - rest) / b;
  return Math.round(rest !== 0 && rest < 0 !== b < 0 ? quotient - 1 : quotient);
}

export const arithmetic = define({
  /** Sum. */
  add: {
    typing: "arithmetic",
    meaning: (a, b) => a + b,
    js: (a, b) => `(${a} + ${b})`,
    derivative: (_x, _y, g) => [g, g],
    domain: [near, near],
  },
  /** Difference. */
  sub: {
    typing: "arithmetic",
    shortcut: ([, b]) => (Object.is(b, 0) ? input(0) : null),
    meaning: (a, b) => a - b,
    js: (a, b) => `(${a} - ${b})`,
    derivative: (_x, _y, g) => [g, neg(g)],
    domain: [near, near],
  },
  /** Product. */
  mul: {
    typing: "arithmetic",
    shortcut: ([a, b]) => (b === 1 ? input(0) : a === 1 ? input(1) : null),
    meaning: (a, b) => a * b,
    js: (a, b) => `(${a} * ${b})`,
    jsInteger: (a, b) => `Math.imul(${a}, ${b})`,
    derivative: ([a, b], _y, g) => [mul(g, b!), mul(g, a!)],
    domain: [near, near],
  },
  /** Quotient, always of floats. */
  div: {
    typing: "float",
    shortcut: ([, b]) => (b === 1 ? input(0) : null),
    meaning: (a, b) => a / b,
    js: (a, b) => `(${a} / ${b})`,
    derivative: ([, b], y, g) => [div(g, b!), neg(div(mul(g, y), b!))],
    domain: [near, positive],
  },
  /** Negation. */
  neg: {
    typing: "arithmetic",
    meaning: (x) => -x,
    js: (x) => `(-${x})`,
    derivative: (_x, _y, g) => [neg(g)],
    domain: [near],
  },
  /** x². */
  square: { typing: "arithmetic", meaning: (x) => x * x, as: (x) => mul(x, x), domain: [near] },
  /** 1 / x. */
  reciprocal: { typing: "float", meaning: (x) => 1 / x, as: (x) => div(1, x), domain: [positive] },
  /**
   * The quotient rounded down, integers among themselves. An integer divided by 0 gives 0.
   *
   * @example
   * tensor([7, -7], { dtype: "int32" }).floorDivide(2); // [3, -4]
   */
  floorDivide: {
    typing: "arithmetic",
    meaning: floorDivide,
    jsInteger: (a, b) => `Math.floor(${a} / ${b})`,
    domain: [near, positive],
  },
  /**
   * What division leaves, with the sign of the dividend, as `%` in C and JavaScript. An integer modulo 0 gives 0.
   *
   * @example
   * tensor([7, -7]).fmod(3); // [1, -1]
   */
  fmod: {
    typing: "arithmetic",
    meaning: (a, b) => a % b,
    js: (a, b) => `(${a} % ${b})`,
    derivative: ([a, b], y, g) => [g, neg(mul(g, div(sub(a!, y), b!)))],
    domain: [near, positive],
  },
  /**
   * What division leaves, with the sign of the divisor, as `%` in Python. An integer modulo 0 gives 0.
   *
   * @example
   * tensor([7, -7]).remainder(3); // [1, 2]
   */
  remainder: {
    typing: "arithmetic",
    meaning: (a, b) => {
      const rest = a % b;
      return rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest;
    },
    as: (a, b) => {
      const rest = call("fmod", a, b);
      const differ = call("ne", lt(rest, 0), lt(b, 0));
      return where(and(call("ne", rest, 0), differ), add(rest, b), rest);
    },
    domain: [near, positive],
  },
  /**
   * a to the power of b.
   *
   * @example
   * tensor([1, 2, 3]).pow(2); // [1, 4, 9]
   */
  pow: {
    typing: "arithmetic",
    shortcut: ([, b]) =>
      b === 1 ? input(0) : b === 2 ? mul(input(0), input(0)) : b === 0.5 ? call("sqrt", input(0)) : null,
    meaning: (a, b) => a ** b,
    js: (a, b) => `(${a} ** ${b})`,
    derivative: ([a, b], y, g) => [
      where(eq(b!, 0), 0, mul(g, mul(b!, call("pow", a!, sub(b!, 1))))),
      where(and(eq(a!, 0), le(0, b!)), 0, mul(g, mul(y, log(a!)))),
    ],
    domain: [positive, near],
  },
  /**
   * The point between two at a weight: a + weight · (b − a); exactly b at weight 1.
   *
   * @example
   * tensor([0, 10]).lerp(tensor([1, 20]), 0.25); // [0.25, 12.5]
   */
  lerp: {
    typing: "float",
    meaning: (a, b, w) => (w < 0.5 ? a + w * (b - a) : b - (b - a) * (1 - w)),
    as: (a, b, w) => where(lt(w, 0.5), add(a, mul(w, sub(b, a))), sub(b, mul(sub(b, a), sub(1, w)))),
    derivative: ([a, b, w], _y, g) => [mul(g, sub(1, w!)), mul(g, w!), mul(g, sub(b!, a!))],
    domain: [near, near, [0, 1]],
    ulps: 6,
  },
});
