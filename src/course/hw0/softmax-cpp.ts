// Softmax regression in C++: the same epoch as in softmax.ts, through the native addon.
import { addon } from "../../devices/cpu/addon.ts";
import { ArgumentError, DeviceError, ShapeError } from "../../errors.ts";
import { checkLabels, checkSteps } from "./softmax.ts";

const op = "softmaxRegressionEpochCpp";

/**
 * One pass of minibatch gradient descent on the softmax loss of X · theta, in C++: the course's `softmax_regression_epoch_cpp`.
 * Matrices are row-major; `theta` is updated in place. The last batch may be short: its gradient is divided by its own size.
 *
 * @param X inputs (m, n)
 * @param y labels (m)
 * @param theta weights (n, k)
 * @param m how many samples
 * @param n how many features
 * @param k how many classes
 * @param lr learning rate
 * @param batch samples per step
 * @throws ShapeError where sizes do not fit; DataError on a label outside the classes; ArgumentError on a batch below 1 or a
 * rate that is not finite; DeviceError where the native addon is missing or memory is out; theta is as before then
 * @example
 * import { deviceNames } from "needle-ts";
 * const [X, y, theta] = [Float32Array.of(1, 0, 0, 1), Uint8Array.of(0, 1), new Float32Array(4)];
 * if (deviceNames().includes("cpu")) softmaxRegressionEpochCpp(X, y, theta, 2, 2, 2, 0.1, 2);
 * theta; // 0.025, -0.025, -0.025, 0.025 where the addon is
 */
export function softmaxRegressionEpochCpp(
  X: Float32Array,
  y: Uint8Array,
  theta: Float32Array,
  m: number,
  n: number,
  k: number,
  lr: number,
  batch: number,
): void {
  checkType("X", X, Float32Array);
  checkType("y", y, Uint8Array);
  checkType("theta", theta, Float32Array);
  checkSize("X", X, { m, n });
  checkSize("theta", theta, { n, k });
  checkSteps(op, lr, batch);
  checkLabels(op, [m, k], y);
  const native = addon();
  if (typeof native === "string") throw new DeviceError(`${op}: ${native}. softmaxRegressionEpoch needs no C++`);
  try {
    native.softmaxRegressionEpoch(X, y, theta, m, n, k, lr, batch);
  } catch {
    throw new DeviceError(
      `${op}: out of memory for batches of ${Math.min(batch, m)} and ${k} classes; theta is as before`,
    );
  }
}

/** C++ reads memory as it is told, so a type that is only promised is checked. */
function checkType(name: string, array: unknown, type: Float32ArrayConstructor | Uint8ArrayConstructor): void {
  if (!(array instanceof type)) throw new ArgumentError(`${op}: ${name} is not a ${type.name}`);
}

function checkSize(name: string, { length }: Float32Array, sizes: Readonly<Record<string, number>>): void {
  for (const [size, value] of Object.entries(sizes))
    if (!Number.isInteger(value) || value < 0)
      throw new ShapeError(`${op}: ${size} is ${value}, not a whole number from 0`);
  const [[a, rows], [b, columns]] = Object.entries(sizes) as [[string, number], [string, number]];
  if (length !== rows * columns)
    throw new ShapeError(
      `${op}: ${name} has ${length} numbers, not ${a} · ${b} = ${rows} · ${columns} = ${rows * columns}`,
    );
}
