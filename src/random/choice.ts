// Shuffling and choosing, in the order in which NumPy's legacy generator draws.
import { ArgumentError } from "../errors.ts";
import type { Mersenne } from "./mersenne.ts";

/** How likely each of several things is. */
export type Probabilities = ArrayLike<number>;

/** In place (Durstenfeld 1964). */
export function shuffle(bits: Mersenne, items: unknown[]): void {
  for (let i = items.length - 1; i > 0; i--) {
    const j = bits.upTo(i);
    const moved = items[i];
    items[i] = items[j];
    items[j] = moved;
  }
}

/** `size` of the numbers from 0 below `count`. */
export function choose(
  bits: Mersenne,
  count: number,
  size: number,
  replace: boolean,
  p: Probabilities | undefined,
): readonly number[] {
  if (!Number.isSafeInteger(count) || count < 1)
    throw new ArgumentError(`choice: there is nothing to choose from ${count}`);
  if (!replace && size > count)
    throw new ArgumentError(`choice: ${size} different ones cannot be chosen from ${count}; allow { replace: true }`);
  if (p !== undefined) {
    checkProbabilities(p, count);
    return replace ? weighted(bits, Float64Array.from(p), size) : weightedOnce(bits, Float64Array.from(p), size);
  }
  if (replace) return Array.from({ length: size }, () => bits.upTo(count - 1));
  const order = Array.from({ length: count }, (_, i) => i);
  shuffle(bits, order);
  return order.slice(0, size);
}

function checkProbabilities(p: Probabilities, count: number): void {
  if (p.length !== count) throw new ArgumentError(`choice: ${p.length} probabilities for ${count} things`);
  let sum = 0;
  for (let i = 0; i < count; i++) {
    if (!(p[i]! >= 0)) throw new ArgumentError(`choice: probability ${i} is ${p[i]}; each must be 0 or more`);
    sum += p[i]!;
  }
  if (!(Math.abs(sum - 1) <= 1.5e-8)) throw new ArgumentError(`choice: the probabilities add up to ${sum}, not to 1`);
}

/** For each uniform number the first thing up to which the probabilities add up to more. */
function weighted(bits: Mersenne, p: Float64Array, size: number): number[] {
  let sum = 0;
  const upTo = p.map((x) => (sum += x)).map((x) => x / sum);
  return Array.from({ length: size }, () => {
    const x = bits.uniform();
    let [low, high] = [0, upTo.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (upTo[middle]! > x) high = middle;
      else low = middle + 1;
    }
    return low;
  });
}

/** Draws as many as are missing, keeps the new ones, takes them out, and draws again. */
function weightedOnce(bits: Mersenne, p: Float64Array, size: number): number[] {
  const possible = p.reduce((n, x) => n + +(x > 0), 0);
  if (possible < size)
    throw new ArgumentError(`choice: ${size} different ones, but only ${possible} have a probability above 0`);
  const found = new Set<number>();
  while (found.size < size) {
    for (const i of found) p[i] = 0;
    for (const i of weighted(bits, p, size - found.size)) found.add(i);
  }
  return [...found];
}
