// Ctrl-C and SIGTERM: a computation is asked to stop between two steps, so that nothing is left half done; asked twice, the
// process ends at once.
import { NeedleError } from "../errors.ts";

/** The user stopped the command. The exit code is the shell's for the signal: 130 or 143. */
export class Interrupted extends NeedleError {
  readonly exitCode: number;
  constructor(signal: "SIGINT" | "SIGTERM", what = "nothing was written") {
    super(`stopped; ${what}`);
    this.exitCode = signal === "SIGINT" ? 130 : 143;
  }
}

/**
 * Runs `work` with a signal that is aborted, with an {@link Interrupted} as its reason, when the user wants to stop.
 *
 * @param what what the user is told then, after "stopped; "
 * @example
 * await interruptible(async (signal) => {
 *   for (let step = 0; step < 3; step++) signal.throwIfAborted(); // Ctrl-C ends the loop here
 *   return "trained";
 * }); // "trained"
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>, what?: string): Promise<T> {
  const controller = new AbortController();
  const stop = (signal: "SIGINT" | "SIGTERM") => {
    const reason = new Interrupted(signal, what);
    if (controller.signal.aborted) process.exit(reason.exitCode);
    controller.abort(reason);
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  try {
    return await work(controller.signal);
  } finally {
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
  }
}
