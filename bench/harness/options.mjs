// What can be said on the command line of the bench.
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";

export const help = `Usage: npm run bench -- [options]

Measures workloads with Needle and with every peer that is installed, interleaved in one run.

  --only LIST         workloads, groups or parts of their names: a,b,products,"512"
  --peers LIST        peers besides Needle: hand,torch,openblas,onednn,tfjs,jax,onnx (default: all that are installed)
  --threads N         threads for everybody (default: one for each processor, here ${availableParallelism()})
  --rounds N          how often everybody takes a turn (default 15)
  --milliseconds N    the length of a turn (default 20)
  --json FILE         writes the figures to FILE; what FILE says of other workloads is kept
  --python LIST       Pythons that have PyTorch (default: python3,/usr/bin/python3); of equal versions the first
  --list              shows workloads and peers, and what is missing
  --install           installs the peers that npm has, in bench/node_modules
  --help              shows this

Afterwards: node bench/table.mjs FILE writes the table and the chart of docs/performance.md.`;

const words = (text) => text?.split(",").map((word) => word.trim()).filter(Boolean) ?? []; // biome-ignore format: one line

function wholeNumber(name, text) {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${name}: a whole number of at least 1 is needed, not '${text}'`); // biome-ignore format: one line
  return value;
}

/** The arguments as an object. Throws an Error with one line that says what is wrong. */
export function readOptions(args) {
  const text = { type: "string" };
  const flag = { type: "boolean", default: false };
  const { values } = parseArgs({
    args,
    options: {
      only: text,
      peers: text,
      threads: { type: "string", default: String(availableParallelism()) },
      rounds: { type: "string", default: "15" },
      milliseconds: { type: "string", default: "20" },
      json: text,
      python: text,
      list: flag,
      install: flag,
      help: flag,
    },
  });
  return {
    ...values,
    only: words(values.only),
    python: words(values.python),
    peers: values.peers === undefined ? null : words(values.peers),
    threads: wholeNumber("threads", values.threads),
    rounds: wholeNumber("rounds", values.rounds),
    milliseconds: wholeNumber("milliseconds", values.milliseconds),
  };
}
