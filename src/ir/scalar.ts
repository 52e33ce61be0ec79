// The table of scalar functions. One row is all there is to know about a function: its meaning, its spelling, its
// derivative, and where to test it. Adding a function is adding a row: the tensor method, the gradient and the tests of
// both follow from it. A row is either primitive (`meaning` and perhaps a spelling) or a decomposition (`as`).
import type { DType } from "../dtype.ts";
import type { Row } from "./row.ts";
import { activations } from "./rows/activation.ts";
import { arithmetic } from "./rows/arithmetic.ts";
import { besselFunctions } from "./rows/bessel.ts";
import { bits } from "./rows/bits.ts";
import { casts } from "./rows/casts.ts";
import { comparisons } from "./rows/comparison.ts";
import { exponentials } from "./rows/exponential.ts";
import { extremes } from "./rows/extremes.ts";
import { gamma } from "./rows/gamma.ts";
import { hyperbolic } from "./rows/hyperbolic.ts";
import { logarithms } from "./rows/logarithm.ts";
import { normal } from "./rows/normal.ts";
import { piecewise } from "./rows/piecewise.ts";
import { roots } from "./rows/root.ts";
import { roundings } from "./rows/rounding.ts";
import { specials } from "./rows/special.ts";
import { trigonometric } from "./rows/trigonometric.ts";

export { add, div, mul, neg, type Row, sub, type Typing, where } from "./row.ts";

export const scalars = {
  ...arithmetic,
  ...roundings,
  ...extremes,
  ...exponentials,
  ...logarithms,
  ...roots,
  ...trigonometric,
  ...hyperbolic,
  ...activations,
  ...piecewise,
  ...specials,
  ...normal,
  ...besselFunctions,
  ...gamma,
  ...comparisons,
  ...bits,
  ...casts,
};

export type ScalarName = keyof typeof scalars;
/** A number as a tensor of a dtype holds it: rounded, wrapped, or 0 and 1. */
export const convert = (value: number, dtype: DType): number => scalars[dtype].meaning(value);
export const scalar = (name: string): Row => scalars[name as ScalarName];
