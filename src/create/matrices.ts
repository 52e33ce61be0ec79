// Matrices that are known from the positions of their elements.
import { checkDType } from "../dtype.ts";
import { cast } from "../graph/compose/elementwise.ts";
import { map, named } from "../graph/ops/map.ts";
import { coordinate, number } from "../graph/ops/source.ts";
import { call, type Formula, formula } from "../ir/formula.ts";
import { checkShape } from "../shape.ts";
import { Tensor } from "../tensor.ts";
import { type Place, placeOf } from "./place.ts";

export interface MatrixOptions<Columns extends number = number> extends Place {
  /** Default: as many as rows. */
  readonly columns?: Columns;
  /** How far the diagonal is to the right of the main one. */
  readonly offset?: number;
}

const onDiagonal = named(
  "eye",
  formula((i, j, offset) => call("eq", call("sub", j, i), offset)),
);
const upToDiagonal = named(
  "tri",
  formula((i, j, offset) => call("le", call("sub", j, i), offset)),
);
const matrix =
  (op: string, rule: Formula) =>
  <const Rows extends number, const Columns extends number = Rows>(
    rows: Rows,
    { columns, offset = 0, ...options }: MatrixOptions<Columns> = {},
  ): Tensor<[Rows, Columns]> => {
    const [m, n] = checkShape(op, [rows, columns ?? rows]) as [number, number];
    const place = placeOf(options);
    const index = (axis: number) => coordinate(place, axis === 0 ? [m, 1] : [1, n], axis);
    const ones = map(rule, index(0), index(1), number(offset, "int32", place));
    return new Tensor(cast(ones, checkDType(op, options.dtype ?? "float32")));
  };

/**
 * The identity matrix: ones on a diagonal, zeros elsewhere.
 *
 * @example
 * eye(2); // [[1, 0], [0, 1]]
 * eye(2, { columns: 3, offset: 1 }); // [[0, 1, 0], [0, 0, 1]]
 */
export const eye = matrix("eye", onDiagonal);
/**
 * Ones on a diagonal and below it, zeros above.
 *
 * @example
 * tri(2); // [[1, 0], [1, 1]]
 */
export const tri = matrix("tri", upToDiagonal);
