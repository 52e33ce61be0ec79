// What the coverage table knows of a function: a call of it, and the numbers that the call is made with.
import { type DType, isFloat } from "../../src/dtype.ts";
import { Tensor, type TensorOptions, tensor } from "../../src/index.ts";
import type { Interval } from "../../src/ir/row.ts";

/** Tensors of 3 × 4 elements of one dtype go in; a tensor, a list of them or an object of them comes out. */
export type Call = (x: Tensor<[3, 4]>, y: Tensor<[3, 4]>, z: Tensor<[3, 4]>) => unknown;

export interface Row {
  readonly call: Call;
  /** Where the numbers of each input are from. */
  readonly domains: readonly Interval[];
  /** Differences are not zero, but no gradient shall come: why. */
  readonly stopped?: string;
}
/** Rows by the name of the function, in the order of the table. */
export type Rows = Readonly<Record<string, Row>>;

/** Away from poles: for functions that are not element-wise. */
const usual: readonly Interval[] = [
  [0.2, 2.2],
  [0.3, 1.9],
];
/** Rows whose tensors do not lead back to what they are made of. */
export const stopped = (why: string, rows: Rows): Rows =>
  Object.fromEntries(Object.entries(rows).map(([name, row]) => [name, { ...row, stopped: why }]));
export const rowsOf = (calls: Readonly<Record<string, Call>>): Rows =>
  Object.fromEntries(Object.entries(calls).map(([name, call]) => [name, { call, domains: usual }]));

/** Twelve numbers in another order for each input; those of floats lie off whole numbers and fit into float32. */
export function numbers([low, high]: Interval, which: number, dtype: DType): number[] {
  const order = Array.from({ length: 12 }, (_, i) => (i * [5, 7, 11][which]! + 2 * which) % 12);
  if (isFloat(dtype))
    return order.map((k) => Math.round((low + ((high - low) * (k + [0.41, 0.63, 0.17][which]!)) / 12) * 1024) / 1024);
  if (dtype === "bool") return order.map((k) => k % 2);
  const least = which > 0 ? 1 : dtype === "int32" && low < 0 ? -3 : 0; // no division by zero
  return order.map((k) => (k % 7) + least);
}

export const input = (data: readonly number[], dtype: DType, requiresGrad = false): Tensor =>
  tensor(data, { shape: [3, 4], dtype, ...(requiresGrad ? { requiresGrad } : {}) } as TensorOptions);

/** The tensors of a result. */
export const tensorsIn = (result: unknown): Tensor[] =>
  result instanceof Tensor ? [result] : Object.values(result as object).flatMap(tensorsIn);
