// .npy, NumPy's format of one array: a magic string, a version, a header that is a Python dictionary, the elements.
// Source: numpy.lib.format. This file writes it, as version 1, row by row, little endian; npy-reader.ts reads it.
import type { DType } from "../dtype.ts";
import { checkHostArray, type HostArray } from "../host.ts";
import { bytesIn, joined } from "./arrays.ts";

export const magic = Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59); // \x93NUMPY

/** NumPy's names of our dtypes. */
const written: Record<DType, string> = {
  bool: "|b1",
  uint8: "|u1",
  int32: "<i4",
  uint32: "<u4",
  float32: "<f4",
  float64: "<f8",
};
/**
 * An array as .npy bytes.
 *
 * @throws ShapeError, DTypeError where the array contradicts itself
 * @example
 * encodeNpy({ dtype: "float32", shape: [2], data: Float32Array.of(1, 2) }).length; // 136
 */
export const encodeNpy = (array: HostArray): Uint8Array => joined(npyPieces(array));

export function npyPieces(array: HostArray): Uint8Array[] {
  checkHostArray("npy: the array", array);
  const { dtype, shape, data } = array;
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const text = `{'descr': '${written[dtype]}', 'fortran_order': False, 'shape': (${tuple}), }`;
  const length = Math.ceil((10 + text.length + 1) / 64) * 64; // elements begin at a multiple of 64
  const header = new Uint8Array(length).fill(0x20);
  header.set(magic);
  header.set([1, 0, (length - 10) & 255, (length - 10) >> 8], 6);
  header.set(new TextEncoder().encode(text), 10);
  header[length - 1] = 0x0a;
  return [header, bytesIn(data)];
}
