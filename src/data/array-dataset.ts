// Arrays on the host as a data set: item i is row i of each. For data that transforms work on, or that no device should hold.
import { fromHost, type Place } from "../create.ts";
import { arrayOf, type TypedArray } from "../dtype.ts";
import { DTypeError } from "../errors.ts";
import { checkHostArray, className, type HostArray } from "../host.ts";
import { sizeOf } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { checkIndex, type Dataset, firstOfRun } from "./dataset.ts";
import { commonLength, TensorDataset } from "./tensor-dataset.ts";

/** An array of rows; a typed array alone has a number in each. */
export type Rows = HostArray | TypedArray;

type Items<T extends readonly Rows[]> = { [K in keyof T]: HostArray };

/**
 * Arrays that are alike in their first size, row by row. They are not copied: what is written to them later shows.
 *
 * @throws ShapeError, DTypeError where an array contradicts itself; ShapeError where their first sizes differ
 * @example
 * const x = { dtype: "float32" as const, shape: [3, 2], data: Float32Array.of(1, 2, 3, 4, 5, 6) };
 * const set = new ArrayDataset(x, Uint8Array.of(7, 8, 9));
 * const [row, label] = set.at(1);
 * row.data; // [3, 4]
 * label; // { dtype: "uint8", shape: [], data: Uint8Array [8] }
 */
export class ArrayDataset<const T extends readonly Rows[]> implements Dataset<Items<T>> {
  readonly arrays: readonly HostArray[];
  readonly length: number;
  constructor(...arrays: T) {
    this.arrays = arrays.map(asHostArray);
    for (const array of this.arrays) checkHostArray("ArrayDataset: the array", array);
    this.length = commonLength(
      "ArrayDataset",
      this.arrays.map((a) => a.shape),
    );
  }
  at(index: number): Items<T> {
    checkIndex("ArrayDataset", index, this.length);
    return this.arrays.map((array) => {
      const shape = array.shape.slice(1);
      const size = sizeOf(shape);
      return { dtype: array.dtype, shape, data: array.data.slice(index * size, (index + 1) * size) };
    }) as never;
  }
  batch(indices: Int32Array): readonly HostArray[] {
    return this.arrays.map((array) => takeRows(array, indices));
  }

  /** The same data on a device. */
  toTensors(options: Pick<Place, "device"> = {}): TensorDataset<{ [K in keyof T]: Tensor<[number, ...number[]]> }> {
    const tensors = this.arrays.map(({ dtype, shape, data }) => fromHost(data.slice(), dtype, shape, options));
    return new TensorDataset(...tensors) as never;
  }
}

/** The rows with these indices, copied. */
function takeRows({ dtype, shape, data }: HostArray, indices: Int32Array): HostArray {
  const rowShape = shape.slice(1);
  const size = sizeOf(rowShape);
  const first = firstOfRun(indices);
  const rows = first >= 0 ? data.slice(first * size, (first + indices.length) * size) : gather(data, indices, size);
  return { dtype, shape: [indices.length, ...rowShape], data: rows };
}

function gather(data: TypedArray, indices: Int32Array, size: number): TypedArray {
  const rows = new (data.constructor as new (length: number) => TypedArray)(indices.length * size);
  if (size === 1) for (let i = 0; i < indices.length; i++) rows[i] = data[indices[i]!]!;
  else
    for (let i = 0; i < indices.length; i++) {
      const from = indices[i]! * size;
      rows.set(data.subarray(from, from + size), i * size);
    }
  return rows;
}

const dtypes = ["uint8", "int32", "uint32", "float32", "float64"] as const;
function asHostArray(rows: Rows): HostArray {
  if (!ArrayBuffer.isView(rows)) return rows;
  const dtype = dtypes.find((name) => arrayOf(name).name === className(rows));
  if (dtype === undefined) throw new DTypeError(`ArrayDataset: there is no dtype for a ${className(rows)}`);
  return { dtype, shape: [rows.length], data: rows };
}
