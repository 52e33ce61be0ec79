// The three matrix products of a hand-written backward pass: X·W, Xᵀ·G and G·Wᵀ. All are one loop: strips of 4 rows and of 4
// columns are packed one behind the other, and a tile of 4 × 4 sums stays in registers for the whole
// inner axis. Packing hides transposes, dtypes and ragged edges from the inner loop; sums are float64.
import { ShapeError } from "../errors.ts";
import { show } from "../shape.ts";
import { type Floats, HostMatrix } from "./matrix.ts";

/** Rows packed at once: 128 rows of 784 numbers are 0.8 MB, which a second-level cache holds. */
const blockRows = 128;

/** How to walk an operand: the element (outer, inner) is at outer · `outer` + inner · `inner`. */
interface Walk {
  readonly data: Floats;
  readonly outer: number;
  readonly inner: number;
}

const byRows = ({ data, columns }: HostMatrix): Walk => ({ data, outer: columns, inner: 1 });
const byColumns = ({ data, columns }: HostMatrix): Walk => ({ data, outer: 1, inner: columns });

/**
 * x · w.
 *
 * @param x (m, k)
 * @param w (k, n)
 * @returns (m, n), float64 where one of the two is
 * @throws ShapeError where the inner sizes differ
 * @example
 * matmul(HostMatrix.from([[1, 2]]), HostMatrix.from([[3], [4]])).data; // [11]
 */
export function matmul(x: HostMatrix, w: HostMatrix): HostMatrix {
  if (x.columns !== w.rows) throw misfit("matmul", x, w);
  return product(byRows(x), byColumns(w), x.rows, w.columns, x.columns, resultType(x, w));
}

/**
 * xᵀ · g: the gradient of x · w for w.
 *
 * @param x (k, m)
 * @param g (k, n)
 * @returns (m, n)
 * @throws ShapeError where the numbers of rows differ
 */
export function matmulTransposedLeft(x: HostMatrix, g: HostMatrix): HostMatrix {
  if (x.rows !== g.rows) throw misfit("matmulTransposedLeft", x, g);
  return product(byColumns(x), byColumns(g), x.columns, g.columns, x.rows, resultType(x, g));
}

/**
 * g · wᵀ: the gradient of x · w for x.
 *
 * @param g (m, k)
 * @param w (n, k)
 * @returns (m, n)
 * @throws ShapeError where the numbers of columns differ
 */
export function matmulTransposedRight(g: HostMatrix, w: HostMatrix): HostMatrix {
  if (g.columns !== w.columns) throw misfit("matmulTransposedRight", g, w);
  return product(byRows(g), byRows(w), g.rows, w.rows, g.columns, resultType(g, w));
}

const misfit = (op: string, a: HostMatrix, b: HostMatrix) =>
  new ShapeError(`${op}: inner sizes differ, ${show(a.shape)} and ${show(b.shape)}`);
const resultType = (a: HostMatrix, b: HostMatrix) =>
  a.dtype === "float64" || b.dtype === "float64" ? "float64" : "float32";

function product(a: Walk, b: Walk, m: number, n: number, k: number, dtype: "float32" | "float64"): HostMatrix {
  const result = HostMatrix.zeros(m, n, dtype);
  const strips = new Float64Array(Math.ceil(Math.min(blockRows, m) / 4) * 4 * k);
  const panel = new Float64Array(4 * k);
  const tile = new Float64Array(16);
  for (let top = 0; top < m; top += blockRows) {
    const bottom = Math.min(top + blockRows, m);
    for (let row = top; row < bottom; row += 4) pack(a, row, Math.min(4, bottom - row), k, strips, (row - top) * k);
    for (let column = 0; column < n; column += 4) {
      const width = Math.min(4, n - column);
      pack(b, column, width, k, panel, 0);
      for (let row = top; row < bottom; row += 4) {
        multiplyTile(strips, (row - top) * k, panel, k, tile);
        for (let i = Math.min(4, bottom - row) - 1; i >= 0; i--)
          for (let j = 0; j < width; j++) result.data[(row + i) * n + column + j] = tile[4 * i + j]!;
      }
    }
  }
  return result;
}

/**
 * Lays `count` ≤ 4 neighbours along the outer axis side by side for each inner index. Places past the edge keep what was
 * there: their sums are never stored.
 */
function pack(
  { data, outer, inner }: Walk,
  first: number,
  count: number,
  k: number,
  to: Float64Array,
  at: number,
): void {
  for (let i = 0; i < count; i++)
    for (let p = 0, q = at + i, from = (first + i) * outer; p < k; p++, q += 4, from += inner) to[q] = data[from]!;
}

/** tile (4, 4) = strip (k, 4)ᵀ · panel (k, 4). */
function multiplyTile(strips: Float64Array, at: number, panel: Float64Array, k: number, tile: Float64Array): void {
  let [c00, c01, c02, c03, c10, c11, c12, c13] = [0, 0, 0, 0, 0, 0, 0, 0];
  let [c20, c21, c22, c23, c30, c31, c32, c33] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let p = at, q = 0, end = 4 * k; q < end; p += 4, q += 4) {
    const b0 = panel[q]!;
    const b1 = panel[q + 1]!;
    const b2 = panel[q + 2]!;
    const b3 = panel[q + 3]!;
    const a0 = strips[p]!;
    c00 += a0 * b0;
    c01 += a0 * b1;
    c02 += a0 * b2;
    c03 += a0 * b3;
    const a1 = strips[p + 1]!;
    c10 += a1 * b0;
    c11 += a1 * b1;
    c12 += a1 * b2;
    c13 += a1 * b3;
    const a2 = strips[p + 2]!;
    c20 += a2 * b0;
    c21 += a2 * b1;
    c22 += a2 * b2;
    c23 += a2 * b3;
    const a3 = strips[p + 3]!;
    c30 += a3 * b0;
    c31 += a3 * b1;
    c32 += a3 * b2;
    c33 += a3 * b3;
  }
  const sums = [c00, c01, c02, c03, c10, c11, c12, c13, c20, c21, c22, c23, c30, c31, c32, c33];
  for (let i = 0; i < 16; i++) tile[i] = sums[i]!;
}
