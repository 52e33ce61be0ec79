// Comparisons, what kind of number it is, logic, and choosing.
import { call, input, lift } from "../formula.ts";
import { and, define, near, not, or, where } from "../row.ts";

const compare = (meaning: (a: number, b: number) => boolean, operator: string) => ({
  typing: "compare" as const,
  meaning: (a: number, b: number) => +meaning(a, b),
  js: (a: string, b: string) => `(${a} ${operator} ${b})`,
  domain: [near, near] as const,
});

export const comparisons = define({
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
  /** Not a number. */
  isNaN: { typing: "compare", meaning: (x) => +Number.isNaN(x), as: (x) => call("ne", x, x), domain: [near] },
  /** ∞ or −∞. */
  isInf: {
    typing: "compare",
    meaning: (x) => +(Math.abs(x) === Infinity),
    as: (x) => not(or(call("isFinite", x), call("isNaN", x))),
    domain: [near],
  },
  /** ∞, not −∞. */
  isPosInf: {
    typing: "compare",
    meaning: (x) => +(x === Infinity),
    as: (x) => call("eq", x, Infinity),
    domain: [near],
  },
  /** −∞, not ∞. */
  isNegInf: {
    typing: "compare",
    meaning: (x) => +(x === -Infinity),
    as: (x) => call("eq", x, -Infinity),
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
  /** One and not both. */
  xor: {
    typing: "logic",
    meaning: (a, b) => +((a !== 0) !== (b !== 0)),
    as: (a, b) => and(or(a, b), not(and(a, b))),
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
});
