// Measured cases as tables in Markdown.
import { base, digits, duration } from "./report.mjs";
import { geometricMean, ratio, summary } from "./statistics.mjs";

const hand = "by hand in C++";

const table = (head, rows) =>
  [head, head.map((_, i) => (i === 0 ? "---" : "---:")), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");

/** Titles of contenders in any of the cases, in the order given and then as they come. */
function titles(cases, first) {
  const all = new Set(first);
  for (const { results } of cases) for (const title of Object.keys(results)) all.add(title);
  return [...all].filter((title) => cases.some(({ results }) => results[title]));
}

/** Half of the middle half of the rounds, in per cent of the median. */
const spread = ({ median, low, high }) => `± ${((50 * (high - low)) / median).toFixed(0)} %`;
const time = (result) => {
  if (!result) return "–";
  const all = summary(result.seconds);
  return `${duration(all.median)} ${spread(all)}`;
};
const times = (result, own) => (result && own ? `${digits(ratio(result.seconds, own.seconds).median)} ×` : "–");

/** The quickest of each round among those whose title begins with a word. */
function quickest(results, word) {
  const lists = Object.entries(results).filter(([title]) => title.startsWith(word)).map(([, { seconds }]) => seconds); // biome-ignore format: one line
  return lists.length === 0 ? null : { seconds: lists[0].map((_, i) => Math.min(...lists.map((list) => list[i]))) };
}

/** A row for each case: its time with everybody, and how many times that of Needle it takes the quickest PyTorch. */
export function stepsTable(cases, words = null) {
  const isWanted = (title) => words === null || words.some((word) => title === word || title.startsWith(`${word} `));
  const wanted = titles(cases, [hand, base, "Needle"]).filter(isWanted);
  const head = ["", ...wanted, "Needle ÷ hand", "PyTorch ÷ Needle"];
  const rows = cases.map(({ id, title, unit, results }) => {
    const own = results[base];
    const name = `**${id}** ${title}${unit === "step" ? "" : `, per ${unit}`}`;
    const cells = wanted.map((contender) => time(results[contender]));
    return [name, ...cells, times(own, results[hand]), times(quickest(results, "PyTorch"), own)];
  });
  return table(head, rows);
}

/** Libraries of products, of which the best one counts in each round. */
const libraries = ["OpenBLAS", "oneDNN"];

/** How many times as fast as the best library in the same round: the median and the middle half; null without any. */
export function lead({ results }) {
  const own = results[base]?.seconds;
  const present = libraries.filter((title) => results[title]);
  if (!own || present.length === 0) return null;
  return ratio(
    own.map((_, i) => Math.min(...present.map((title) => results[title].seconds[i]))),
    own,
  );
}

/** A row for each shape: GFLOP/s of everybody, and Needle's share of the best library. */
export function productsTable(cases) {
  const shown = titles(cases, [base, ...libraries]).filter((title) => title !== "Needle");
  const head = ["rows × inner × columns", ...shown, "Needle ÷ best library"];
  const rows = cases.map((one) => {
    const speed = (result) => (result ? digits(one.flops / summary(result.seconds).median / 1e9) : "–");
    const share = lead(one);
    const cell = share ? `${share.median.toFixed(2)} (${share.low.toFixed(2)} … ${share.high.toFixed(2)})` : "–";
    return [one.title.replaceAll("x", " × "), ...shown.map((title) => speed(one.results[title])), cell];
  });
  const shares = cases.map(lead).filter((share) => share !== null).map(({ median }) => median); // biome-ignore format: one line
  if (shares.length === 0) return table(head, rows);
  const low = shares.filter((share) => share < 0.95).length;
  const mean = geometricMean(shares).toFixed(2);
  return `${table(head, rows)}\n\nGeometric mean of the last column: ${mean}. Below 0.95: ${low} of ${shares.length} shapes.`;
}

/** What was measured on, in one sentence, and the versions. */
export function conditions({ machine, date, threads, versions }) {
  const list = Object.entries(versions).filter(([title]) => !title.startsWith("by hand"));
  const peers = list.map(([title, version]) => `${title} (${version})`).join("; ");
  const where = `${machine.cpu}, ${machine.cores} cores, ${machine.features.join(" ")}, ${machine.system}, Node ${machine.node}`;
  return `${date}, commit ${machine.commit}; ${where}; ${threads} ${threads === 1 ? "thread" : "threads"}. Versions: ${peers}.`;
}
