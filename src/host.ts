// Arrays outside of tensors, as files hold them and workers pass them on.
import { arrayOf, checkDType, type DType, type TypedArray } from "./dtype.ts";
import { DTypeError, ShapeError } from "./errors.ts";
import { checkShape, type Shape, show, sizeOf } from "./shape.ts";

/** An array on the host: `data` has the elements of `shape`, row by row; `bool` is one byte, 0 or 1. */
export interface HostArray {
  readonly dtype: DType;
  readonly shape: Shape;
  readonly data: TypedArray;
}

/** The name of a typed array's class, also where it comes from another realm: "Float32Array". */
export const className = (x: unknown): string =>
  typeof x === "object" && x !== null
    ? ((x as { [Symbol.toStringTag]?: string })[Symbol.toStringTag] ?? "object")
    : typeof x;

/**
 * Checks an array that somebody else has made.
 *
 * @param name what errors call it
 * @throws ShapeError where its length is not its shape's; DTypeError where its typed array is not its dtype's
 */
export function checkHostArray(name: string, { dtype, shape, data }: HostArray): void {
  const wanted = arrayOf(checkDType(name, dtype)).name;
  if (className(data) !== wanted)
    throw new DTypeError(`${name} is ${dtype}, which is stored in a ${wanted}, not a ${className(data)}`);
  if (data.length !== sizeOf(checkShape(name, shape)))
    throw new ShapeError(`${name} has ${data.length} elements, its shape ${show(shape)} needs ${sizeOf(shape)}`);
}
