// What arrays compute: each function makes its operands compact and calls one of the device.
import { DeviceError, ShapeError } from "../../errors.ts";
import { normalizeAxes, sameShape, show, sizeOf } from "../../shape.ts";
import type { Ewise, Reduce, Scalar, Unary } from "./backend.ts";
import type { NDArray } from "./nd-array.ts";

/** Which axes: null means all. */
export type Axes = number | readonly number[] | null;

/** f(a, b) for an array of the same shape, or for a number. */
export function binary(op: string, a: NDArray, b: NDArray | number, ewise: Ewise, scalar: Scalar): NDArray {
  const out = a.device.empty(a.shape);
  if (typeof b === "number") scalar(a.compact().handle, b, out.handle);
  else {
    checkDevices(op, a, b);
    if (!sameShape(a.shape, b.shape))
      throw new ShapeError(`${op}: shapes differ, ${show(a.shape)} and ${show(b.shape)}; call broadcastTo() first`);
    ewise(a.compact().handle, b.compact().handle, out.handle);
  }
  return out;
}

/** f(a). */
export function unary(a: NDArray, f: Unary): NDArray {
  const out = a.device.empty(a.shape);
  f(a.compact().handle, out.handle);
  return out;
}

/** The reduction of axes, which disappear unless they are kept with size 1. */
export function reduce(op: string, a: NDArray, axes: Axes, keepdims: boolean, f: Reduce): NDArray {
  const reduced = normalizeAxes(op, axes, a.ndim, a.shape);
  const left = a.shape.map((_, axis) => axis).filter((axis) => !reduced.includes(axis));
  const sizes = (list: readonly number[]): number[] => list.map((axis) => a.shape[axis]!);
  const out = a.device.empty(keepdims ? a.shape.map((d, axis) => (reduced.includes(axis) ? 1 : d)) : sizes(left));
  f(a.permute([...left, ...reduced]).compact().handle, out.handle, sizeOf(sizes(reduced)));
  return out;
}

/** a (m, n) times b (n, p), by tiles where the device has them and all sizes are multiples of theirs. */
export function matmul(a: NDArray, b: NDArray): NDArray {
  checkDevices("matmul", a, b);
  const [[m, n], [inner, p]] = [a.shape, b.shape];
  if (a.ndim !== 2 || b.ndim !== 2 || n !== inner)
    throw new ShapeError(`matmul: inner sizes of two matrices differ, ${show(a.shape)} @ ${show(b.shape)}`);
  const { device } = a;
  const { mod } = device;
  const t = mod.tileSize;
  if (t !== null && [m, n, p].every((d) => d! > 0 && d! % t === 0)) {
    const out = device.empty([m! / t, p! / t, t, t]);
    mod.matmulTiled(tiled(a, t).compact().handle, tiled(b, t).compact().handle, out.handle, m!, n!, p!);
    return out.permute([0, 2, 1, 3]).compact().reshape([m!, p!]);
  }
  const out = device.empty([m!, p!]);
  mod.matmul(a.compact().handle, b.compact().handle, out.handle, m!, n!, p!);
  return out;
}

/** (rows, columns) as a view (rows/t, columns/t, t, t). */
function tiled(a: NDArray, t: number): NDArray {
  const [rows, columns] = a.shape as readonly [number, number];
  return a.compact().asStrided([rows / t, columns / t, t, t], [columns * t, t, columns, 1]);
}

function checkDevices(op: string, a: NDArray, b: NDArray): void {
  if (a.device !== b.device)
    throw new DeviceError(`${op}: arrays on ${a.device.name} and ${b.device.name}; move one with to(device)`);
}
