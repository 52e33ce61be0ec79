// Calls a row and finds out what comes out: values, an error on purpose, gradients, differences.
import { type DType, isFloat, type TypedArray } from "../../src/dtype.ts";
import { gradientsOf, manualSeed, NeedleError, setDefaultDevice, type Tensor, tensor } from "../../src/index.ts";
import { Eager, type Value as Estimated } from "../support/eager.ts";
import { input, numbers, type Row, tensorsIn } from "./row.ts";

export interface Value {
  readonly dtype: DType;
  readonly shape: readonly number[];
}
/** What a call gives, or the message of the error it throws. */
export type Outcome = readonly Value[] | string;

/** Calls with a fixed seed, so that random tensors are the same everywhere. */
function results(row: Row, inputs: readonly Tensor[]): Tensor[] {
  manualSeed(0);
  const [x, y, z] = inputs as Tensor<[3, 4]>[];
  return tensorsIn(row.call(x!, y!, z!));
}
const inputsOf = (row: Row, dtype: DType, requiresGrad = false): Tensor[] =>
  row.domains.map((domain, i) => input(numbers(domain, i, dtype), dtype, requiresGrad));

/** An error on purpose is an outcome; every other one is a fault. */
async function attempt<T>(body: () => Promise<T>): Promise<T | string> {
  try {
    return await body();
  } catch (error) {
    if (error instanceof NeedleError) return error.message;
    throw error;
  }
}

/** The values on a device, each compared with the interpreter of the graph, within what rounding can do. */
export const valuesOn = (device: string, row: Row, dtype: DType): Promise<Outcome> =>
  attempt(async () => {
    setDefaultDevice(device);
    const list = results(row, inputsOf(row, dtype));
    const wanted = list.map((t) => new Eager().value(t.node)); // before a run: it reads the graph
    return Promise.all(
      list.map(async (t, k) => compared(t, await t.data(), wanted[k]!, `${device}, ${dtype}: result ${k}`)),
    );
  });

/** Dtype and shape of values that are right; else an error that says where they are not. */
function compared({ dtype, shape }: Tensor, data: TypedArray, wanted: Estimated, where: string): Value {
  const { at, error } = wanted;
  const wrong = data.findIndex((value, i) => !Object.is(value, at[i]) && !(Math.abs(value - at[i]!) <= 4 * error[i]!));
  if (wrong >= 0)
    throw new Error(
      `${where}: element ${wrong} is ${data[wrong]}, the interpreter says ${at[wrong]} ± ${error[wrong]}`,
    );
  return { dtype, shape };
}

/** Numbers that tell elements apart, so that errors do not cancel in a sum. */
const weighted = (t: Tensor): Tensor => {
  const data = Float64Array.from({ length: t.size }, (_, i) => 1 + ((i * 37) % 101) / 101);
  return t.mul(tensor(data, { shape: t.shape, dtype: t.dtype })).sum();
};
const isFloating = (t: Tensor): boolean => isFloat(t.dtype);
/** One number that all float results share in; null: there are none. */
const totalOf = (list: readonly Tensor[]): Tensor | null =>
  list.length === 0 ? null : list.map((t) => weighted(t).to("float64")).reduce((a, b) => a.add(b));

/** The gradients of all inputs, one after another; null: no graph leads to them. */
export async function gradientOn(device: string, row: Row, dtype: DType): Promise<number[] | null> {
  setDefaultDevice(device);
  const inputs = inputsOf(row, dtype, true);
  const total = totalOf(results(row, inputs).filter((t) => isFloating(t) && t.requiresGrad));
  if (total === null) return null;
  const gradients = await Promise.all(gradientsOf(total, inputs).map((g) => g.data()));
  return gradients.flatMap((g) => [...g]);
}

/** Central differences in float64, in the order of the gradients; null: no result is a float. */
export async function differences(row: Row): Promise<number[] | null> {
  setDefaultDevice("js");
  const data = row.domains.map((domain, i) => numbers(domain, i, "float64"));
  const at = async (which: number, element: number, by: number): Promise<number> => {
    const moved = data.map((d, i) => d.map((v, k) => (i === which && k === element ? v + by : v)));
    return totalOf(
      results(
        row,
        moved.map((d) => input(d, "float64")),
      ).filter(isFloating),
    )!.item();
  };
  const floats = results(
    row,
    data.map((d) => input(d, "float64")),
  ).filter(isFloating);
  if (floats.length === 0) return null;
  const step = floats.some((t) => t.dtype === "float32") ? 2 ** -6 : 1e-5; // float32 holds no small differences
  const result: number[] = [];
  for (const [i, d] of data.entries())
    for (const k of d.keys()) result.push(((await at(i, k, step)) - (await at(i, k, -step))) / (2 * step));
  return result;
}

/** Equal within a tolerance relative to max(1, |b|). */
export const close = (a: ArrayLike<number>, b: ArrayLike<number>, tolerance: number): boolean =>
  a.length === b.length &&
  Array.from(a).every((v, i) => Object.is(v, b[i]) || Math.abs(v - b[i]!) <= tolerance * Math.max(1, Math.abs(b[i]!)));
