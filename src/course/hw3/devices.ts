// The course's devices: a name, the functions behind it, and ways to make arrays.
import type { Numbers } from "../../collect.ts";
import { DataError, DeviceError } from "../../errors.ts";
import { type Shape, sizeOf } from "../../shape.ts";
import { random } from "../hw2/random.ts";
import { arrayBackend } from "./array-backend.ts";
import type { Backend } from "./backend.ts";
import { cpuBackend } from "./cpu-backend.ts";
import { NDArray } from "./nd-array.ts";

/** Where arrays are, and what computes them. */
export class BackendDevice {
  readonly name: string;
  readonly #mod: Backend | null;
  constructor(name: string, mod: Backend | null) {
    this.name = name;
    this.#mod = mod;
  }
  /** Whether the device is there. */
  enabled(): boolean {
    return this.#mod !== null;
  }
  /** Its functions. */
  get mod(): Backend {
    if (this.#mod === null) throw new DeviceError(`the device ${this.name} is not there: enabled() is false`);
    return this.#mod;
  }

  /** Memory that nobody has written to: zeros here, anything in the course. */
  empty(shape: Shape): NDArray {
    return NDArray.make(shape, this);
  }
  /** One value everywhere. */
  full(shape: Shape, value: number): NDArray {
    const out = this.empty(shape);
    this.mod.fill(out.handle, value);
    return out;
  }
  /** Uniform in [0, 1), from NumPy's generator `hw2.random`. */
  rand(shape: Shape): NDArray {
    return this.#drawn(shape, () => random.rand());
  }
  /** Normal, mean 0, standard deviation 1, from the same generator. */
  randn(shape: Shape): NDArray {
    return this.#drawn(shape, () => random.randn());
  }
  #drawn(shape: Shape, next: () => number): NDArray {
    return NDArray.make(shape, this, { handle: Float32Array.from({ length: sizeOf(shape) }, next) });
  }
  /**
   * Rows with a 1 at the label: (labels, n).
   *
   * @throws DataError on a label outside the classes
   */
  oneHot(n: number, labels: ArrayLike<number>): NDArray {
    const out = this.empty([labels.length, n]);
    Array.from(labels).forEach((label, row) => {
      if (!Number.isInteger(label) || label < 0 || label >= n)
        throw new DataError(`oneHot: label ${label} at ${row} is outside the ${n} classes 0 … ${n - 1}`);
      out.handle[row * n + label] = 1;
    });
    return out;
  }
  toString(): string {
    return `${this.name}()`;
  }
}

const devices = {
  cpu: new BackendDevice("cpu", cpuBackend),
  cpuNumpy: new BackendDevice("cpuNumpy", arrayBackend),
  cuda: new BackendDevice("cuda", null),
};
/** Loops over typed arrays, with tiled products: the default. */
export const cpu = (): BackendDevice => devices.cpu;
/** The course's reference device: each function is a call of an array library. */
export const cpuNumpy = (): BackendDevice => devices.cpuNumpy;
/** Not there: `cuda().enabled()` is false. */
export const cuda = (): BackendDevice => devices.cuda;
/** All of them, there or not. */
export const allDevices = (): readonly BackendDevice[] => Object.values(devices);

/**
 * An array of nested numbers, or a copy of another one.
 *
 * @throws ShapeError where lists are ragged; DeviceError where the device is not there
 * @example
 * array([[1, 2], [3, 4]]).strides; // [2, 1]
 * array([1, 2], cuda()); // throws DeviceError: the device cuda is not there
 */
export const array = (source: Numbers | NDArray, device = cpu()): NDArray => NDArray.from(source, device);
/** An array that nobody has written to. */
export const empty = (shape: Shape, device = cpu()): NDArray => device.empty(shape);
/** One value everywhere. */
export const full = (shape: Shape, value: number, device = cpu()): NDArray => device.full(shape, value);
