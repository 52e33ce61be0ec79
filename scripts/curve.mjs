// Draws what a training printed: `node scripts/curve.mjs LOG.jsonl > curve.svg`, from the lines of `needle train … --json`.
import { readFileSync } from "node:fs";

const [file] = process.argv.slice(2);
if (file === undefined || file === "--help") {
  console.error(
    "Usage: node scripts/curve.mjs LOG.jsonl > curve.svg\n\nThe errors of each epoch, on a logarithmic axis.",
  );
  process.exit(file === undefined ? 1 : 0);
}
const rows = readFileSync(file, "utf8").trimEnd().split("\n").map((line) => JSON.parse(line)).filter(({ event }) => event === "epoch"); // biome-ignore format: one line
const series = [
  { field: "trainErr", title: "training", colour: "#8b949e" },
  { field: "testErr", title: "test", colour: "#2f81f7" },
];
const [width, height, left, right, top, bottom] = [640, 320, 60, 90, 20, 40];
const values = series.flatMap(({ field }) => rows.map((row) => Math.max(row[field], 1e-4)));
const [low, high] = [Math.floor(Math.log10(Math.min(...values))), Math.ceil(Math.log10(Math.max(...values)))];
const x = (epoch) => left + (epoch / Math.max(1, rows.length - 1)) * (width - left - right);
const y = (value) => top + ((high - Math.log10(Math.max(value, 1e-4))) / (high - low)) * (height - top - bottom);
const text = (at, to, words, anchor, colour = "#8b949e") =>
  `<text x="${at.toFixed(1)}" y="${to.toFixed(1)}" text-anchor="${anchor}" fill="${colour}">${words}</text>`;
const decades = Array.from({ length: high - low + 1 }, (_, i) => 10 ** (low + i));
const lines = decades.map((d) => {
  const words = `${(100 * d).toFixed(Math.max(0, -Math.round(Math.log10(d)) - 2))} %`;
  return `<path d="M${left} ${y(d).toFixed(1)}H${width - right}" stroke="#8b949e" stroke-opacity="0.3"/>${text(left - 8, y(d) + 4, words, "end")}`;
});
const curves = series.map(({ field, title, colour }) => {
  const points = rows.map((row, i) => `${x(i).toFixed(1)},${y(row[field]).toFixed(1)}`).join(" ");
  const end = text(width - right + 8, y(rows.at(-1)[field]) + 4, title, "start", colour);
  return `<polyline points="${points}" fill="none" stroke="${colour}" stroke-width="2"/>${end}`;
});
console.log(
  [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="12">`,
    "<title>Errors of each epoch in training and on the test data</title>",
    ...lines,
    ...curves,
    text(left, height - 12, "epoch 1", "start"),
    text(width - right, height - 12, `epoch ${rows.length}`, "end"),
    "</svg>",
  ].join("\n"),
);
