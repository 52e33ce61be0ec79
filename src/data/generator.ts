// Where loaders, samplers and transforms get their randomness from.
import { defaultGenerator, RandomState } from "../random.ts";

/** A generator of NumPy's kind, seeded by the next number of the global one: so `manualSeed` decides over it too. */
export function freshGenerator(): RandomState {
  const { seed, drawn } = defaultGenerator.state;
  defaultGenerator.state = { seed, drawn: drawn + 1 };
  return new RandomState([seed, drawn].flatMap((x) => [x % 2 ** 32, Math.floor(x / 2 ** 32)]));
}

/** The numbers below n as NumPy's `permutation(n)` orders them. */
export function permutation(generator: RandomState, n: number): Int32Array {
  const order = Int32Array.from({ length: n }, (_, i) => i);
  generator.shuffle(order);
  return order;
}
