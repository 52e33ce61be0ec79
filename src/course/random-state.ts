// NumPy's legacy RandomState, number for number: the Mersenne twister MT19937 (Matsumoto & Nishimura 1998) and the polar
// method for normal numbers (Marsaglia & Bray 1964), so that homework 0 starts from the course's own weights.
import { type Floats, HostMatrix } from "./matrix.ts";

const words = 624;

/**
 * A generator that gives what `numpy.random.RandomState(seed)` gives.
 *
 * @example
 * new RandomState(0).normal(); // 1.764052345967664, as np.random.seed(0); np.random.randn()
 */
export class RandomState {
  readonly #state = new Uint32Array(words);
  #next = words;
  #spare: number | undefined;

  /** @param seed a whole number from 0 below 2³² */
  constructor(seed: number) {
    this.#state[0] = seed;
    for (let i = 1; i < words; i++) {
      const before = this.#state[i - 1]!;
      this.#state[i] = Math.imul(1812433253, before ^ (before >>> 30)) + i;
    }
  }

  /** 32 random bits. */
  bits(): number {
    if (this.#next === words) this.#twist();
    let y = this.#state[this.#next++]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  /** A number in [0, 1) with 53 random bits. */
  uniform(): number {
    return ((this.bits() >>> 5) * 67108864 + (this.bits() >>> 6)) / 9007199254740992;
  }

  /** A number from the standard normal distribution. */
  normal(): number {
    if (this.#spare !== undefined) {
      const spare = this.#spare;
      this.#spare = undefined;
      return spare;
    }
    for (;;) {
      const x = 2 * this.uniform() - 1;
      const y = 2 * this.uniform() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const scale = Math.sqrt((-2 * Math.log(square)) / square);
      this.#spare = scale * x;
      return scale * y;
    }
  }

  /** A matrix of normal numbers, rounded to its dtype, then divided by `divisor` in that dtype. */
  normalMatrix(rows: number, columns: number, divisor = 1, dtype: "float32" | "float64" = "float32"): HostMatrix {
    const result = HostMatrix.zeros(rows, columns, dtype);
    const data: Floats = result.data;
    const by = dtype === "float32" ? Math.fround(divisor) : divisor;
    for (let i = 0; i < data.length; i++) data[i] = this.normal();
    for (let i = 0; i < data.length; i++) data[i] = data[i]! / by;
    return result;
  }

  #twist(): void {
    const s = this.#state;
    for (let i = 0; i < words; i++) {
      const y = (s[i]! & 0x80000000) | (s[(i + 1) % words]! & 0x7fffffff);
      s[i] = s[(i + 397) % words]! ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    this.#next = 0;
  }
}
