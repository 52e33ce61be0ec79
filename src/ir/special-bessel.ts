// Modified Bessel functions of the first kind in double precision, for their rows in the scalar table, and the series that
// both share (Abramowitz and Stegun 1964, 9.6.10, 9.7.1).

/** Up to here the power series serves, from here on the one in 1 / x. */
export const besselEdge = 18;

/** I(x) / (x / 2)^order in (x / besselEdge)². All terms are positive. */
export const besselPowers = (order: 0 | 1): number[] => series(34, (k) => besselEdge ** 2 / 4 / (k * (k + order)));
/** I(x) exp(−x) √(2πx) in besselEdge / x. */
export const besselInverses = (order: 0 | 1): number[] =>
  series(26, (k) => ((2 * k - 1) ** 2 - 4 * order ** 2) / (8 * k * besselEdge));

/** The coefficients 1, r(1), r(1) r(2), … */
function series(count: number, ratio: (k: number) => number): number[] {
  const coefficients = [1];
  for (let k = 1; k < count; k++) coefficients.push(coefficients[k - 1]! * ratio(k));
  return coefficients;
}

/** I₀(x) or I₁(x), times exp(−|x|); summed until nothing is added. */
export function besselScaled(order: 0 | 1, x: number): number {
  if (Number.isNaN(x)) return x;
  const size = Math.abs(x);
  const large = size > 30;
  let [term, sum] = large ? [1 / Math.sqrt(2 * Math.PI * size), 0] : [Math.exp(-size) * (size / 2) ** order, 0];
  for (let k = 1; sum + term !== sum; k++) {
    sum += term;
    term *= large ? ((2 * k - 1) ** 2 - 4 * order ** 2) / (8 * k * size) : size ** 2 / 4 / (k * (k + order));
  }
  return x < 0 && order === 1 ? -sum : sum;
}

/** I₀(x) or I₁(x). */
export function bessel(order: 0 | 1, x: number): number {
  const half = Math.exp(Math.abs(x) / 2); // its square may be too large where the result is not
  return half === Infinity ? (x < 0 && order === 1 ? -Infinity : Infinity) : half * besselScaled(order, x) * half;
}
