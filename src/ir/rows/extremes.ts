// The larger and the smaller, and keeping between limits.
import type { Formula } from "../formula.ts";
import { and, define, eq, le, lt, maximum, minimum, mul, near, notANumber, or, where } from "../row.ts";

/** g where a > b, half of it where they are equal. */
function share(a: Formula, b: Formula, g: Formula): Formula {
  return where(lt(b, a), g, where(eq(a, b), mul(g, 0.5), 0));
}
const numbers = (a: number, b: number, choose: (a: number, b: number) => number): number =>
  Number.isNaN(a) ? b : Number.isNaN(b) ? a : choose(a, b);

export const extremes = define({
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
  /** The larger of two; a number wins over NaN. Where they are equal the first has the gradient. */
  fmax: {
    typing: "arithmetic",
    meaning: (a, b) => numbers(a, b, Math.max),
    as: (a, b) => where(notANumber(a), b, where(notANumber(b), a, maximum(a, b))),
    derivative: ([a, b], _y, g) => {
      const first = or(le(b!, a!), notANumber(b!));
      return [where(first, g, 0), where(first, 0, g)];
    },
    domain: [near, near],
  },
  /** The smaller of two; a number wins over NaN. Where they are equal the first has the gradient. */
  fmin: {
    typing: "arithmetic",
    meaning: (a, b) => numbers(a, b, Math.min),
    as: (a, b) => where(notANumber(a), b, where(notANumber(b), a, minimum(a, b))),
    derivative: ([a, b], _y, g) => {
      const first = or(le(a!, b!), notANumber(b!));
      return [where(first, g, 0), where(first, 0, g)];
    },
    domain: [near, near],
  },
  /** x where it is at least `low`, else `low`. At the limit x has the gradient. */
  clampMin: {
    typing: "arithmetic",
    meaning: (x, low) => Math.max(x, low),
    as: (x, low) => maximum(x, low),
    derivative: ([x, low], _y, g) => [where(le(low!, x!), g, 0), where(lt(x!, low!), g, 0)],
    domain: [near, near],
  },
  /** x where it is at most `high`, else `high`. At the limit x has the gradient. */
  clampMax: {
    typing: "arithmetic",
    meaning: (x, high) => Math.min(x, high),
    as: (x, high) => minimum(x, high),
    derivative: ([x, high], _y, g) => [where(le(x!, high!), g, 0), where(lt(high!, x!), g, 0)],
    domain: [near, near],
  },
  /**
   * x between two limits, −1 and 1 if none are given; `high` where they cross. No gradient at and beyond the limits.
   *
   * @example
   * tensor([-3, 0.5, 3]).hardtanh(); // [-1, 0.5, 1]
   */
  hardtanh: {
    typing: "arithmetic",
    meaning: (x, low, high) => Math.min(Math.max(x, low), high),
    as: (x, low, high) => minimum(maximum(x, low), high),
    derivative: ([x, low, high], _y, g) => [
      where(and(lt(low!, x!), lt(x!, high!)), g, 0),
      where(and(le(x!, low!), lt(low!, high!)), g, 0),
      where(or(le(high!, x!), le(high!, low!)), g, 0),
    ],
    domain: [near, [-2, -1], [1, 2]],
    defaults: [-1, 1],
  },
});
