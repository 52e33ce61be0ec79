// A profile for people.
import type { Profile } from "./profile.ts";

/** How much of a name is shown. */
const widest = 44;
const cut = (text: string): string => (text.length <= widest ? text : `${text.slice(0, widest - 1)}…`);
const digits = (x: number): string => (x >= 100 ? x.toFixed(0) : x >= 10 ? x.toFixed(1) : x.toFixed(2));
const time = (milliseconds: number): string =>
  milliseconds >= 1 ? `${digits(milliseconds)} ms` : `${digits(milliseconds * 1000)} µs`;

/** Names to the left, numbers to the right; the sums below. */
export function toTable({ kernels, wallMilliseconds, kernelMilliseconds, runs, newPlans }: Profile): string {
  const rows = kernels.map((k) => [
    cut(k.kernel),
    cut(k.loops),
    k.device,
    `${k.count}`,
    time(k.milliseconds),
    `${(100 * k.share).toFixed(1)} %`,
    digits(k.gigabytesPerSecond),
    digits(k.gigaflopsPerSecond),
  ]);
  const titles = ["kernel", "loops", "device", "count", "time", "share", "GB/s", "GFLOP/s"];
  const widths = titles.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]!.length)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => (i < 3 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
      .join("  ")
      .trimEnd();
  const plans = newPlans === 0 ? "" : `; ${newPlans} new plans were made: measure again`;
  return [
    line(titles),
    ...rows.map(line),
    `${runs} ${runs === 1 ? "run" : "runs"} took ${time(kernelMilliseconds)} in kernels of ${time(wallMilliseconds)} in all${plans}`,
  ].join("\n");
}
