// Angles, in radians.
import { call } from "../formula.ts";
import { abs, add, define, div, eq, lt, maximum, minimum, mul, near, neg, or, sqrt, sub, unit, where } from "../row.ts";

const degree = Math.PI / 180;
/** sin(πx), with π times what is left of a whole number: 0 for whole numbers. */
const sinPi = (x: number): number => {
  const whole = Math.round(x);
  return (whole % 2 === 0 ? 1 : -1) * Math.sin(Math.PI * (x - whole));
};

export const trigonometric = define({
  /** Sine of radians. */
  sin: {
    typing: "float",
    meaning: Math.sin,
    js: (x) => `Math.sin(${x})`,
    derivative: ([x], _y, g) => [mul(g, call("cos", x!))],
    domain: [near],
  },
  /** Cosine of radians. */
  cos: {
    typing: "float",
    meaning: Math.cos,
    js: (x) => `Math.cos(${x})`,
    derivative: ([x], _y, g) => [neg(mul(g, call("sin", x!)))],
    domain: [near],
  },
  /** Tangent of radians. */
  tan: {
    typing: "float",
    meaning: Math.tan,
    as: (x) => div(call("sin", x), call("cos", x)),
    derivative: (_x, y, g) => [mul(g, add(mul(y, y), 1))],
    domain: [[-1.2, 1.2]],
  },
  /** The angle in −π/2 … π/2 whose sine is x. */
  asin: {
    typing: "float",
    meaning: Math.asin,
    as: (x) => call("atan", div(x, sqrt(mul(sub(1, x), add(x, 1))))),
    derivative: ([x], _y, g) => [div(g, sqrt(mul(sub(1, x!), add(x!, 1))))],
    domain: [unit],
  },
  /** The angle in 0 … π whose cosine is x. */
  acos: {
    typing: "float",
    meaning: Math.acos,
    as: (x) => mul(2, call("atan", sqrt(div(sub(1, x), add(x, 1))))),
    derivative: ([x], _y, g) => [neg(div(g, sqrt(mul(sub(1, x!), add(x!, 1)))))],
    domain: [unit],
  },
  /** The angle in −π/2 … π/2 whose tangent is x. */
  atan: {
    typing: "float",
    meaning: Math.atan,
    js: (x) => `Math.atan(${x})`,
    derivative: ([x], _y, g) => [div(g, add(mul(x!, x!), 1))],
    domain: [near],
  },
  /**
   * The angle in −π … π of the point (x, y); this is y.
   *
   * @example
   * tensor([1, 1, -1]).atan2(tensor([1, -1, -1])); // [0.785398, 2.356194, -2.356194]
   */
  atan2: {
    typing: "float",
    meaning: Math.atan2,
    as: (y, x) => {
      const [a, b] = [abs(y), abs(x)];
      const ratio = div(minimum(a, b), maximum(a, b));
      const tangent = where(eq(maximum(a, b), 0), 0, where(eq(minimum(a, b), Infinity), 1, ratio));
      const steep = where(lt(b, a), sub(Math.PI / 2, call("atan", tangent)), call("atan", tangent));
      return call("copysign", where(call("signBit", x), sub(Math.PI, steep), steep), y);
    },
    derivative: ([y, x], _z, g) => {
      const norm = add(mul(x!, x!), mul(y!, y!));
      return [div(mul(g, x!), norm), neg(div(mul(g, y!), norm))];
    },
    domain: [near, near],
  },
  /**
   * √(a² + b²), for numbers of any size.
   *
   * @example
   * tensor([3]).hypot(4); // [5]
   */
  hypot: {
    typing: "float",
    meaning: Math.hypot,
    as: (a, b) => {
      const [p, q] = [abs(a), abs(b)];
      const [long, short] = [maximum(p, q), minimum(p, q)];
      const ratio = div(short, long);
      const length = mul(long, sqrt(add(mul(ratio, ratio), 1)));
      const infinite = or(eq(p, Infinity), eq(q, Infinity));
      return where(infinite, Infinity, where(eq(long, 0), 0, length));
    },
    derivative: ([a, b], y, g) => [div(mul(g, a!), y), div(mul(g, b!), y)],
    domain: [near, near],
  },
  /**
   * sin(πx) / (πx), and 1 at 0.
   *
   * @example
   * tensor([0, 0.5]).sinc(); // [1, 0.63661977]
   */
  sinc: {
    typing: "float",
    meaning: (x) => (x === 0 ? 1 : sinPi(x) / (Math.PI * x)),
    as: (x) => {
      const whole = call("round", x);
      const sine = call("sin", mul(sub(x, whole), Math.PI));
      const odd = call("ne", call("fmod", whole, 2), 0);
      return where(eq(x, 0), 1, div(where(odd, neg(sine), sine), mul(x, Math.PI)));
    },
    derivative: ([x], y, g) => [where(eq(x!, 0), 0, mul(g, div(sub(call("cos", mul(x!, Math.PI)), y), x!)))],
    domain: [near],
  },
  /** Degrees as radians. */
  deg2rad: { typing: "float", meaning: (x) => x * degree, as: (x) => mul(x, degree), domain: [near] },
  /** Radians as degrees. */
  rad2deg: { typing: "float", meaning: (x) => x / degree, as: (x) => mul(x, 1 / degree), domain: [near] },
});
