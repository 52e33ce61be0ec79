// How long something takes.

/** Milliseconds: the median, and the tenth and ninetieth of a hundred. */
export interface Measured {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  readonly runs: number;
}

/**
 * Runs `work` to warm up, then again and again for so many seconds; at least five times.
 *
 * @param work one run; it ends when the result is there
 */
export async function measure(work: () => Promise<unknown>, seconds: number, signal: AbortSignal): Promise<Measured> {
  const again = async (milliseconds: number, least: number): Promise<number[]> => {
    const times: number[] = [];
    for (const end = performance.now() + milliseconds; times.length < least || performance.now() < end; ) {
      const begin = performance.now();
      await work();
      times.push(performance.now() - begin);
      await new Promise((resolve) => setImmediate(resolve)); // lets Ctrl-C be heard
      signal.throwIfAborted();
    }
    return times;
  };
  await again(200 * seconds, 3);
  const times = await again(1000 * seconds, 5);
  times.sort((a, b) => a - b);
  const at = (share: number): number => times[Math.floor(share * (times.length - 1))]!;
  return { median: at(0.5), low: at(0.1), high: at(0.9), runs: times.length };
}
