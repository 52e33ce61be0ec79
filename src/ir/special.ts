// Error functions and the normal distribution in double precision, for their rows in the scalar table.

/**
 * log(erfc(x) · exp(x²) / t) in Chebyshev polynomials of 2t − 1, where t = 2 / (2 + x); the idea is that of erfccheb in
 * Press et al., Numerical Recipes (2007), 6.2.2. Made with 50 digits.
 */
export const erfcxCoefficients = [
  -1.3026537197817094, 0.6419697923564902, 0.019476473204185836, -0.009561514786808632, -0.0009465953444820369,
  0.00036683949785276145, 4.252332480690777e-5, -2.0278578112534242e-5, -1.6242900046470254e-6, 1.3036558355805232e-6,
  1.5626441722066142e-8, -8.523809591492654e-8, 6.5290544390988515e-9, 5.059343495551469e-9, -9.91364156493033e-10,
  -2.273651222931836e-10, 9.646791102015526e-11, 2.3940380830391146e-12, -6.886027526497553e-12, 8.944879273090725e-13,
  3.130921399342958e-13, -1.1270822361367252e-13, 3.810905255189232e-16, 7.106097613609237e-15, -1.5230282014571043e-15,
  -9.457494571291233e-17, 1.210237189224279e-16,
];

/** log(erfc(x) · exp(x²) / t) for positive x. */
function logScaled(t: number): number {
  const twice = 2 * (2 * t - 1);
  let [sum, before] = [0, 0];
  for (let i = erfcxCoefficients.length - 1; i > 0; i--)
    [sum, before] = [twice * sum - before + erfcxCoefficients[i]!, sum];
  return 0.5 * (twice * sum + erfcxCoefficients[0]!) - before;
}

/** 1 − erf(x), with all its digits where it is tiny. */
export function erfc(x: number): number {
  if (x < 0) return 2 - erfc(-x);
  if (Number.isNaN(x) || x > 27) return x > 27 ? 0 : x;
  const t = 2 / (2 + x);
  const high = Math.fround(x); // its square is exact
  return t * Math.exp(-high * high) * Math.exp(logScaled(t) - (x - high) * (x + high));
}

/** exp(x²) · erfc(x). */
export function erfcx(x: number): number {
  if (x < -27) return Infinity;
  const high = Math.fround(x); // its square is exact
  if (x < 0) return 2 * Math.exp(high * high) * Math.exp((x - high) * (x + high)) - erfcx(-x);
  const t = 2 / (2 + x);
  return t * Math.exp(logScaled(t));
}

/** 2/√π ∫₀ˣ exp(−t²) dt. */
export function erf(x: number): number {
  if (x === 0) return x; // keeps its sign
  if (Math.abs(x) > 1) return x > 0 ? 1 - erfc(x) : erfc(-x) - 1;
  let [power, sum] = [x, x]; // Maclaurin's series
  for (let n = 1; n < 20; n++) {
    power *= -(x * x) / n;
    sum += power / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

/** The number whose `erf` is x: Halley's method from the approximation of Winitzki (2008). */
export function erfinv(x: number): number {
  const size = Math.abs(x);
  if (!(size < 1)) return size === 1 ? x * Infinity : NaN;
  const l = Math.log1p(-x * x);
  const s = 2 / (0.147 * Math.PI) + l / 2;
  let y = Math.sqrt(-l / 0.147 / (Math.sqrt(s * s - l / 0.147) + s));
  for (let i = 0; i < 3; i++) {
    const rest = size < 0.5 ? erf(y) - size : 1 - size - erfc(y);
    const step = (rest * Math.sqrt(Math.PI) * Math.exp(y * y)) / 2;
    y -= step / (1 + y * step);
  }
  return Math.sign(x) * y;
}

/** The logarithm of the probability that a standard normal number is below x. */
export const logNdtr = (x: number): number =>
  x < -1 ? Math.log(erfcx(-x * Math.SQRT1_2) / 2) - (x * x) / 2 : Math.log1p(-erfc(x * Math.SQRT1_2) / 2);

/** The number whose probability is p: Newton's method for the logarithm of p, which is concave, from below. */
export function ndtri(p: number): number {
  if (Math.abs(p - 0.5) <= 0.25) return Math.SQRT2 * erfinv(2 * p - 1);
  if (p > 0.5) return -ndtri(1 - p);
  if (!(p > 0)) return p === 0 ? -Infinity : NaN;
  let y = -Math.sqrt(-2 * Math.log(p));
  for (let i = 0; i < 8; i++) y -= ((logNdtr(y) - Math.log(p)) * erfcx(-y * Math.SQRT1_2)) / Math.sqrt(2 / Math.PI);
  return y;
}
