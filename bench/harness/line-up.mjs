// Who takes part: in a run, and in a case.
import { Contender } from "./contender.mjs";
import { contenders } from "./peers.mjs";
import { programFor } from "./workloads.mjs";

const family = (name) => name.split("-")[0];

/** By name, or by the part before the dash, which stands for all of its settings. Needle always takes part. */
function chosenFrom(all, peers) {
  const known = [...Object.keys(all), "torch"];
  const unknown = peers.find((peer) => !known.some((name) => peer === name || peer === family(name)));
  if (unknown) throw new Error(`--peers: there is no '${unknown}'; there are ${known.join(", ")}`);
  return Object.fromEntries(
    Object.entries(all).filter(([name]) => ["needle", ...peers].some((peer) => peer === name || peer === family(name))),
  );
}

const isMadeFor = ({ file, only }, workload) => (only ? only === workload : programFor(workload, file));

/** Starts all that some case can use, at the same time. Who is not there is left out with one line. */
export async function startAll(chosen, options) {
  const all = contenders(options);
  const wanted = Object.entries(options.peers === null ? all : chosenFrom(all, options.peers)).filter(([, one]) =>
    chosen.some(({ workload }) => isMadeFor(one, workload)),
  );
  const absent = new Map(); // a line for each title, not for each setting
  const start = async ([name, one]) => {
    try {
      return { ...one, name, contender: await Contender.start(one.start(options)) };
    } catch (error) {
      absent.set(one.title, error.message);
      return null;
    }
  };
  const started = await Promise.all(wanted.map(start));
  for (const [title, why] of absent) console.error(`left out: ${title}: ${why}`);
  return started.filter((one) => one !== null);
}

/** The contenders of one case, each with the numbers of threads that are tried. */
export function lineUp({ workload, flops, units }, started, { threads }) {
  const small = flops * units < 3e8; // slow ones would need minutes for the largest
  const settings = (one) => (one.threads && threads > 1 ? [{ threads }, { threads: 1 }] : [{ threads }]);
  return started
    .filter((one) => isMadeFor(one, workload) && (one.patient || small))
    .map((one) => ({ ...one, settings: settings(one) }));
}
