// What a person sees of a case.
import { ratio, summary } from "./statistics.mjs";

export const base = "Needle, compile";

/** Seconds in a unit that suits them. */
export function duration(seconds) {
  const [scale, unit] =
    seconds < 1e-6 ? [1e9, "ns"] : seconds < 1e-3 ? [1e6, "µs"] : seconds < 1 ? [1e3, "ms"] : [1, "s"];
  return `${digits(seconds * scale)} ${unit}`;
}
export const digits = (x) => (x >= 100 ? x.toFixed(0) : x >= 10 ? x.toFixed(1) : x.toPrecision(3));

/** Lines of text for a case: the median for a unit, the middle half of the rounds, the ratio to Needle in the same rounds. */
export function lines({ title, unit, flops, results, notes }) {
  const own = results[base]?.seconds;
  const rows = Object.entries(results).map(([name, { seconds }]) => {
    const { median, low, high } = summary(seconds);
    const speed = flops / median / 1e9;
    const times = own && name !== base ? `${digits(ratio(seconds, own).median)} ×` : "";
    return (
      `  ${name.padEnd(22)} ${duration(median).padStart(9)}  (${duration(low)} … ${duration(high)})`.padEnd(60) +
      `${digits(speed).padStart(6)} GFLOP/s  ${times}`
    );
  });
  return [`${title}, per ${unit}:`, ...rows, ...notes.map((note) => `  left out: ${note}`)];
}
