// Tensors as a data set: item i is row i of each. Batches are slices and takes, so a training step has them in its kernels.
import { tensor } from "../create/data.ts";
import { ArgumentError, ShapeError } from "../errors.ts";
import { type Shape, show } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { checkIndex, type Dataset, firstOfRun } from "./dataset.ts";

/** The shape of a row. */
type Row<S extends Shape> = S extends readonly [number, ...infer Rest extends number[]] ? Rest : number[];
type RowsOf<T extends readonly Tensor[]> = { [K in keyof T]: T[K] extends Tensor<infer S> ? Tensor<Row<S>> : never };

/**
 * Tensors that are alike in their first size, row by row. A batch of consecutive rows is a slice whose offset is bound when a
 * run starts, so all such batches share one plan; any others are taken on the device.
 *
 * @throws ShapeError where tensors differ in their first size, or have none
 * @example
 * const set = new TensorDataset(tensor([[1, 2], [3, 4], [5, 6]]), tensor([0, 1, 0]));
 * set.length; // 3
 * set.at(1)[0]; // [3, 4]
 */
export class TensorDataset<const T extends readonly Tensor[]> implements Dataset<RowsOf<T>> {
  readonly tensors: T;
  readonly length: number;
  constructor(...tensors: T) {
    this.length = commonLength(
      "TensorDataset",
      tensors.map((t) => t.shape),
    );
    this.tensors = tensors;
  }
  at(index: number): RowsOf<T> {
    checkIndex("TensorDataset", index, this.length);
    return this.tensors.map((t) => t.at(index)) as never;
  }
  batch(indices: Int32Array): readonly Tensor[] {
    const first = firstOfRun(indices);
    if (first >= 0) return this.tensors.map((t) => t.slice(first, first + indices.length));
    const on = new Map<string, Tensor>(); // the indices, once for each device
    return this.tensors.map((t) => {
      if (!on.has(t.device)) on.set(t.device, tensor(indices, { device: t.device }));
      return t.take(on.get(t.device)!);
    });
  }
}

/** The first size of some shapes. */
export function commonLength(what: string, shapes: readonly Shape[]): number {
  if (shapes.length === 0) throw new ArgumentError(`${what}: give one array or more`);
  const length = shapes[0]![0];
  if (length === undefined || shapes.some((s) => s[0] !== length))
    throw new ShapeError(
      `${what}: the first sizes must be there and equal, not those of ${shapes.map(show).join(", ")}`,
    );
  return length;
}
