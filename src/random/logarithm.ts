// The natural logarithm, correctly rounded but for one number in many millions, in plain arithmetic: Math.log may differ in its
// last digit from one JavaScript engine to the next and from the C library's, and then random numbers would differ too.
// Numbers are unevaluated sums high + low of two doubles (Dekker 1971).

/** a · b − product, for product = a · b rounded. */
function lost(a: number, b: number, product: number): number {
  const ca = 134217729 * a; // 2^27 + 1: splits 53 bits into two halves
  const cb = 134217729 * b;
  const ha = ca - (ca - a);
  const hb = cb - (cb - b);
  const la = a - ha;
  const lb = b - hb;
  return ha * hb - product + ha * lb + la * hb + la * lb;
}

const ln2High = Math.LN2;
const ln2Low = 2.3190468138462996e-17;
/** 1/5, 1/7, …: as many terms of atanh as reach 2⁻⁷⁰ of the sum. */
const odd = Array.from({ length: 12 }, (_, i) => 1 / (5 + 2 * i)).reverse();

/** log x for positive, normal x. */
export function log(x: number): number {
  // x = 2^k m with m about √½ … √2; log m = 2 atanh s = 2 (s + s³/3 + s⁵/5 + …) with s = (m − 1) / (m + 1)
  const k = Math.round(Math.log2(x));
  const m = x / 2 ** k;
  const below = m - 1; // exact
  const above = m + 1;
  const aboveLow = m - (above - 1);
  const s = below / above;
  const product = s * above;
  const sLow = (below - product - lost(s, above, product) - s * aboveLow) / above;
  const square = s * s;
  const squareLow = lost(s, s, square) + 2 * s * sLow;
  const cube = s * square;
  const cubeLow = lost(s, square, cube) + s * squareLow + sLow * square;
  const third = cube / 3;
  const thirdProduct = third * 3;
  const thirdLow = (cube - thirdProduct - lost(third, 3, thirdProduct) + cubeLow) / 3;
  const rest = cube * square * odd.reduce((sum, c) => sum * square + c, 0);

  const whole = k * ln2High;
  const wholeLow = lost(k, ln2High, whole) + k * ln2Low;
  const [first, firstLow] = sum(2 * s, 2 * third);
  const [high, highLow] = sum(whole, first);
  return high + (highLow + (firstLow + (wholeLow + 2 * (sLow + thirdLow + rest))));
}

/** a + b and what is lost of it (Knuth 1969). */
function sum(a: number, b: number): [number, number] {
  const s = a + b;
  const t = s - a;
  return [s, a - (s - t) + (b - t)];
}
