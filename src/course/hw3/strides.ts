// Where the elements of a view are in its memory.
import { ShapeError } from "../../errors.ts";
import { type Shape, show, sizeOf } from "../../shape.ts";

/** The place of every element, row by row. */
export function positions(shape: Shape, strides: readonly number[], offset: number): Int32Array {
  const places = new Int32Array(sizeOf(shape)).fill(offset);
  let repeat = 1; // elements of the axes behind
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const [size, stride] = [shape[axis]!, strides[axis]!];
    for (let i = 0; i < places.length; i++) places[i] = places[i]! + (Math.floor(i / repeat) % size) * stride;
    repeat *= size;
  }
  return places;
}

/**
 * Checks that a view does not leave its memory.
 *
 * @throws ShapeError with the places that it would read
 */
export function checkInside(op: string, shape: Shape, strides: readonly number[], offset: number, size: number): void {
  if (strides.length !== shape.length || ![...strides, offset].every(Number.isInteger))
    throw new ShapeError(`${op}: strides [${strides.join(", ")}] do not fit shape ${show(shape)}`);
  if (sizeOf(shape) === 0) return;
  let [first, last] = [offset, offset];
  for (const [axis, stride] of strides.entries()) {
    const reach = (shape[axis]! - 1) * stride;
    if (reach < 0) first += reach;
    else last += reach;
  }
  if (first < 0 || last >= size)
    throw new ShapeError(
      `${op}: shape ${show(shape)} with strides [${strides.join(", ")}] from ${offset} on takes places ${first} … ${last}, the memory has ${size}`,
    );
}
