// node bench/table.mjs FILE: writes the figures of a run (npm run bench -- --json FILE) into docs/performance.md and README.md, between
// the markers <!-- bench NAME --> and <!-- bench end -->, and the chart docs/performance.svg. Texts are not touched.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chart } from "./harness/chart.mjs";
import { conditions, productsTable, stepsTable } from "./harness/markdown.mjs";

/** Puts each part between its markers. Throws where a text has a marker that nothing belongs to. */
export function fill(text, parts) {
  return text.replace(/(<!-- bench (\w+) -->\n)[\s\S]*?(<!-- bench end -->)/g, (_, begin, name, end) => {
    if (parts[name] === undefined)
      throw new Error(`there is no part '${name}'; there are ${Object.keys(parts).join(", ")}`);
    return `${begin}\n${parts[name]}\n\n${end}`;
  });
}

/** The parts that texts may have. */
export function partsOf(run) {
  const of = (group) => run.cases.filter((one) => one.group === group);
  return {
    steps: stepsTable(of("steps")),
    summary: stepsTable(of("steps"), ["by hand in C++", "Needle, compile", "Needle", "PyTorch"]),
    products: productsTable(of("products")),
    conditions: conditions(run),
  };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [file] = process.argv.slice(2);
  if (file === undefined || file === "--help")
    console.log("usage: node bench/table.mjs FILE: writes tables and chart of docs/performance.md and README.md");
  else {
    const run = JSON.parse(readFileSync(file, "utf8"));
    const parts = partsOf(run);
    for (const name of ["docs/performance.md", "README.md"]) {
      const path = fileURLToPath(new URL(`../${name}`, import.meta.url));
      writeFileSync(path, fill(readFileSync(path, "utf8"), parts));
    }
    writeFileSync(new URL("../docs/performance.svg", import.meta.url), chart(run.cases));
  }
}
