// Who runs when: everybody who can do a workload takes a turn in each round, so that what slows down the machine for a while slows down all.
import { setTimeout as sleep } from "node:timers/promises";
import { agree } from "./statistics.mjs";
import { writeInputs } from "./workloads.mjs";

/** Between two turns: threads of the one before fall asleep. */
const pause = 3;
/** A step that takes longer, in seconds, takes no part. */
const longest = 3;

/**
 * Times of one step of one case for each contender, a number for each round.
 *
 * @param running contenders that have been started: `{ name, title, settings, contender }`
 * @returns `{ title: { seconds: number[], setting } }`, and in `notes` who was left out and why
 */
export async function measureCase(one, running, { rounds, milliseconds }) {
  const { told, remove } = writeInputs(one);
  const notes = [];
  const best = new Map(); // by title: settings of one peer
  let expected = null;
  try {
    for (const { name, title, settings, contender } of running)
      for (const setting of settings) {
        const again = () => contender.prepare(one.workload, { ...told, ...setting });
        const why = await again();
        if (why !== null) {
          notes.push(`${title}: ${why}`);
          continue;
        }
        const first = await contender.run(0, one.check);
        expected ??= first.values;
        if (!agree(first.values, expected, one.tolerance)) {
          notes.push(`${title}: comes to ${first.values.join(", ")}, not ${expected.join(", ")}`);
          continue;
        }
        const steps = await calibrate(contender, first.seconds / one.check, milliseconds);
        if (steps === null) {
          notes.push(`${title}: a step takes ${(first.seconds / one.check).toFixed(1)} s`);
          continue;
        }
        const speed = (await contender.run(steps.count >> 2, steps.count)).seconds / steps.count;
        if (speed < (best.get(title)?.speed ?? Infinity))
          best.set(title, { name, contender, setting, again, speed, steps: steps.count, times: [] });
      }
    for (const { again } of best.values()) await again(); // of several settings of one process, the best is the last prepared
    const turns = [...best.values()];
    for (let round = 0; round < rounds; round++)
      for (let i = 0; i < turns.length; i++) {
        const { contender, steps, times } = turns[(round + i) % turns.length];
        await sleep(pause);
        const { seconds } = await contender.run((steps >> 2) + 1, steps);
        times.push(Number((seconds / steps / one.units).toPrecision(5)));
      }
  } finally {
    remove();
  }
  const results = [...best].map(([title, { times, name, setting }]) => [title, { seconds: times, name, ...setting }]);
  return { results: Object.fromEntries(results), notes: [...new Set(notes)] };
}

/** How many steps a turn has: as many as fit into its time, measured twice, since the first ones are slow. */
async function calibrate(contender, guess, milliseconds) {
  if (guess > longest) return null;
  let count = 1;
  for (let i = 0; i < 3; i++) {
    const { seconds } = await contender.run(1, count);
    count = Math.max(1, Math.min(100 * count, Math.round((milliseconds / 1000 / seconds) * count)));
  }
  return { count };
}
