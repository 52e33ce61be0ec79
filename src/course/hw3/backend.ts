// What a device has to offer: functions on flat memories. They know nothing of views, except for the three that copy them.

/** The memory of an array: float32 numbers in a row. */
export type Handle = Float32Array;

/** out[i] = f(a[i], b[i]). */
export type Ewise = (a: Handle, b: Handle, out: Handle) => void;
/** out[i] = f(a[i], value). */
export type Scalar = (a: Handle, value: number, out: Handle) => void;
/** out[i] = f(a[i]). */
export type Unary = (a: Handle, out: Handle) => void;
/** out[i] = f(a[i · size], …, a[(i + 1) · size − 1]). */
export type Reduce = (a: Handle, out: Handle, size: number) => void;
/** a (m, n) times b (n, p). */
export type Product = (a: Handle, b: Handle, out: Handle, m: number, n: number, p: number) => void;

/** The course's module `ndarray_backend`. */
export interface Backend {
  /** The edge of the tiles that `matmulTiled` takes; null where there is none. */
  readonly tileSize: number | null;
  fill(out: Handle, value: number): void;
  /** Copies a view into a memory of its own. */
  compact(a: Handle, out: Handle, shape: readonly number[], strides: readonly number[], offset: number): void;
  /** Writes a compact array into a view. */
  ewiseSetitem(a: Handle, out: Handle, shape: readonly number[], strides: readonly number[], offset: number): void;
  /** Writes one number into a view. */
  scalarSetitem(value: number, out: Handle, shape: readonly number[], strides: readonly number[], offset: number): void;

  readonly ewiseAdd: Ewise;
  readonly scalarAdd: Scalar;
  readonly ewiseMul: Ewise;
  readonly scalarMul: Scalar;
  readonly ewiseDiv: Ewise;
  readonly scalarDiv: Scalar;
  readonly scalarPower: Scalar;
  readonly ewiseMaximum: Ewise;
  readonly scalarMaximum: Scalar;
  readonly ewiseEq: Ewise;
  readonly scalarEq: Scalar;
  readonly ewiseGe: Ewise;
  readonly scalarGe: Scalar;
  readonly ewiseLog: Unary;
  readonly ewiseExp: Unary;
  readonly ewiseTanh: Unary;
  readonly reduceMax: Reduce;
  readonly reduceSum: Reduce;
  readonly matmul: Product;
  /** The same for operands (m/t, n/t, t, t) and (n/t, p/t, t, t) and a result (m/t, p/t, t, t), where t is the tile size. */
  readonly matmulTiled: Product;
}
