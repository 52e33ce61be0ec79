// Progress on stderr, so that stdout stays clean for results: a bar on a terminal, nothing in a pipe or a log file, which get one
// line an epoch on stdout and no control characters.
import { SingleBar } from "cli-progress";

/** Where and how to show progress. */
export interface ProgressOptions {
  /** Show nothing, for programs that read along. */
  readonly silent?: boolean;
  /** Where to write; stderr by default. */
  readonly stream?: NodeJS.WritableStream & { readonly isTTY?: boolean };
  /** A clock in milliseconds, for tests. */
  readonly now?: () => number;
}

/** Shows how far a pass is. */
export interface Progress {
  /** @param done items so far; @param loss the newest loss */
  update(done: number, loss: number): void;
  /** Removes the bar. Must be called at the end, also after an error. */
  stop(): void;
}

/**
 * Starts to show a pass over `total` items.
 *
 * @param label what is going on: "epoch 3/5"
 * @param total items of the whole pass
 * @example
 * const progress = startProgress("epoch 1/5", 60_000);
 * progress.update(600, 2.13); // epoch 1/5 [=>        ] 1 % | 12000/s | 5 s left | loss 2.1300
 * progress.stop();
 */
export function startProgress(label: string, total: number, options: ProgressOptions = {}): Progress {
  const { silent = false, stream = process.stderr, now = () => performance.now() } = options;
  if (silent || !stream.isTTY) return { update() {}, stop() {} };
  const begin = now();
  /** Items per second, and the seconds that are left, so far. */
  const pace = (done: number) => {
    const rate = done / Math.max(1e-3, (now() - begin) / 1000);
    return { rate: rate.toFixed(0), left: rate > 0 ? Math.ceil((total - done) / rate).toFixed(0) : "?" };
  };
  const single = new SingleBar({
    stream,
    format: `${label} [{bar}] {percentage} % | {rate}/s | {left} s left | loss {loss}`,
    barCompleteChar: "=",
    barIncompleteChar: " ",
    barsize: 30,
    clearOnComplete: true,
    hideCursor: null as unknown as boolean, // leave it alone: nothing to restore when the process is killed
    linewrap: true,
    emptyOnZero: true,
  });
  single.start(total, 0, { rate: "?", left: "?", loss: "?" });
  return {
    update: (done, loss) => single.update(done, { ...pace(done), loss: loss.toFixed(4) }),
    stop: () => single.stop(),
  };
}
