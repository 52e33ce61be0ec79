// The commands of `needle`, put together; completion and tests look at the same tree.
import { createRequire } from "node:module";
import { Command } from "commander";
import { benchCommand } from "./bench.ts";
import { completeCommand, completionCommand } from "./completion.ts";
import { convertCommand } from "./convert.ts";
import { devicesCommand } from "./devices.ts";
import { evalCommand } from "./eval.ts";
import { explainCommand } from "./explain.ts";
import { trainCommand } from "./train.ts";

const { version } = createRequire(import.meta.url)("../../package.json") as { version: string };

/** The whole command. Wrong usage throws a CommanderError, after one line on stderr. */
export function needle(): Command {
  const program = new Command("needle")
    .description("train and look at neural networks from the command line")
    .version(version)
    .addCommand(trainCommand())
    .addCommand(evalCommand())
    .addCommand(devicesCommand())
    .addCommand(explainCommand())
    .addCommand(benchCommand())
    .addCommand(convertCommand())
    .addCommand(completionCommand())
    .addCommand(completeCommand(needle), { hidden: true })
    .addHelpText(
      "after",
      "\n'needle COMMAND --help' shows options and examples. Exit codes: 0 done, 1 failed, 2 wrong usage, 130 stopped.",
    );
  settle(program);
  return program;
}

/** Commander hands settings on only to commands that it made itself. */
function settle(command: Command): void {
  command.exitOverride().configureOutput({
    outputError: (text, write) =>
      write(
        `needle: ${text
          .trim()
          .replace(/^error: /, "")
          .replaceAll(/\s*\n\s*/g, " ")}\n`,
      ),
  });
  command.commands.forEach(settle);
}
