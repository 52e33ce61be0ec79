// Time for others: a synchronous device never lets timers and signal handlers run.
/** Milliseconds between two turns of the event loop. */
const every = 100;
let last = performance.now();

/**
 * Called between steps: now and then it lets the event loop take a turn.
 *
 * @throws the signal's reason, where it is aborted
 */
export async function breathe(signal?: AbortSignal): Promise<void> {
  if (performance.now() - last > every) {
    await new Promise((resolve) => setTimeout(resolve));
    last = performance.now();
  }
  signal?.throwIfAborted();
}
