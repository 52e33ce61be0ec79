// The gamma function in double precision, for its rows in the scalar table, and the coefficients that both share.

/** log Γ(1.5 + u) / ((u + 0.5) (u − 0.5)) for u in −0.5 … 0.5: interpolated at 24 Chebyshev points with 60 digits. */
export const logGammaBetween = [
  0.4831289505409809, -0.14595989591430608, 0.06291140107456496, -0.03130848750101101, 0.01679709863118352,
  -0.009425622448467657, 0.005446457844800713, -0.0032120740773551953, 0.0019229161306902386, -0.0011644144679247021,
  0.0007115224750426455, -0.0004379952605342461, 0.00027127400224009565, -0.00016889233273334643,
  0.00010565261976836096, -6.633218881329272e-5, 4.159729145290115e-5, -2.628414257610881e-5, 1.7455601766662794e-5,
  -1.1093831935230702e-5, 4.939312310674292e-6, -3.141701075555155e-6, 5.243347943772127e-6, -3.3634106716698643e-6,
];

/** Stirling's series of log Γ(x) in 1 / x², times 1 / x. */
export const stirlingLogGamma = [
  1 / 12,
  -1 / 360,
  1 / 1260,
  -1 / 1680,
  1 / 1188,
  -691 / 360360,
  1 / 156,
  -3617 / 122400,
];
/** That of log x − 1 / (2x) − ψ(x) in 1 / x², times 1 / x². */
export const stirlingDigamma = [1 / 12, -1 / 120, 1 / 252, -1 / 240, 1 / 132, -691 / 32760, 1 / 12, -3617 / 8160];

const polynomial = (coefficients: readonly number[], x: number): number =>
  coefficients.reduceRight((sum, c) => sum * x + c, 0);

/** log |Γ(x)|. */
export function lgamma(x: number): number {
  if (Math.abs(x) === Infinity) return Infinity;
  if (x < 0) return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * (x - Math.round(x))))) - lgamma(1 - x);
  if (x < 1) return lgamma(x + 1) - Math.log(x);
  if (x >= 8)
    return (x - 0.5) * Math.log(x) - x + Math.log(2 * Math.PI) / 2 + polynomial(stirlingLogGamma, 1 / (x * x)) / x;
  let passed = 1;
  while (x >= 2) passed *= --x;
  return (x - 1) * (x - 2) * polynomial(logGammaBetween, x - 1.5) + Math.log(passed);
}

/** Γ′(x) / Γ(x). */
export function digamma(x: number): number {
  const rest = x - Math.round(x);
  if (x < 0) return rest === 0 ? NaN : digamma(1 - x) - Math.PI / Math.tan(Math.PI * rest);
  let passed = 0;
  if (x < 10) for (const from = x; x < from + 10; x++) passed += 1 / x;
  return Math.log(x) - 0.5 / x - polynomial(stirlingDigamma, 1 / (x * x)) / (x * x) - passed;
}
