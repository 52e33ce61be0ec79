// The table of scalar functions. One row is all there is to know about a function: its meaning, its spelling, its
// derivative, and where to test it. Adding a function is adding a row: the tensor method, the gradient and the tests of
// both follow from it. A row is either primitive (`meaning` and perhaps a spelling) or a decomposition (`as`).
import type { dtypes } from "../dtype.ts";
import { call, type Formula, input, lift, type Term } from "./formula.ts";
import { threefry } from "./threefry.ts";

/** How the dtypes of the arguments make the dtype of the result. */
export type Typing =
  | "arithmetic" // the common dtype of the arguments (bools count as int32)
  | "float" // the same, integers become float32
  | "compare" // bool, from arguments of a common dtype
  | "logic" // bool, from bools
  | "select" // the common dtype of all but the first argument, which is a bool
  | "bits" // uint32, from uint32
  | (typeof dtypes)[number]; // a cast

type Interval = readonly [low: number, high: number];
type Derivatives = (x: readonly Formula[], y: Formula, g: Formula) => readonly (Formula | null)[];

export interface Row {
  readonly typing: Typing;
  /** The value in float64. Constant folding, the slow oracle of the tests, and JavaScript where there is no `js`. */
  readonly meaning: (...x: number[]) => number;
  /** A spelling in JavaScript that is faster than calling `meaning`. Bools are JS booleans. */
  readonly js?: (...x: string[]) => string;
  /** The spelling for integers, where it differs. The result is wrapped to the dtype. */
  readonly jsInteger?: (...x: string[]) => string;
  /** Made of other rows instead of a spelling. */
  readonly as?: (...x: Formula[]) => Formula;
  /** Where some arguments are known numbers (null: not known): a formula of the arguments that costs less. */
  readonly shortcut?: (known: readonly (number | null)[]) => Formula | null;
  /** The share of the gradient `g` of result `y` for every argument; null: none. Absent: the function is piecewise constant. */
  readonly derivative?: Derivatives;
  /** Where its tests draw arguments from, away from poles; one interval an argument. */
  readonly domain: readonly Interval[];
  /** Not for users: no tensor method is made of it. */
  readonly internal?: true;
}

// The vocabulary of derivatives and decompositions; neutral elements vanish.
const is = (term: Term, value: number): boolean => {
  const f = lift(term);
  return f.name === "constant" && f.value === value;
};
export const add = (a: Term, b: Term): Formula => (is(a, 0) ? lift(b) : is(b, 0) ? lift(a) : call("add", a, b));
export const sub = (a: Term, b: Term): Formula => (is(b, 0) ? lift(a) : call("sub", a, b));
export const mul = (a: Term, b: Term): Formula => (is(a, 1) ? lift(b) : is(b, 1) ? lift(a) : call("mul", a, b));
export const div = (a: Term, b: Term): Formula => (is(b, 1) ? lift(a) : call("div", a, b));
export const neg = (a: Term): Formula => call("neg", a);
export const where = (c: Term, a: Term, b: Term): Formula => call("where", c, a, b);
const [exp, log, lt, le, eq, and] = ["exp", "log", "lt", "le", "eq", "and"].map(
  (name) =>
    (...x: Term[]) =>
      call(name, ...x),
) as [Call, Call, Call, Call, Call, Call];
type Call = (...x: Term[]) => Formula;

const near: Interval = [-3, 3];
const positive: Interval = [0.2, 4];
const compare = (meaning: (a: number, b: number) => boolean, operator: string) => ({
  typing: "compare" as const,
  meaning: (a: number, b: number) => +meaning(a, b),
  js: (a: string, b: string) => `(${a} ${operator} ${b})`,
  domain: [near, near] as const,
});
const rounding = (meaning: (x: number) => number) => ({
  typing: "arithmetic" as const,
  meaning,
  jsInteger: (x: string) => x,
  domain: [near] as const,
});
const cast = (dtype: (typeof dtypes)[number], meaning: (x: number) => number) => ({
  typing: dtype,
  meaning,
  domain: [near] as const,
  ...(dtype.startsWith("float") ? { derivative: ((_x, _y, g) => [g]) as Derivatives } : {}),
});

const define = <const T extends Record<string, Row>>(rows: T): { readonly [K in keyof T]: T[K] & Row } => rows as never;

export const scalars = define({
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
  /** Absolute value; slope 0 at 0. */
  abs: {
    typing: "arithmetic",
    meaning: Math.abs,
    js: (x) => `Math.abs(${x})`,
    derivative: ([x], _y, g) => [mul(g, call("sign", x!))],
    domain: [[0.1, 3]],
  },
  /** −1, 0 or 1. */
  sign: { ...rounding(Math.sign), jsInteger: (x) => `Math.sign(${x})` },
  /** The largest whole number that is not above x. */
  floor: rounding(Math.floor),
  /** The smallest whole number that is not below x. */
  ceil: rounding(Math.ceil),
  /** The nearest whole number, halves to the even one. */
  round: rounding((x) => {
    const r = Math.round(x);
    return r - x === 0.5 && r % 2 !== 0 ? r - 1 : r;
  }),
  /** a to the power of b. */
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
  /** The larger of two; the gradient is shared where they are equal; NaN wins. */
  maximum: {
    typing: "arithmetic",
    meaning: (a, b) => Math.max(a, b),
    js: (a, b) => `Math.max(${a}, ${b})`,
    derivative: ([a, b], _y, g) => [share(a!, b!, g), share(b!, a!, g)],
    domain: [near, near],
  },
  /** The smaller of two; the gradient is shared where they are equal; NaN wins. */
  minimum: {
    typing: "arithmetic",
    meaning: (a, b) => Math.min(a, b),
    js: (a, b) => `Math.min(${a}, ${b})`,
    derivative: ([a, b], _y, g) => [share(b!, a!, g), share(a!, b!, g)],
    domain: [near, near],
  },
  /** e to the power of x. */
  exp: {
    typing: "float",
    meaning: Math.exp,
    js: (x) => `Math.exp(${x})`,
    derivative: (_x, y, g) => [mul(g, y)],
    domain: [near],
  },
  /** Natural logarithm. */
  log: {
    typing: "float",
    meaning: Math.log,
    js: (x) => `Math.log(${x})`,
    derivative: ([x], _y, g) => [div(g, x!)],
    domain: [positive],
  },
  /** exp(x) − 1, precise near 0. */
  expm1: {
    typing: "float",
    meaning: Math.expm1,
    js: (x) => `Math.expm1(${x})`,
    derivative: (_x, y, g) => [mul(g, add(y, 1))],
    domain: [near],
  },
  /** log(1 + x), precise near 0. */
  log1p: {
    typing: "float",
    meaning: Math.log1p,
    js: (x) => `Math.log1p(${x})`,
    derivative: ([x], _y, g) => [div(g, add(x!, 1))],
    domain: [positive],
  },
  /** Square root. */
  sqrt: {
    typing: "float",
    meaning: Math.sqrt,
    js: (x) => `Math.sqrt(${x})`,
    derivative: (_x, y, g) => [div(g, add(y, y))],
    domain: [positive],
  },
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
  /** Hyperbolic tangent. */
  tanh: {
    typing: "float",
    meaning: Math.tanh,
    js: (x) => `Math.tanh(${x})`,
    derivative: (_x, y, g) => [mul(g, sub(1, mul(y, y)))],
    domain: [near],
  },
  /** Logistic function 1 / (1 + exp(−x)). */
  sigmoid: {
    typing: "float",
    meaning: (x) => 1 / (1 + Math.exp(-x)),
    as: (x) => div(1, add(exp(neg(x)), 1)),
    derivative: (_x, y, g) => [mul(g, mul(y, sub(1, y)))],
    domain: [near],
  },
  /** x². */
  square: { typing: "arithmetic", meaning: (x) => x * x, as: (x) => mul(x, x), domain: [near] },
  /** 1 / x. */
  reciprocal: { typing: "float", meaning: (x) => 1 / x, as: (x) => div(1, x), domain: [positive] },
  /** max(x, 0); slope 0 at 0. */
  relu: {
    typing: "arithmetic",
    meaning: (x) => Math.max(x, 0),
    as: (x) => call("maximum", x, 0),
    derivative: (_x, y, g) => [where(lt(0, y), g, 0)],
    domain: [[0.1, 3]],
  },
  /** Equal. */
  eq: compare((a, b) => a === b, "==="),
  /** Not equal. */
  ne: compare((a, b) => a !== b, "!=="),
  /** Less than. */
  lt: compare((a, b) => a < b, "<"),
  /** Less than or equal. */
  le: compare((a, b) => a <= b, "<="),
  /** Greater than. */
  gt: compare((a, b) => a > b, ">"),
  /** Greater than or equal. */
  ge: compare((a, b) => a >= b, ">="),
  /** Neither infinite nor NaN. */
  isFinite: {
    typing: "compare",
    meaning: (x) => +Number.isFinite(x),
    js: (x) => `isFinite(${x})`,
    domain: [near],
  },
  /** Both. */
  and: {
    typing: "logic",
    shortcut: ([a, b]) => (a === 1 ? input(1) : b === 1 ? input(0) : a === 0 || b === 0 ? lift(0) : null),
    meaning: (a, b) => +(a !== 0 && b !== 0),
    js: (a, b) => `(${a} && ${b})`,
    domain: [near, near],
  },
  /** One or both. */
  or: {
    typing: "logic",
    meaning: (a, b) => +(a !== 0 || b !== 0),
    js: (a, b) => `(${a} || ${b})`,
    domain: [near, near],
  },
  /** Not. */
  not: { typing: "logic", meaning: (x) => +(x === 0), js: (x) => `(!${x})`, domain: [near] },
  /** `a` where the condition holds, else `b`. */
  where: {
    typing: "select",
    shortcut: ([c, a, b]) => (c != null ? input(c !== 0 ? 1 : 2) : a != null && Object.is(a, b) ? input(1) : null),
    meaning: (c, a, b) => (c !== 0 ? a : b),
    js: (c, a, b) => `(${c} ? ${a} : ${b})`,
    derivative: ([c], _y, g) => [null, where(c!, g, 0), where(c!, 0, g)],
    domain: [near, near, near],
  },
  /** 32 random bits from two words of key and a counter. */
  threefry: {
    typing: "bits",
    internal: true,
    meaning: threefry,
    domain: [
      [0, 2 ** 31],
      [0, 2 ** 31],
      [0, 2 ** 31],
    ],
  },
  /** 32 random bits as a number in [0, 1): the upper 24 of them, exact in float32. */
  unit: {
    typing: "float32",
    internal: true,
    meaning: (bits) => (bits >>> 8) * 2 ** -24,
    js: (bits) => `((${bits} >>> 8) * ${2 ** -24})`,
    domain: [[0, 2 ** 31]],
  },
  /** Cast: anything but 0 is true. */
  bool: cast("bool", (x) => +(x !== 0)),
  /** Cast: whole part, modulo 2⁸. */
  uint8: cast("uint8", (x) => x & 255),
  /** Cast: whole part, modulo 2³². */
  int32: cast("int32", (x) => x | 0),
  /** Cast: whole part, modulo 2³². */
  uint32: cast("uint32", (x) => x >>> 0),
  /** Cast: nearest float32. */
  float32: cast("float32", Math.fround),
  /** Cast. */
  float64: cast("float64", (x) => x),
});

/** g where a > b, half of it where they are equal. */
function share(a: Formula, b: Formula, g: Formula): Formula {
  return where(lt(b, a), g, where(eq(a, b), mul(g, 0.5), 0));
}

export type ScalarName = keyof typeof scalars;
/** A number as a tensor of a dtype holds it: rounded, wrapped, or 0 and 1. */
export const convert = (value: number, dtype: (typeof dtypes)[number]): number => scalars[dtype].meaning(value);
export const scalar = (name: string): Row => scalars[name as ScalarName];
