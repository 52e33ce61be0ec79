// `needle bench`: a short, honest look at how fast the devices of this machine are: what is measured is in the name, each figure
// is the median of many runs after some to warm up, with the range in which eight of ten runs lie.
import { cpus } from "node:os";
import { Command } from "commander";
import { ArgumentError } from "../errors.ts";
import { deviceNames } from "../runtime/devices.ts";
import { aligned } from "./align.ts";
import { interruptible } from "./interrupt.ts";
import { type Measured, measure } from "./measure.ts";
import { chosenDevice, deviceOption, examples, jsonOption, positiveNumber } from "./options.ts";
import { type Workload, workloads } from "./workloads.ts";

interface Flags {
  readonly device?: string;
  readonly seconds: number;
  readonly only?: string;
  readonly json?: boolean;
}

export function benchCommand(): Command {
  return new Command("bench")
    .description("measure products, element-wise functions and a training step on each device")
    .addOption(deviceOption())
    .option("--seconds <s>", "how long to measure each", positiveNumber, 1)
    .option("--only <word>", "only what has this word in its name")
    .addOption(jsonOption())
    .addHelpText("after", examples("needle bench", "needle bench --device js --only product --seconds 0.2", "needle bench --json > runs/bench.jsonl")) // biome-ignore format: one line
    .action(bench);
}

async function bench({ device, seconds, only = "", json = false }: Flags): Promise<void> {
  const chosen = workloads.filter(({ name }) => name.includes(only));
  if (chosen.length === 0)
    throw new ArgumentError(
      `bench: nothing is called '${only}'; there are ${workloads.map(({ name }) => name).join(", ")}`,
    );
  const machine = { cpu: cpus()[0]?.model ?? "unknown", cores: cpus().length, node: process.versions.node };
  if (json) console.log(JSON.stringify({ event: "machine", ...machine }));
  else console.log(`${machine.cpu}, ${machine.cores} cores, Node ${machine.node}; medians, and where 8 of 10 runs lie`);
  const names = device === undefined ? deviceNames().filter((name) => name !== "null") : [device];
  const width = Math.max(...chosen.map(({ name }) => name.length));
  await interruptible(async (signal) => {
    for (const name of names) {
      const timeline = await chosenDevice(name);
      for (const workload of chosen) {
        const result = await measure(await workload.make(timeline), seconds, signal);
        if (json)
          console.log(
            JSON.stringify({ event: "measured", device: name, name: workload.name, ...asData(workload, result) }),
          );
        else console.log(aligned([[name.padEnd(6), workload.name.padEnd(width), ...asText(workload, result)]])[0]);
      }
    }
  });
}

const asData = ({ amount, unit }: Workload, { median, low, high, runs }: Measured): object => ({
  milliseconds: median,
  low,
  high,
  runs,
  [unit]: amount / median / 1e6,
});
const asText = ({ amount, unit }: Workload, { median, low, high, runs }: Measured): string[] => [
  `${digits(median)} ms`.padStart(10),
  `(${digits(low)} … ${digits(high)}, ${runs} runs)`.padEnd(28),
  `${digits(amount / median / 1e6)} ${unit}`,
];
const digits = (x: number): string => (x >= 100 ? x.toFixed(0) : x.toPrecision(3));
