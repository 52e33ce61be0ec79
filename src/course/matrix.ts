// A matrix on the host: numbers in a row and two sizes. Homework 0 needs no more, and so shows what a framework is for.
import { ArgumentError, ShapeError } from "../errors.ts";
import { show } from "../shape.ts";

/** The numbers of a {@link HostMatrix}: float32, or float64 for gradient checks. */
export type Floats = Float32Array | Float64Array;

/** Row-major matrix of `shape` [rows, columns]; `data` is shared, not copied, so updates in place are seen by its owner. */
export class HostMatrix {
  readonly data: Floats;
  readonly shape: readonly [rows: number, columns: number];

  /**
   * @param data rows one after the other
   * @param shape [rows, columns]
   * @throws ShapeError where the data has another length
   * @example
   * const identity = new HostMatrix(Float32Array.of(1, 0, 0, 1), [2, 2]);
   */
  constructor(data: Floats, shape: readonly [number, number]) {
    const [rows, columns] = shape;
    for (const d of shape)
      if (!Number.isInteger(d) || d < 0)
        throw new ShapeError(`HostMatrix: ${show(shape)} is not a shape: sizes are whole numbers from 0`);
    if (data.length !== rows * columns)
      throw new ShapeError(
        `HostMatrix: ${data.length} numbers do not fill shape ${show(shape)}, which needs ${rows * columns}`,
      );
    this.data = data;
    this.shape = shape;
  }

  /** A matrix of zeros. */
  static zeros(rows: number, columns: number, dtype: "float32" | "float64" = "float32"): HostMatrix {
    return new HostMatrix(new (dtype === "float32" ? Float32Array : Float64Array)(rows * columns), [rows, columns]);
  }

  /** A matrix from its rows, float64 unless asked: for small examples and tests. */
  static from(rows: readonly (readonly number[])[], dtype: "float32" | "float64" = "float64"): HostMatrix {
    const columns = rows[0]?.length ?? 0;
    const ragged = rows.findIndex((row) => row.length !== columns);
    if (ragged >= 0)
      throw new ShapeError(`HostMatrix.from: row ${ragged} has ${rows[ragged]!.length} numbers, row 0 has ${columns}`);
    return new HostMatrix(new (dtype === "float32" ? Float32Array : Float64Array)(rows.flat()), [rows.length, columns]);
  }

  get rows(): number {
    return this.shape[0];
  }

  get columns(): number {
    return this.shape[1];
  }

  get dtype(): "float32" | "float64" {
    return this.data instanceof Float32Array ? "float32" : "float64";
  }

  /**
   * Rows `start` to before `end` as a view: writing to it writes to this matrix. An `end` after the last row means all.
   *
   * @throws ArgumentError where the rows are not in the matrix
   */
  slice(start: number, end = this.rows): HostMatrix {
    const stop = Math.min(end, this.rows);
    if (!Number.isInteger(start) || !Number.isInteger(stop) || start < 0 || start > stop)
      throw new ArgumentError(`HostMatrix.slice: there are no rows ${start} … ${end} in shape ${show(this.shape)}`);
    return new HostMatrix(this.data.subarray(start * this.columns, stop * this.columns), [stop - start, this.columns]);
  }

  /** An equal matrix with its own numbers. */
  clone(): HostMatrix {
    return new HostMatrix(this.data.slice(), this.shape);
  }
}
