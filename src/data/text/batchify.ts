// A text as columns that are read side by side, for recurrent networks: truncated backpropagation through time.
import { fromHost, type Place } from "../../create.ts";
import { ArgumentError, AxisError, DataError, ShapeError } from "../../errors.ts";
import { show } from "../../shape.ts";
import type { Tensor } from "../../tensor.ts";

/**
 * Cuts ids into so many parts of equal length and puts each in a column; what is left over at the end goes.
 *
 * @returns int32, (rows, batchSize): the row below is what comes next
 * @throws ArgumentError where the batch size is no whole number from 1; DataError where there are fewer ids than that
 * @example
 * const batches = batchify([0, 1, 2, 3, 4, 5, 6], 2); // [[0, 3], [1, 4], [2, 5]]
 */
export function batchify(
  ids: ArrayLike<number>,
  batchSize: number,
  place: Pick<Place, "device"> = {},
): Tensor<[number, number]> {
  if (!Number.isInteger(batchSize) || batchSize < 1)
    throw new ArgumentError(`batchify: the batch size is a whole number from 1, not ${batchSize}`);
  const rows = Math.floor(ids.length / batchSize);
  if (rows === 0)
    throw new DataError(
      ids.length === 0
        ? "batchify: there are no ids"
        : `batchify: ${ids.length} ids are too few for ${batchSize} columns; make the batch smaller`,
    );
  const data = new Int32Array(rows * batchSize);
  for (let column = 0; column < batchSize; column++)
    for (let row = 0; row < rows; row++) data[row * batchSize + column] = ids[column * rows + row]!;
  return fromHost(data, "int32", [rows, batchSize], place) as Tensor<[number, number]>;
}

/**
 * Rows i to i + bptt of a batchified text, and what comes after each: fewer at the end of the text, since its last row has
 * nothing after it. All that have equal length share one plan.
 *
 * @param batches (rows, batchSize), from {@link batchify}
 * @param i the first row, from 0 to rows − 2
 * @param bptt how many rows at most
 * @returns inputs (T, batchSize) and targets (T · batchSize)
 * @throws ShapeError, ArgumentError, AxisError where there is no such chunk
 * @example
 * const batches = batchify([0, 1, 2, 3, 4, 5, 6, 7], 2);
 * const [x, y] = getBatch(batches, 0, 2);
 * x; // [[0, 4], [1, 5]]
 * y; // [1, 5, 2, 6]
 * getBatch(batches, 2, 2)[0].shape; // [1, 2]
 */
export function getBatch<B extends number>(
  batches: Tensor<[number, B]>,
  i: number,
  bptt: number,
): readonly [inputs: Tensor<[number, B]>, targets: Tensor<[number]>] {
  if (batches.shape.length !== 2)
    throw new ShapeError(`getBatch: batches have the shape (rows, columns), not ${show(batches.shape)}; use batchify`);
  if (!Number.isInteger(bptt) || bptt < 1)
    throw new ArgumentError(`getBatch: bptt is a whole number from 1, not ${bptt}`);
  const last = batches.shape[0] - 1;
  if (!Number.isInteger(i) || i < 0 || i >= last)
    throw new AxisError(
      last < 1
        ? "getBatch: the text has one row, and nothing comes after it; make the batch smaller"
        : `getBatch: row ${i} is out of range: of ${last + 1} rows 0 to ${last - 1} have one after them`,
    );
  const end = Math.min(i + bptt, last);
  return [
    batches.slice(i, end) as Tensor<[number, B]>,
    batches.slice(i + 1, end + 1).reshape([-1]) as Tensor<[number]>,
  ];
}
