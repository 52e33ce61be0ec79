// The chart of the README: a row for each workload, a dot for each contender, at how many times the time of Needle it takes.
import { base } from "./report.mjs";
import { geometricMean, ratio } from "./statistics.mjs";

/** Colours that can be told apart, and from white as from black. */
const series = {
  [base]: "#2f81f7",
  Needle: "#79b8ff",
  "by hand in C++": "#8b949e",
  "PyTorch 2": "#e5534b",
  "PyTorch 1": "#d16d9e",
  OpenBLAS: "#c69026",
  oneDNN: "#57ab5a",
  "TensorFlow.js (wasm)": "#e0823d",
  "jax-js": "#b083f0",
};
const [width, left, right, top, rowHeight] = [860, 300, 30, 84, 44];

const resultOf = (results, name) =>
  results[Object.keys(results).find((title) => title === name || title.startsWith(`${name}.`))];

/** Rows of the chart: a name, and for each contender how many times Needle's time it takes. */
export function rowsOf(cases) {
  const times = ({ results }, name) => {
    const result = resultOf(results, name);
    return result && ratio(result.seconds, results[base].seconds).median;
  };
  const measured = cases.filter(({ results }) => results[base]);
  const rows = measured
    .filter(({ group }) => group === "steps")
    .map((one) => ({ name: one.title, values: Object.keys(series).map((title) => [title, times(one, title)]) }));
  const products = measured.filter(({ group }) => group === "products");
  const mean = (title) => {
    const all = products.map((one) => times(one, title));
    return all.every((value) => value !== undefined) ? geometricMean(all) : undefined;
  };
  if (products.length > 0)
    rows.push({
      name: `matrix products, mean of ${products.length} shapes`,
      values: Object.keys(series).filter((title) => title !== "Needle").map((title) => [title, mean(title)]), // biome-ignore format: one line
    });
  return rows.map(({ name, values }) => ({ name, values: values.filter(([, value]) => value !== undefined) }));
}

/** Breaks a name into two lines of about equal length. */
function twoLines(name) {
  if (name.length < 36) return [name];
  const words = name.split(" ");
  let first = words.shift();
  while (first.length + words[0].length < name.length / 2 + 3) first += ` ${words.shift()}`;
  return [first, words.join(" ")];
}

export function chart(cases) {
  const rows = rowsOf(cases);
  const values = rows.flatMap(({ values }) => values.map(([, value]) => value));
  const low = Math.floor(Math.log10(Math.min(0.5, ...values)) * 3) / 3;
  const high = Math.ceil(Math.log10(Math.max(2, ...values)) * 3) / 3;
  const x = (value) => left + ((Math.log10(value) - low) / (high - low)) * (width - left - right);
  const bottom = top + rows.length * rowHeight;
  const ticks = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].filter(
    (t) => x(t) >= left - 1 && x(t) <= width - right + 1,
  );
  const sparse = ticks.filter((t) => high - low < 1.7 || Number.isInteger(Math.log10(t)));
  const text = (at, y, words, more = "") => `<text x="${at.toFixed(1)}" y="${y.toFixed(1)}"${more}>${words}</text>`;
  const shown = Object.keys(series).filter((title) =>
    rows.some(({ values }) => values.some(([name]) => name === title)),
  );
  const perLine = Math.ceil(shown.length / 2);
  const legend = shown.map((title, i) => {
    const [at, y] = [20 + (i % perLine) * ((width - 30) / perLine), i < perLine ? 20 : 42];
    return `<circle cx="${at.toFixed(1)}" cy="${y}" r="6" fill="${series[title]}"/>${text(at + 12, y + 4, title)}`;
  });
  const grid = sparse.map(
    (t) =>
      `<line x1="${x(t).toFixed(1)}" x2="${x(t).toFixed(1)}" y1="${top - 6}" y2="${bottom}" class="${t === 1 ? "one" : "grid"}"/>` +
      text(x(t), bottom + 18, `${t} ×`, ' text-anchor="middle" class="small"'),
  );
  const body = rows.map(({ name, values }, i) => {
    const y = top + (i + 0.5) * rowHeight;
    const names = twoLines(name);
    const label = names.map((line, j) =>
      text(left - 16, y + 4 + (j - (names.length - 1) / 2) * 15, line, ' text-anchor="end"'),
    );
    const dots = values.map(([title, value]) => {
      const radius = title === base ? 9 : 5.5;
      return `<circle cx="${x(value).toFixed(1)}" cy="${y}" r="${radius}" fill="${series[title]}"><title>${title}: ${value.toPrecision(3)} ×</title></circle>`;
    });
    return [...label, `<line x1="${left}" x2="${width - right}" y1="${y}" y2="${y}" class="grid"/>`, ...dots].join(
      "\n",
    );
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${bottom + 46}" width="${width}" height="${bottom + 46}" role="img" aria-label="Time of each contender, in times that of Needle">
<style>
text { font: 13px system-ui, sans-serif; fill: #57606a; }
.small { font-size: 12px; }
.grid { stroke: #8b949e; stroke-opacity: 0.35; }
.one { stroke: #2f81f7; stroke-opacity: 0.8; }
@media (prefers-color-scheme: dark) { text { fill: #c9d1d9; } }
</style>
${[...legend, ...grid, ...body].join("\n")}
${text((left + width - right) / 2, bottom + 38, "time, in times that of Needle with compile (logarithmic; further left is faster)", ' text-anchor="middle" class="small"')}
</svg>
`;
}
