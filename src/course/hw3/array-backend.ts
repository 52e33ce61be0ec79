// The same functions as calls of an array library: the tensors of needle-ts, where the course takes NumPy. Slower, but each is
// one line that is plainly right, and the other device is tested against it.
import { tensor } from "../../create.ts";
import { DeviceError } from "../../errors.ts";
import type { Tensor } from "../../tensor.ts";
import type { Backend, Ewise, Handle, Product, Reduce, Scalar, Unary } from "./backend.ts";
import { positions } from "./strides.ts";

type Operand = Tensor | number;
const read = (a: Handle, ...shape: number[]): Tensor =>
  tensor(a, { device: "js", shape: shape.length > 0 ? shape : [a.length] });
const store = (result: Tensor, out: Handle): void => out.set(result.dataSync());

const ewise =
  (f: (a: Tensor, b: Operand) => Tensor): Ewise =>
  (a, b, out) =>
    store(f(read(a), read(b)), out);
const scalar =
  (f: (a: Tensor, b: Operand) => Tensor): Scalar =>
  (a, value, out) =>
    store(f(read(a), value), out);
const unary =
  (f: (a: Tensor) => Tensor): Unary =>
  (a, out) =>
    store(f(read(a)), out);
const reduce =
  (f: (a: Tensor) => Tensor): Reduce =>
  (a, out, size) =>
    store(f(read(a, out.length, size)), out);
const add = (a: Tensor, b: Operand): Tensor => a.add(b);
const multiply = (a: Tensor, b: Operand): Tensor => a.mul(b);
const divide = (a: Tensor, b: Operand): Tensor => a.div(b);
const maximum = (a: Tensor, b: Operand): Tensor => a.maximum(b);
const equal = (a: Tensor, b: Operand): Tensor => a.eq(b);
const atLeast = (a: Tensor, b: Operand): Tensor => a.ge(b);
const noTiles: Product = () => {
  throw new DeviceError("matmulTiled: the device cpuNumpy has no tiles");
};

/** The device `cpuNumpy`. */
export const arrayBackend: Backend = {
  tileSize: null,
  fill: (out, value) => out.fill(value),
  compact: (a, out, shape, strides, offset) =>
    store(read(a).take(tensor(positions(shape, strides, offset), { device: "js" })), out),
  ewiseSetitem: (a, out, shape, strides, offset) =>
    positions(shape, strides, offset).forEach((place, i) => void (out[place] = a[i]!)),
  scalarSetitem: (value, out, shape, strides, offset) =>
    positions(shape, strides, offset).forEach((place) => void (out[place] = value)),
  ewiseAdd: ewise(add),
  scalarAdd: scalar(add),
  ewiseMul: ewise(multiply),
  scalarMul: scalar(multiply),
  ewiseDiv: ewise(divide),
  scalarDiv: scalar(divide),
  scalarPower: scalar((a, b) => a.pow(b)),
  ewiseMaximum: ewise(maximum),
  scalarMaximum: scalar(maximum),
  ewiseEq: ewise(equal),
  scalarEq: scalar(equal),
  ewiseGe: ewise(atLeast),
  scalarGe: scalar(atLeast),
  ewiseLog: unary((a) => a.log()),
  ewiseExp: unary((a) => a.exp()),
  ewiseTanh: unary((a) => a.tanh()),
  reduceMax: reduce((a) => a.max(1)),
  reduceSum: reduce((a) => a.sum(1)),
  matmul: (a, b, out, m, n, p) => store(read(a, m, n).matmul(read(b, n, p)), out),
  matmulTiled: noTiles,
};
