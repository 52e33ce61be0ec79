// docs/coverage.md from what the tests have found.
import type { DType } from "../../src/dtype.ts";

export const columns = ["float32", "float64", "int32", "uint32", "uint8", "bool"] as const satisfies readonly DType[];

/** What the tests have found out about one function. */
export interface Found {
  readonly name: string;
  /** By dtype of the input: the dtypes of the results, or the message of an error. */
  readonly results: Readonly<Record<string, { readonly dtypes: string } | { readonly error: string }>>;
  readonly gradient: string;
}

/** An error message of several functions and dtypes. */
interface Refusal {
  readonly message: string;
  readonly functions: Set<string>;
  readonly dtypes: Set<string>;
}

/** The lines of a table, and below it the refusals with their words. */
function section(title: string, found: readonly Found[]): string {
  const refusals = new Map<string, Refusal>();
  const cell = ({ name, results }: Found, dtype: string): string => {
    const result = results[dtype]!;
    if ("dtypes" in result) return result.dtypes;
    const key = result.error.replaceAll(name, "").replaceAll(dtype, ""); // the same words about other functions and dtypes
    const refusal = refusals.get(key) ?? { message: result.error, functions: new Set(), dtypes: new Set() };
    refusals.set(key, { ...refusal, functions: refusal.functions.add(name), dtypes: refusal.dtypes.add(dtype) });
    return "refused";
  };
  const lines = found.map((f) => `| \`${f.name}\` | ${columns.map((d) => cell(f, d)).join(" | ")} | ${f.gradient} |`);
  const notes = [...refusals.values()].map(
    ({ message, functions, dtypes }) =>
      `- ${[...functions].map((name) => `\`${name}\``).join(" ")} of ${[...dtypes].join(", ")}: “${message}”`,
  );
  return [
    `## ${title}`,
    "",
    `| | ${columns.join(" | ")} | gradient |`,
    `| --- |${" --- |".repeat(columns.length + 1)}`,
    ...lines,
    ...(notes.length > 0 ? ["", "Refused, in words like these:", "", ...notes] : []),
  ].join("\n");
}

const introduction = `# What works: functions, dtypes, devices, gradients

Written by \`npm run coverage -- -u\` from what the tests find; \`npm test\` fails where this page says anything else. A public
function or method that has no row fails as well.

- A column is the dtype that goes in; the cell has the dtypes that come out. On every device every value is compared with an interpreter
  of the graph that shares no code with the compiler, within what rounding can do.
- **gradient**: *yes*: compared with central differences in float64, and in float32 with float64. *0*: piecewise constant; the differences are
  zero, too. *–*: no float comes out that depends on the input. *stopped*: on purpose.
- *refused* is an error before anything runs; the words are below the table.`;

const agreement = "all values, dtypes and refusals of the tables, and all gradients in float32 and float64";

/** One line a device; a device that this machine lacks keeps the line that the page has. */
export function devicesSection(agreeing: readonly string[], before: string): string {
  const known = [...before.matchAll(/^\| `(\w+)` \| all values/gm)].map(([, name]) => name!);
  const rows = [...new Set([...agreeing, ...known])].sort().map((name) => `| \`${name}\` | ${agreement} |`);
  return ["## Devices", "", "| | right, by test |", "| --- | --- |", ...rows].join("\n");
}

export const documentOf = (
  devices: string,
  groups: readonly (readonly [title: string, found: readonly Found[]])[],
): string => `${[introduction, devices, ...groups.map(([title, found]) => section(title, found))].join("\n\n")}\n`;
