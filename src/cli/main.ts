#!/usr/bin/env node
// The command `needle`. Errors are one line on stderr and exit code 1; NEEDLE_DEBUG=1 adds the stack.
import { createRequire } from "node:module";
import { Command } from "commander";
import { Interrupted } from "./interrupt.ts";
import { trainCommand } from "./train.ts";

const { version } = createRequire(import.meta.url)("../../package.json") as { version: string };

const program = new Command("needle")
  .description("train neural networks from the command line")
  .version(version)
  .addCommand(trainCommand());

// `needle … | head` closes stdout early; that is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

try {
  await program.parseAsync();
} catch (error) {
  const debug = process.env["NEEDLE_DEBUG"];
  const text = error instanceof Error ? (debug && error.stack) || error.message : String(error);
  process.stderr.write(`needle: ${text}\n`);
  process.exitCode = error instanceof Interrupted ? error.exitCode : 1;
}
