// The device's functions as loops over typed arrays. Products and sums are in float64 until they are stored.
import type { Backend, Ewise, Handle, Reduce, Scalar, Unary } from "./backend.ts";
import { positions } from "./strides.ts";

const TILE = 8;

const ewise =
  (f: (x: number, y: number) => number): Ewise =>
  (a, b, out) => {
    for (let i = 0; i < out.length; i++) out[i] = f(a[i]!, b[i]!);
  };
const scalar =
  (f: (x: number, value: number) => number): Scalar =>
  (a, value, out) => {
    for (let i = 0; i < out.length; i++) out[i] = f(a[i]!, value);
  };
const unary =
  (f: (x: number) => number): Unary =>
  (a, out) => {
    for (let i = 0; i < out.length; i++) out[i] = f(a[i]!);
  };
const reduce =
  (start: number, f: (sum: number, x: number) => number): Reduce =>
  (a, out, size) => {
    for (let i = 0; i < out.length; i++) {
      let result = start;
      for (let k = i * size; k < (i + 1) * size; k++) result = f(result, a[k]!);
      out[i] = result;
    }
  };
const add = (x: number, y: number): number => x + y;
const multiply = (x: number, y: number): number => x * y;
const divide = (x: number, y: number): number => x / y;
const equal = (x: number, y: number): number => +(x === y);
const atLeast = (x: number, y: number): number => +(x >= y);

/** Adds a (m, n) times b (n, p) to sums (m, p); each begins somewhere in its memory. */
function addProduct(
  a: Handle,
  fromA: number,
  b: Handle,
  fromB: number,
  sums: Float64Array,
  fromSums: number,
  m: number,
  n: number,
  p: number,
): void {
  for (let i = 0; i < m; i++)
    for (let k = 0; k < n; k++) {
      const x = a[fromA + i * n + k]!;
      for (let j = 0; j < p; j++) sums[fromSums + i * p + j]! += x * b[fromB + k * p + j]!;
    }
}

/** The device `cpu`. */
export const cpuBackend: Backend = {
  tileSize: TILE,
  fill(out, value) {
    out.fill(value);
  },
  compact(a, out, shape, strides, offset) {
    positions(shape, strides, offset).forEach((place, i) => {
      out[i] = a[place]!;
    });
  },
  ewiseSetitem(a, out, shape, strides, offset) {
    positions(shape, strides, offset).forEach((place, i) => {
      out[place] = a[i]!;
    });
  },
  scalarSetitem(value, out, shape, strides, offset) {
    for (const place of positions(shape, strides, offset)) out[place] = value;
  },
  ewiseAdd: ewise(add),
  scalarAdd: scalar(add),
  ewiseMul: ewise(multiply),
  scalarMul: scalar(multiply),
  ewiseDiv: ewise(divide),
  scalarDiv: scalar(divide),
  scalarPower: scalar(Math.pow),
  ewiseMaximum: ewise(Math.max),
  scalarMaximum: scalar(Math.max),
  ewiseEq: ewise(equal),
  scalarEq: scalar(equal),
  ewiseGe: ewise(atLeast),
  scalarGe: scalar(atLeast),
  ewiseLog: unary(Math.log),
  ewiseExp: unary(Math.exp),
  ewiseTanh: unary(Math.tanh),
  reduceMax: reduce(Number.NEGATIVE_INFINITY, Math.max),
  reduceSum: reduce(0, add),
  matmul(a, b, out, m, n, p) {
    const sums = new Float64Array(m * p);
    addProduct(a, 0, b, 0, sums, 0, m, n, p);
    out.set(sums);
  },
  matmulTiled(a, b, out, m, n, p) {
    const [rows, inner, columns] = [m / TILE, n / TILE, p / TILE];
    const area = TILE * TILE;
    const sums = new Float64Array(m * p);
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++)
        for (let k = 0; k < inner; k++)
          addProduct(a, (i * inner + k) * area, b, (k * columns + j) * area, sums, (i * columns + j) * area, TILE, TILE, TILE); // biome-ignore format: one line
    out.set(sums);
  },
};
