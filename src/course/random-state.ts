// NumPy's generator with what the homeworks start from: matrices of normal numbers.
import { RandomState as NumPyRandomState } from "../random/random-state.ts";
import { HostMatrix } from "./matrix.ts";

/**
 * A generator that gives what `numpy.random.RandomState(seed)` gives.
 *
 * @example
 * new RandomState(0).normal(); // 1.764052345967664, as np.random.seed(0); np.random.randn()
 */
export class RandomState extends NumPyRandomState {
  /** A matrix of normal numbers, rounded to its dtype, then divided by `divisor` in that dtype. */
  normalMatrix(rows: number, columns: number, divisor = 1, dtype: "float32" | "float64" = "float32"): HostMatrix {
    const { data } = HostMatrix.zeros(rows, columns, dtype);
    const by = dtype === "float32" ? Math.fround(divisor) : divisor;
    for (let i = 0; i < data.length; i++) data[i] = this.randn();
    for (let i = 0; i < data.length; i++) data[i] = data[i]! / by;
    return new HostMatrix(data, [rows, columns]);
  }
}
