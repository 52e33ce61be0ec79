// What a row of the scalar table says about its function, and the vocabulary in which rows are written.
import type { dtypes } from "../dtype.ts";
import { call, type Formula, lift, type Term } from "./formula.ts";

/** How the dtypes of the arguments make the dtype of the result. */
export type Typing =
  | "arithmetic" // the common dtype of the arguments (bools count as int32)
  | "float" // the same, integers become float32
  | "integer" // as arithmetic; floats are refused
  | "compare" // bool, from arguments of a common dtype
  | "logic" // bool, from bools
  | "select" // the common dtype of all but the first argument, which is a bool
  | "bits" // uint32, from uint32
  | (typeof dtypes)[number]; // a cast

export type Interval = readonly [low: number, high: number];
export type Derivatives = (x: readonly Formula[], y: Formula, g: Formula) => readonly (Formula | null)[];

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
  /** The last arguments are numbers that a caller may leave out: what they are then. */
  readonly defaults?: readonly number[];
  /** How far decomposition may be off in float32, in units of the last place of result or arguments. Default 4. */
  readonly ulps?: number;
  /** Not for users: no tensor method is made of it. */
  readonly internal?: true;
}

/** Rows that keep their literal types: the methods of tensors are made of them. */
export const define = <const T extends Record<string, Row>>(rows: T): T => rows;

export const near: Interval = [-3, 3];
export const positive: Interval = [0.2, 4];
/** Inside of −1 … 1. */
export const unit: Interval = [-0.95, 0.95];

// The vocabulary of derivatives and decompositions; neutral elements vanish.
const is = (term: Term, value: number): boolean => {
  const f = lift(term);
  return f.name === "constant" && f.value === value;
};
export const add = (a: Term, b: Term): Formula => (is(a, 0) ? lift(b) : is(b, 0) ? lift(a) : call("add", a, b));
export const sub = (a: Term, b: Term): Formula => (is(b, 0) ? lift(a) : call("sub", a, b));
export const mul = (a: Term, b: Term): Formula => (is(a, 1) ? lift(b) : is(b, 1) ? lift(a) : call("mul", a, b));
export const div = (a: Term, b: Term): Formula => (is(b, 1) ? lift(a) : call("div", a, b));

type Word<Arguments extends Term[]> = (...x: Arguments) => Formula;
const unary =
  (name: string): Word<[Term]> =>
  (x) =>
    call(name, x);
const binary =
  (name: string): Word<[Term, Term]> =>
  (a, b) =>
    call(name, a, b);
export const neg = unary("neg");
export const abs = unary("abs");
export const sign = unary("sign");
export const exp = unary("exp");
export const expm1 = unary("expm1");
export const log = unary("log");
export const log1p = unary("log1p");
export const sqrt = unary("sqrt");
export const not = unary("not");
export const notANumber = unary("isNaN");
export const maximum = binary("maximum");
export const minimum = binary("minimum");
export const eq = binary("eq");
export const lt = binary("lt");
export const le = binary("le");
export const and = binary("and");
export const or = binary("or");
export const where = (c: Term, a: Term, b: Term): Formula => call("where", c, a, b);
/** c₀ + x (c₁ + x (c₂ + …)). */
export const polynomial = (coefficients: readonly number[], x: Formula): Formula =>
  lift(coefficients.reduceRight<Term>((sum, c) => add(mul(sum, x), c), 0));
