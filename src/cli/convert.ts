// `needle convert`: arrays from one file format to another.
import { statSync } from "node:fs";
import { Command } from "commander";
import { ArgumentError } from "../errors.ts";
import { checkWritable } from "../io/atomic.ts";
import { endings, readArrays, writeArrays } from "../io/formats.ts";
import { show } from "../shape.ts";
import { aligned } from "./align.ts";
import { examples, jsonOption, wholeNumber } from "./options.ts";

interface Flags {
  readonly array?: string[];
  readonly compress?: boolean;
  readonly limit?: number;
  readonly json?: boolean;
}

export function convertCommand(): Command {
  return new Command("convert")
    .description(`convert a file of arrays; the endings say from what to what: ${endings.join(" ")}`)
    .argument("<from>", "the file to read")
    .argument("<to>", "the file to write, whole or not at all")
    .option("--array <name...>", "only the arrays of these names")
    .option("--compress", "deflate an .npz file")
    .option("--limit <bytes>", "the most bytes that an .npz file may unpack to", wholeNumber(0), 2 ** 32)
    .addOption(jsonOption())
    .addHelpText("after", examples("needle convert model.safetensors model.npz --compress", "needle convert model.npz w.npy --array W1", "needle convert x.npy x.json")) // biome-ignore format: one line
    .action(convert);
}

function convert(from: string, to: string, { array, json = false, compress = false, limit }: Flags): void {
  checkWritable(to);
  const { arrays, metadata } = readArrays(from, limit === undefined ? {} : { limit });
  const names = array ?? [...arrays.keys()];
  const missing = names.find((name) => !arrays.has(name));
  if (missing !== undefined)
    throw new ArgumentError(`${from} has no array '${missing}'; it has ${[...arrays.keys()].join(", ")}`);
  const chosen = new Map(names.map((name) => [name, arrays.get(name)!]));
  writeArrays(to, chosen, { metadata, compress });
  const bytes = statSync(to).size;
  const rows = [...chosen].map(([name, { dtype, shape }]) => ({ name, dtype, shape }));
  if (json) {
    console.log(JSON.stringify({ event: "saved", path: to, bytes, arrays: rows }));
    return;
  }
  for (const line of aligned(rows.map(({ name, dtype, shape }) => [name, dtype, show(shape)]))) console.log(line);
  console.log(`saved ${to}: ${rows.length} ${rows.length === 1 ? "array" : "arrays"}, ${bytes} bytes`);
  if (Object.keys(metadata).length > 0 && !to.toLowerCase().endsWith(".safetensors"))
    process.stderr.write(
      `needle: ${to} cannot hold the metadata of ${from} (${Object.keys(metadata).join(", ")}); they are left out\n`,
    );
}
