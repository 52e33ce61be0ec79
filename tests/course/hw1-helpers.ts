// What the tests of homework 1 share: random tensors and gradient checks.
import { expect } from "vitest";
import { hw1, RandomState } from "../../src/course/index.ts";

export type Tensor = hw1.Tensor;
type F = (...x: Tensor[]) => Tensor;
const sizeOf = (shape: readonly number[]): number => shape.reduce((n, d) => n * d, 1);

/** Normal numbers in float64; positive ones, off 0, where asked. */
export function randn(shape: readonly number[], seed = 0, positive = false): Tensor {
  const { data } = new RandomState(seed).normalMatrix(1, sizeOf(shape), 1, "float64");
  return new hw1.Tensor(positive ? data.map((x) => Math.abs(x) + 0.5) : data, { shape });
}

/** The largest difference of two lists. */
export function worst(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(actual.length).toBe(expected.length);
  return Math.max(0, ...Array.from(actual, (x, i) => Math.abs(x - expected[i]!) / Math.max(1, Math.abs(expected[i]!))));
}

/**
 * Compares the gradients of `f` with central differences of Σ f · c, c random: all elements of all inputs. Gradients must have
 * the shape and dtype of their inputs.
 */
export function checkGradient(f: F, inputs: readonly Tensor[], tolerance = 1e-6): void {
  const step = 1e-5;
  const y = f(...inputs);
  expect(y.dtype).toBe("float64");
  const c = randn(y.shape, 99);
  const cs = c.toTypedArray();
  y.backward(c);
  const gradients = inputs.map((x) => x.grad!);
  inputs.forEach((x, which) => {
    expect(gradients[which]!.shape).toEqual(x.shape);
    expect(gradients[which]!.dtype).toBe("float64");
    const values = x.toTypedArray();
    const numeric = Array.from(values, (value, i) => {
      const at = (moved: number): ArrayLike<number> => {
        const copy = values.slice();
        copy[i] = moved;
        const leaf = new hw1.Tensor(copy, { shape: x.shape });
        return f(...inputs.map((other, j) => (j === which ? leaf : new hw1.Tensor(other.data)))).toTypedArray();
      };
      const [above, below] = [at(value + step), at(value - step)];
      return Array.from(cs, (w, k) => (w * (above[k]! - below[k]!)) / (2 * step)).reduce((a, b) => a + b, 0);
    });
    expect(worst(gradients[which]!.toTypedArray(), numeric)).toBeLessThan(tolerance);
  });
}

/** x ↦ d(Σ f)/dx, a function of the graph like `f` itself. */
export const derivative =
  (f: (x: Tensor) => Tensor) =>
  (x: Tensor): Tensor => {
    f(x).backward();
    return x.grad!;
  };
