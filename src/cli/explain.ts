// `needle explain`: the plans that a function makes, one of the examples or of a module of the user's.
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { Command } from "commander";
import type { Entry } from "../compiler/cache.ts";
import { ArgumentError, NeedleError } from "../errors.ts";
import * as needleTs from "../index.ts";
import { explainPlan } from "../runtime/explain.ts";
import { Tensor } from "../tensor.ts";
import { explained } from "./explained.ts";
import { chosenDevice, deviceOption, examples, jsonOption } from "./options.ts";

interface Flags {
  readonly device?: string;
  readonly code?: boolean;
  readonly json?: boolean;
}
/** Gets the library, gives the tensors whose plan is wanted, alone or in lists and objects. */
type Explained = (needle: typeof needleTs) => unknown;

export function explainCommand(): Command {
  const names = Object.keys(explained);
  return new Command("explain")
    .description("show the plans that a computation takes: kernels, loops, operations, bytes")
    .argument("[what]", `an example (${names.join(", ")}), or a module's function: FILE or FILE#NAME`, names[0])
    .addOption(deviceOption())
    .option("--code", "show the generated code of each kernel")
    .addOption(jsonOption("print one JSON object per plan"))
    .addHelpText("after", `
A module's function (its default export, or NAME) gets the library and returns tensors; what it reads runs:

  // model.mjs
  export default ({ tensor }) => tensor([[1, 2], [3, 4]]).softmax(1);
${examples("needle explain training-step", "needle explain softmax --device null --json", "needle explain ./model.mjs", "needle explain ./model.mjs#loss --code")}`) // biome-ignore format: one line
    .action(explain);
}

async function explain(what: string, { device, code = false, json = false }: Flags): Promise<void> {
  const make = explained[what] ?? (await exported(what));
  const timeline = await chosenDevice(device);
  needleTs.setDefaultDevice(timeline);
  const plans: Entry<unknown>[] = [];
  const before = timeline.plans.onPlan;
  timeline.plans.onPlan = (entry) => {
    before?.(entry);
    plans.push(entry);
  };
  for (const t of tensorsIn(await make(needleTs), what)) await t.data(); // reading makes the last plans
  for (const [i, entry] of plans.entries())
    console.log(json ? JSON.stringify(asData(entry)) : asText(entry, i + 1, code));
  if (plans.length === 0 && !json) console.log("nothing to compute: the values were there");
}

const asText = ({ plan, why }: Entry<unknown>, number: number, code: boolean): string =>
  `plan ${number}: ${why}\n${explainPlan(plan, code)}`;

const asData = ({ plan, why }: Entry<unknown>): object => ({
  why,
  flops: plan.flops,
  bytes: plan.bytes,
  workspace: plan.workspace,
  kernels: plan.steps.map(({ kernel, guarded }) => ({
    what: kernel.why,
    flops: kernel.flops,
    bytes: kernel.bytes,
    updates: guarded,
  })),
});

/** The function that FILE or FILE#NAME names. */
async function exported(what: string): Promise<Explained> {
  const [, file, name = "default"] = /^(.*?)(?:#(\w+))?$/s.exec(what)!;
  const path = resolve(file!);
  if (!existsSync(path))
    throw new ArgumentError(
      `explain: '${what}' is neither an example (${Object.keys(explained).join(", ")}) nor a file`,
    );
  let found: unknown;
  try {
    found = ((await import(pathToFileURL(path).href)) as Record<string, unknown>)[name];
  } catch (error) {
    throw new NeedleError(`explain: ${file} cannot be loaded: ${(error as Error).message}`, { cause: error });
  }
  if (typeof found !== "function") throw new ArgumentError(`explain: ${file} exports no function '${name}'`);
  return found as Explained;
}

/** The tensors in what a function has returned. */
function tensorsIn(value: unknown, what: string): Tensor[] {
  if (value instanceof Tensor) return [value];
  if (typeof value !== "object" || value === null) return [];
  if (value.constructor.name === "Tensor")
    throw new ArgumentError(
      `explain: the tensors of ${what} come from another copy of needle-ts; make them with the library that the function gets`,
    );
  return Object.values(value).flatMap((v) => tensorsIn(v, what));
}
