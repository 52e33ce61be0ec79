// Medians and quartiles.

/** The value below which a share of the list lies, between neighbours in proportion. */
export function quantile(list, share) {
  const sorted = [...list].sort((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  return sorted[low] + (at - low) * ((sorted[low + 1] ?? sorted[low]) - sorted[low]);
}

/** Median and the middle half. */
export const summary = (list) => ({
  median: quantile(list, 0.5),
  low: quantile(list, 0.25),
  high: quantile(list, 0.75),
});

/** Summary of one list divided by another, turn by turn: what slows down a whole round cancels. */
export const ratio = (list, base) => summary(list.map((value, i) => value / base[i]));

export const geometricMean = (list) => Math.exp(list.reduce((sum, value) => sum + Math.log(value), 0) / list.length);

/** Whether results are of equal work: each number within a tolerance, relative or, for small ones, absolute. */
export const agree = (values, expected, tolerance) =>
  values.length === expected.length &&
  values.every((value, i) => Math.abs(value - expected[i]) <= tolerance * Math.max(1, Math.abs(expected[i])));
