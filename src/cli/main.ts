#!/usr/bin/env node
// The command `needle`: runs it, and turns every error into one line on stderr and an exit code. NEEDLE_DEBUG=1 adds the stack.
import { CommanderError } from "commander";
import { Interrupted } from "./interrupt.ts";
import { needle } from "./program.ts";

/** What the shell is told: 0 all is well, 1 it failed, 2 it was called wrongly, 130 or 143 it was stopped. */
function exitCodeOf(error: unknown): number {
  if (error instanceof Interrupted) return error.exitCode;
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  return 1;
}

// `needle … | head` closes stdout early; that is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

try {
  await needle().parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error);
  if (!(error instanceof CommanderError)) {
    const debug = process.env["NEEDLE_DEBUG"];
    const text = error instanceof Error ? (debug && error.stack) || error.message : String(error);
    process.stderr.write(`needle: ${text}\n`);
  }
}
