// What generated JavaScript calls.
import { scalars } from "../../ir/scalar.ts";
import type { Failure } from "../device.ts";

const scratches: Float64Array[] = [new Float64Array(0), new Float64Array(0), new Float64Array(0)];

export const support = {
  /** The first failed check of this run. */
  failure: null as Failure | null,
  fail(check: number, value: number): number {
    support.failure ??= { check, value };
    return 0;
  },
  /** The meanings of all scalar functions, for those without a spelling. */
  meaning: Object.fromEntries(Object.entries(scalars).map(([name, row]) => [name, row.meaning])),
  /** Doubles that are nobody's between two kernels. */
  scratch(which: number, size: number): Float64Array {
    if (scratches[which]!.length < size) scratches[which] = new Float64Array(size);
    return scratches[which]!;
  },
  multiply,
  order,
};

let positions = [new Int32Array(0), new Int32Array(0)] as const;
/** NaN is above all numbers. */
const below = (x: number, y: number): boolean => x < y || (Number.isNaN(y) && !Number.isNaN(x));
const above = (x: number, y: number): boolean => below(y, x);

/** The positions 0 … n − 1 in the order of their keys: a merge sort from the bottom up, which is stable. */
function order(keys: Float64Array, n: number, descending: boolean): Int32Array {
  const isBefore = descending ? above : below;
  if (positions[0].length < n) positions = [new Int32Array(n), new Int32Array(n)];
  let [from, to] = positions;
  for (let i = 0; i < n; i++) from[i] = i;
  for (let width = 1; width < n; width *= 2) {
    for (let start = 0; start < n; start += 2 * width) {
      const [middle, end] = [Math.min(start + width, n), Math.min(start + 2 * width, n)];
      for (let i = start, j = middle, k = start; k < end; k++) {
        const second = i === middle || (j < end && isBefore(keys[from[j]!]!, keys[from[i]!]!));
        to[k] = from[second ? j++ : i++]!;
      }
    }
    [from, to] = [to, from];
  }
  return from;
}

/**
 * C (m, n) = A · B in tiles of 4 × 4 that stay in registers. A and B come packed in panels of four rows or columns:
 * A[panel][k][row of 4], B[panel][k][column of 4], filled up with zeros.
 */
function multiply(A: Float64Array, B: Float64Array, C: Float64Array, m: number, n: number, k: number): void {
  const panel = 4 * k;
  for (let j = 0; j < n; j += 4) {
    const bStart = (j >> 2) * panel;
    for (let i = 0; i < m; i += 4) {
      let c00 = 0,
        c01 = 0,
        c02 = 0,
        c03 = 0,
        c10 = 0,
        c11 = 0,
        c12 = 0,
        c13 = 0;
      let c20 = 0,
        c21 = 0,
        c22 = 0,
        c23 = 0,
        c30 = 0,
        c31 = 0,
        c32 = 0,
        c33 = 0;
      let a = (i >> 2) * panel;
      for (let b = bStart, end = bStart + panel; b < end; b += 4, a += 4) {
        const b0 = B[b]!,
          b1 = B[b + 1]!,
          b2 = B[b + 2]!,
          b3 = B[b + 3]!;
        const a0 = A[a]!,
          a1 = A[a + 1]!,
          a2 = A[a + 2]!,
          a3 = A[a + 3]!;
        c00 += a0 * b0;
        c01 += a0 * b1;
        c02 += a0 * b2;
        c03 += a0 * b3;
        c10 += a1 * b0;
        c11 += a1 * b1;
        c12 += a1 * b2;
        c13 += a1 * b3;
        c20 += a2 * b0;
        c21 += a2 * b1;
        c22 += a2 * b2;
        c23 += a2 * b3;
        c30 += a3 * b0;
        c31 += a3 * b1;
        c32 += a3 * b2;
        c33 += a3 * b3;
      }
      const rows = Math.min(4, m - i),
        columns = Math.min(4, n - j);
      writeRow(C, i * n + j, columns, c00, c01, c02, c03);
      if (rows > 1) writeRow(C, (i + 1) * n + j, columns, c10, c11, c12, c13);
      if (rows > 2) writeRow(C, (i + 2) * n + j, columns, c20, c21, c22, c23);
      if (rows > 3) writeRow(C, (i + 3) * n + j, columns, c30, c31, c32, c33);
    }
  }
}
function writeRow(C: Float64Array, at: number, columns: number, c0: number, c1: number, c2: number, c3: number): void {
  C[at] = c0;
  if (columns > 1) C[at + 1] = c1;
  if (columns > 2) C[at + 2] = c2;
  if (columns > 3) C[at + 3] = c3;
}
